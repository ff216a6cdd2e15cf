import type { MessageContent } from "../../domain/conversation/MessageContent.ts"
import type { Prospect } from "../../domain/conversation/Prospect.ts"
import type { Sender } from "../../domain/sender/Sender.ts"
import type { SenderKind } from "../../domain/sender/SenderKind.ts"
import { sendFactsOf, sendingOf } from "../../domain/sending/sendFactsOf.ts"
import { type Sending, type SendVerdict, sendVerdict } from "../../domain/sending/SendPolicy.ts"
import type { Desk } from "../sync/createDesk.ts"
import { askForNumberFacts } from "./askForNumberFacts.ts"

/** What is asked about: a text without files, to go as soon as it may, where nothing else is said. */
export interface Planned {
  readonly content?: Pick<MessageContent, "media" | "template">
  readonly sending?: Sending
  readonly scheduledAt?: number | null
}

/** Of an SMS without files nothing depends on it. One that is not shared with the reader is there all the same. */
const senderKind = (sender: Sender | undefined, media: boolean): SenderKind => {
  if (sender?.channel === "whatsapp") return "whatsapp"
  return sender && media
    ? askForNumberFacts()?.senderKindOf(sender.channel, sender.address) ?? "unknown"
    : "unknown"
}

/**
 * Whether and when a message would go in a row's conversation: what the server will decide (SEND-10), also
 * where there is no conversation yet. Follows the clock.
 */
export const rowVerdict = (
  desk: Pick<Desk, "directory" | "sender" | "clock">,
  row: Omit<Prospect, "row">,
  { content = { media: [] }, sending = sendingOf(content, null), scheduledAt = null }: Planned = {},
): SendVerdict => {
  const sender = desk.sender(row.senderId)
  const { hours, quietHours } = desk.directory().workspace
  const facts = sendFactsOf(row, row, {
    numberValid: row.inboundCount > 0 || (askForNumberFacts()?.isReachable(row) ?? true),
    sender: senderKind(sender, sending._tag === "Free" && sending.media),
    hours: {
      business: sender?.hours ?? hours,
      quiet: quietHours,
      zones: quietHours === null ? [] : askForNumberFacts()?.recipientZones(row.address) ?? [],
    },
    sending,
    scheduledAt,
  })
  return sendVerdict(facts, desk.clock.now())
}

/** Whether two verdicts say the same, so that the clock alone draws nothing anew. */
export const sameVerdict = (a: SendVerdict, b: SendVerdict): boolean => {
  if (a._tag !== "Wait" || b._tag !== "Wait") return a._tag === b._tag
  return a.until === b.until && a.why === b.why && a.windowClosesFirst === b.windowClosesFirst
}
