import { Schema } from "effect"
import { Uuid } from "../Uuid.ts"
import { Aside } from "../conversation/Aside.ts"
import { ConversationId } from "../conversation/ConversationId.ts"
import { RefusalCode } from "../conversation/Refusal.ts"
import { LabelId } from "../label/Label.ts"
import { UserId } from "../user/User.ts"
import { InboxFilter } from "./InboxFilter.ts"

/** How many conversations one bulk action changes at most: of more, those with the latest activity. */
export const bulkMax = 10_000
/** How many conversations can be named one by one, to act on or to leave out. */
export const namedMax = 500
/** Of what was refused, so many are named; the rest are counted. */
export const failuresNamedMax = 20

/** Named by the desk that asks, so that asking again after a lost connection follows the same action. */
export const BulkId = Uuid.pipe(Schema.brand("BulkId"))
export type BulkId = typeof BulkId.Type

/** What is done to each conversation; `user`: in whose inbox it is marked. */
export const BulkAction = Schema.TaggedUnion({
  Assign: { to: UserId },
  MarkRead: { user: UserId },
  MarkUnread: { user: UserId },
  PutAside: { aside: Aside },
  BringBack: {},
  SetLabel: { label: LabelId, on: Schema.Boolean },
})
export type BulkAction = typeof BulkAction.Type

/** A conversation as it was when it was chosen. */
export const BulkItem = Schema.Struct({
  id: ConversationId,
  owner: Schema.NullOr(UserId),
  inboundCount: Schema.Int,
  ownerUnread: Schema.Int,
})
export type BulkItem = typeof BulkItem.Type

export const BulkTarget = Schema.TaggedUnion({
  Named: { items: Schema.Array(BulkItem).check(Schema.isMaxLength(namedMax)) },
  /** All that match a list's filter, but some: also those that no desk has loaded (ASSIGN-6). */
  Matching: { filter: InboxFilter, except: Schema.Array(ConversationId).check(Schema.isMaxLength(namedMax)) },
})
export type BulkTarget = typeof BulkTarget.Type

export const BulkFailure = Schema.Struct({
  id: ConversationId,
  code: Schema.Union([RefusalCode, Schema.Literal("unavailable")]),
  message: Schema.String,
  /** With `assigned_meanwhile`: as the refusal says. */
  holder: Schema.NullOr(Schema.Struct({ user: Schema.NullOr(UserId), assigned: Schema.Boolean })),
})
export type BulkFailure = typeof BulkFailure.Type

/** How far a bulk action is. Absolute values. */
export const BulkProgress = Schema.Struct({
  /** How many conversations there are to change. */
  total: Schema.Int,
  /** How many were tried so far, those that failed among them. */
  done: Schema.Int,
  failed: Schema.Int,
  failures: Schema.Array(BulkFailure),
  /** How many changes could be taken back: assignments that moved a conversation away from somebody. */
  undoable: Schema.Int,
  ended: Schema.Boolean,
})
export type BulkProgress = typeof BulkProgress.Type
