import { Option, Schema } from "effect"
import type { ReportedStatus } from "../../../domain/conversation/ConversationCommand.ts"
import type { WebhookReading } from "../ChannelAdapter.ts"
import { cleanText, cleanTextOrNull } from "../cleanText.ts"
import { messageOfCallback, readMessageReference } from "../messageReference.ts"
import { readVonageContent, type VonageMessage } from "./readVonageContent.ts"
import { readVonageAddress, readVonageChannel } from "./VonageAddress.ts"
import { vonageError } from "./VonageErrors.ts"

const detailLengthMax = 300
const profileNameLengthMax = 200

const Words = Schema.optionalKey(Schema.NullOr(Schema.String))
/** Vonage's ids are UUIDs. */
const ProviderId = Schema.String.check(Schema.isPattern(/^[!-~]{1,256}$/))
const Body = Schema.fromJsonString(Schema.Record(Schema.String, Schema.Unknown))
const ProfilePart = Schema.Struct({ name: Words })
const WhatsAppPart = Schema.Struct({ sender: Schema.Struct({ wa_id: Words, user_id: Words }) })
const ProblemPart = Schema.Struct({ type: Words, title: Words, detail: Words })

const decodeBody = Schema.decodeUnknownOption(Body)
const decode = <A>(schema: Schema.Decoder<A>, value: unknown): A | null =>
  Option.getOrNull(Schema.decodeUnknownOption(schema)(value))

const malformed = (detail: string): WebhookReading => ({
  _tag: "Malformed",
  detail: cleanText(detail, detailLengthMax),
})

const shown = (value: unknown): string => cleanText(JSON.stringify(value) ?? "nothing", 80)

/** A time that no calendar has is none. */
const timeOf = (timestamp: unknown): number | null => {
  const millis = typeof timestamp === "string" ? Date.parse(timestamp) : NaN
  return millis > 0 && millis < Date.UTC(9999, 0) ? millis : null
}

const readMessage = (message: VonageMessage, providerId: string): WebhookReading => {
  const channel = readVonageChannel(message["channel"])
  if (channel === null) {
    return malformed(`channel: ${shown(message["channel"])} is neither SMS, MMS nor WhatsApp`)
  }
  const to = readVonageAddress(message["to"])
  if (to === null) return malformed(`to: ${shown(message["to"])} is no address`)
  const sender = decode(WhatsAppPart, message["whatsapp"])?.sender
  // Someone on WhatsApp may hide their number.
  const from = readVonageAddress(message["from"]) ?? readVonageAddress(sender?.wa_id) ??
    readVonageAddress(sender?.user_id)
  if (from === null) return malformed(`from: ${shown(message["from"])} is no address`)
  const alias = readVonageAddress(sender?.user_id)
  const profile = decode(ProfilePart, message["profile"])
  return {
    _tag: "Updates",
    updates: [{
      _tag: "InboundMessage",
      channel,
      to,
      toId: null,
      from,
      ...(alias === null || alias === from ? {} : { aliases: [alias] }),
      providerId,
      providerAt: timeOf(message["timestamp"]),
      profileName: cleanTextOrNull(profile?.name, profileNameLengthMax),
      content: readVonageContent(message),
      optOut: null,
    }],
  }
}

const statuses: ReadonlyMap<unknown, ReportedStatus> = new Map([
  ["submitted", "sent"],
  ["delivered", "delivered"],
  ["read", "read"],
  ["rejected", "failed"],
  ["undeliverable", "failed"],
])

const readStatus = (report: VonageMessage, providerId: string, url: string): WebhookReading => {
  const status = statuses.get(report["status"])
  if (status === undefined) return malformed(`status: ${shown(report["status"])} is not known`)
  const reference = report["client_ref"]
  return {
    _tag: "Updates",
    updates: [{
      _tag: "StatusUpdate",
      message: readMessageReference(typeof reference === "string" ? reference : null) ??
        messageOfCallback(url),
      providerId,
      status,
      // Beside `submitted` an error says that Vonage goes on trying.
      error: status === "failed"
        ? vonageError(decode(ProblemPart, report["error"]) ?? {}, providerId.slice(-8))
        : null,
    }],
  }
}

/** What a verified body of Vonage's says: one message of a customer, or how one of ours fares. */
export const readVonageBody = (body: Uint8Array, url: string): WebhookReading => {
  const message = Option.getOrNull(decodeBody(new TextDecoder().decode(body)))
  if (message === null) return malformed("Expected a JSON object.")
  const providerId = decode(ProviderId, message["message_uuid"])
  if (providerId === null) return malformed(`message_uuid: ${shown(message["message_uuid"])} is no id`)
  return message["status"] !== undefined && message["message_type"] === undefined
    ? readStatus(message, providerId, url)
    : readMessage(message, providerId)
}
