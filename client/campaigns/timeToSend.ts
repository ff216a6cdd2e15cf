import type { Sender } from "../../domain/sender/Sender.ts"
import { senderKindOf } from "../../domain/sender/SenderKind.ts"
import { paceOf } from "../../domain/sending/Pace.ts"
import { channelName } from "../ui/ChannelMark.tsx"
import { counted } from "./campaignText.ts"

/** What goes from one Sender ID. */
export interface Part {
  readonly sender: Pick<Sender, "address" | "channel" | "ratePerSecond"> | undefined
  readonly messages: number
}

/**
 * How long it takes until the last part has gone, in milliseconds, and how much goes a minute, in words: the parts go beside
 * one another. Null where no Sender ID has a pace of its own, or nothing is left.
 */
export const timeToSend = (
  parts: ReadonlyArray<Part>,
): { readonly millis: number; readonly perMinute: string } | null => {
  const known = parts.flatMap(({ messages, sender }) => {
    const pace = sender && paceOf(senderKindOf(sender.channel, sender.address), sender.ratePerSecond)
    if (!sender || !pace || messages <= 0) return []
    const perMinute = counted(Math.round(pace.steadily * 60))
    return [{ millis: (messages / pace.steadily) * 1000, perMinute, channel: channelName(sender.channel) }]
  })
  const [first, ...others] = known
  if (first === undefined) return null
  return {
    millis: Math.max(60_000, ...known.map(({ millis }) => millis)),
    perMinute: others.length === 0 ? `${first.perMinute} messages a minute` : [
      `${first.perMinute} messages a minute by ${first.channel}`,
      ...others.map(({ channel, perMinute }) => `${perMinute} by ${channel}`),
    ].join(" and "),
  }
}
