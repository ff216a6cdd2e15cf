import { Schema } from "effect"
import { InboxRow } from "../inbox/InboxRow.ts"

const { address, channel, consentAt, inboundCount, lastInboundAt, optedOutAt, senderId, windowClosedAt } =
  InboxRow.fields

/** What is known of a number and a Sender ID before someone writes: all that decides whether a message may go. */
export const Prospect = Schema.Struct({
  /** The conversation that there is, where the one who asks may see it. */
  row: Schema.NullOr(InboxRow),
  senderId,
  channel,
  address,
  inboundCount,
  lastInboundAt,
  windowClosedAt,
  optedOutAt,
  consentAt,
})
export type Prospect = typeof Prospect.Type
