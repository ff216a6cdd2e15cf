import { Schema } from "effect"
import { Channel } from "../sender/Sender.ts"
import { InboxView } from "./InboxView.ts"

/** Which conversations a list shows. */
export const InboxFilter = Schema.Struct({
  view: InboxView,
  /** Part of a name, or of a number in any format; empty for all. */
  search: Schema.String.check(Schema.isMaxLength(100)),
  unreadOnly: Schema.Boolean,
  channel: Schema.NullOr(Channel),
})
export type InboxFilter = typeof InboxFilter.Type
