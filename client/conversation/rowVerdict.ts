import type { MessageContent } from "../../domain/conversation/MessageContent.ts"
import { sendingHoursOf } from "../../domain/hours/sendingHoursOf.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { senderKindOf } from "../../domain/sender/SenderKind.ts"
import { sendFactsOf, sendingOf } from "../../domain/sending/sendFactsOf.ts"
import { type SendVerdict, sendVerdict } from "../../domain/sending/SendPolicy.ts"
import type { Desk } from "../sync/createDesk.ts"

/** What is asked about: a text without files, to go as soon as it may, where nothing else is said. */
export interface Planned {
  readonly content?: Pick<MessageContent, "media" | "template">
  readonly scheduledAt?: number | null
}

/** Whether and when a message would go in a row's conversation: what the server will decide (SEND-10). Follows the clock. */
export const rowVerdict = (
  desk: Pick<Desk, "directory" | "sender" | "clock">,
  row: InboxRow,
  { content = { media: [] }, scheduledAt = null }: Planned = {},
): SendVerdict => {
  const sender = desk.sender(row.senderId)
  const facts = sendFactsOf(row, row, {
    // One that is not shared with the reader is there all the same.
    sender: sender ? senderKindOf(sender.channel, sender.address) : "unknown",
    hours: sendingHoursOf(desk.directory().workspace, sender, row.address),
    sending: sendingOf(content, null),
    scheduledAt,
  })
  return sendVerdict(facts, desk.clock.now())
}

/** Whether two verdicts say the same, so that the clock alone draws nothing anew. */
export const sameVerdict = (a: SendVerdict, b: SendVerdict): boolean => {
  if (a._tag !== "Wait" || b._tag !== "Wait") return a._tag === b._tag
  return a.until === b.until && a.why === b.why && a.windowClosesFirst === b.windowClosesFirst
}
