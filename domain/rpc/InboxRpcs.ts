import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Authentication } from "./Authentication.ts"
import { Refusal } from "../conversation/Refusal.ts"
import { InboxFilter } from "../inbox/InboxFilter.ts"
import { InboxRow } from "../inbox/InboxRow.ts"
import { Unavailable } from "./Unavailable.ts"

export const inboxPageMax = 100

export const InboxQuery = Schema.Struct({
  ...InboxFilter.fields,
  limit: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: inboxPageMax })),
  /** From the page before; null for the first. */
  cursor: Schema.NullOr(Schema.String.check(Schema.isMaxLength(100))),
})
export type InboxQuery = typeof InboxQuery.Type

export const InboxPage = Schema.Struct({
  rows: Schema.Array(InboxRow),
  /** Null on the last page. */
  cursor: Schema.NullOr(Schema.String),
})
export type InboxPage = typeof InboxPage.Type

export class InboxRpcs extends RpcGroup.make(
  Rpc.make("Inbox.list", {
    payload: InboxQuery,
    success: InboxPage,
    error: Schema.Union([Refusal, Unavailable]),
  }),
).middleware(Authentication) {}
