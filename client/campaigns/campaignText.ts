import type { Campaign, CampaignState, Recipient, RecipientOutcome } from "../../domain/campaign/Campaign.ts"
import { leftOutText } from "../../domain/campaign/leftOutText.ts"
import type { TagProps } from "../ui/Tag.tsx"

export const stateNames: Record<CampaignState, string> = {
  draft: "Draft",
  scheduled: "Scheduled",
  sending: "Sending",
  paused: "Paused",
  cancelling: "Cancelling",
  cancelled: "Cancelled",
  done: "Done",
}

export const stateTones: Record<CampaignState, TagProps["tone"]> = {
  draft: "neutral",
  scheduled: "accent",
  sending: "accent",
  paused: "warn",
  cancelling: "warn",
  cancelled: "neutral",
  done: "success",
}

export const counted = (count: number): string => count.toLocaleString("en-US")

export const messages = (count: number): string => `${counted(count)} ${count === 1 ? "message" : "messages"}`

export const nameOf = ({ name }: Pick<Campaign, "name">): string =>
  name.trim() === "" ? "Untitled campaign" : name

/** `96 %` of a whole. */
export const percentOf = (part: number, whole: number): string =>
  whole === 0 ? "0 %" : `${Math.round((part / whole) * 100)} %`

const outcomeNames: Record<RecipientOutcome, string> = {
  queued: "On its way",
  sent: "Sent",
  delivered: "Delivered",
  read: "Read",
  failed: "Failed",
  unconfirmed: "Not confirmed",
  cancelled: "Taken back",
}

/** What has become of one recipient, in words; of one whom WhatsApp did not reach the SMS is another message. */
export const becameOf = (
  { leftOut, outcome, repliedIn }: Recipient,
  { bySms, state }: Pick<Campaign, "bySms" | "state">,
): string => {
  if (leftOut !== null) return leftOutText(leftOut)
  if (repliedIn !== null) return "Replied"
  if (outcome === "failed" && bySms !== null) return "Failed by WhatsApp"
  return outcome === null ? state === "cancelled" ? "Taken back" : "Waiting" : outcomeNames[outcome]
}
