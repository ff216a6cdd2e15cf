import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Authentication } from "./Authentication.ts"
import { Refusal } from "../conversation/Refusal.ts"
import { InboxFilter } from "../inbox/InboxFilter.ts"
import { InboxRow } from "../inbox/InboxRow.ts"
import { Snippet } from "../search/TextMatch.ts"
import { Unavailable } from "./Unavailable.ts"

export const inboxPageMax = 100

export const InboxQuery = Schema.Struct({
  ...InboxFilter.fields,
  limit: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: inboxPageMax })),
  /** From the page before; null for the first. */
  cursor: Schema.NullOr(Schema.String.check(Schema.isMaxLength(100))),
})
export type InboxQuery = typeof InboxQuery.Type

/** So many conversations a user keeps at the top: all of them come with the first page (LIFE-1). */
export const pinsMax = 20

export const InboxPage = Schema.Struct({
  rows: Schema.Array(InboxRow),
  /** With the first page of one's own inbox: what of it is pinned. It comes again in its place among the rows. */
  pinned: Schema.optionalKey(Schema.Array(InboxRow)),
  /** Null on the last page. */
  cursor: Schema.NullOr(Schema.String),
})
export type InboxPage = typeof InboxPage.Type

export const messageHitsMax = 50

export const MessageSearch = Schema.Struct({
  /** Words that the message's words begin with, all of them. */
  search: Schema.String.check(Schema.isMaxLength(100)),
  limit: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: messageHitsMax })),
  /** From the page before; null for the newest. */
  cursor: Schema.NullOr(Schema.String.check(Schema.isPattern(/^\d{1,15}$/))),
})
export type MessageSearch = typeof MessageSearch.Type

/** A message that was found, in its conversation as the user sees it. */
export const MessageHit = Schema.Struct({
  row: InboxRow,
  seq: Schema.Int,
  at: Schema.Int,
  direction: Schema.Literals(["in", "out", "note"]),
  snippet: Snippet,
})
export type MessageHit = typeof MessageHit.Type

export const MessageHits = Schema.Struct({
  hits: Schema.Array(MessageHit),
  /** Where to look on; null when every message was looked at. A page may hold fewer than were asked for, even none. */
  cursor: Schema.NullOr(Schema.String),
})
export type MessageHits = typeof MessageHits.Type

export class InboxRpcs extends RpcGroup.make(
  Rpc.make("Inbox.list", {
    payload: InboxQuery,
    success: InboxPage,
    error: Schema.Union([Refusal, Unavailable]),
  }),
  /** Messages that the user may see, newest first (SEARCH-2). */
  Rpc.make("Inbox.searchMessages", { payload: MessageSearch, success: MessageHits, error: Unavailable }),
).middleware(Authentication) {}
