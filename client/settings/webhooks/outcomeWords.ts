import type { WebhookOutcome } from "../../../domain/account/WebhookEntry.ts"
import type { TagProps } from "../../ui/Tag.tsx"

/** What became of a request, in a word or two, and how that is coloured. */
export const outcomeWords: Readonly<Record<WebhookOutcome, { text: string; tone: TagProps["tone"] }>> = {
  accepted: { text: "Accepted", tone: "success" },
  partly: { text: "Partly accepted", tone: "warn" },
  malformed: { text: "Not understood", tone: "danger" },
  unknown_sender: { text: "Unknown Sender ID", tone: "danger" },
  bad_signature: { text: "Bad signature", tone: "danger" },
  not_stored: { text: "Not stored", tone: "danger" },
}

/** In the order in which they are offered. */
export const webhookOutcomes: ReadonlyArray<WebhookOutcome> = [
  "accepted",
  "partly",
  "malformed",
  "unknown_sender",
  "bad_signature",
  "not_stored",
]
