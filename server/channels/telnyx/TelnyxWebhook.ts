import { Option, Schema } from "effect"
import { Address } from "../../../domain/contact/Address.ts"
import type { ReportedStatus } from "../../../domain/conversation/ConversationCommand.ts"
import type { MediaDescription, MessageContent } from "../../../domain/conversation/MessageContent.ts"
import type { DeliveryError } from "../../../domain/sending/DeliveryError.ts"
import type { WebhookReading } from "../ChannelAdapter.ts"
import { cleanText } from "../cleanText.ts"
import { messageOfCallback } from "../messageReference.ts"
import { telnyxCancelled, telnyxError, telnyxExpired } from "./TelnyxErrors.ts"

const detailLengthMax = 300
const textLengthMax = 65_536
const filesMax = 10
const urlLengthMax = 2048

const Words = Schema.optionalKey(Schema.NullOr(Schema.String))
const Event = Schema.fromJsonString(Schema.Struct({
  data: Schema.Struct({
    event_type: Schema.String,
    occurred_at: Schema.optionalKey(Schema.Unknown),
    payload: Schema.Record(Schema.String, Schema.Unknown),
  }),
}))
/** Telnyx's ids are UUIDs. */
const ProviderId = Schema.String.check(Schema.isPattern(/^[!-~]{1,256}$/))
const Party = Schema.Struct({ phone_number: Schema.String, status: Words })
const Parties = Schema.NonEmptyArray(Party)
const FilePart = Schema.Struct({
  url: Schema.String.check(Schema.isMaxLength(urlLengthMax), Schema.isPattern(/^https?:\/\/\S+$/i)),
  content_type: Words,
  size: Schema.optionalKey(Schema.NullOr(Schema.Int)),
})
const ProblemPart = Schema.Struct({
  code: Schema.optionalKey(Schema.NullOr(Schema.Union([Schema.String, Schema.Finite]))),
  title: Words,
  detail: Words,
})

type Payload = Readonly<Record<string, unknown>>

const decodeEvent = Schema.decodeUnknownOption(Event)
const decodeAddress = Schema.decodeUnknownOption(Address)
const decode = <A>(schema: Schema.Decoder<A>, value: unknown): A | null =>
  Option.getOrNull(Schema.decodeUnknownOption(schema)(value))

const malformed = (detail: string): WebhookReading => ({
  _tag: "Malformed",
  detail: cleanText(detail, detailLengthMax),
})

const addressOf = (raw: string | null | undefined): Address | null =>
  Option.getOrNull(decodeAddress(cleanText(raw, 129).trim()))

/** A time that no calendar has is none. */
const timeOf = (value: unknown): number | null => {
  const millis = typeof value === "string" ? Date.parse(value) : NaN
  return millis > 0 && millis < Date.UTC(9999, 0) ? millis : null
}

const contentType = /^[\w.+-]{1,60}\/[\w.+-]{1,100}/

/** Telnyx has no id of a file, only a public address that lives for a while. How an MMS is laid out is no file. */
const mediaOf = (value: unknown): ReadonlyArray<MediaDescription> =>
  (Array.isArray(value) ? value.slice(0, filesMax) : []).flatMap((one): ReadonlyArray<MediaDescription> => {
    const file = decode(FilePart, one)
    const type = contentType.exec(file?.content_type ?? "")?.[0].toLowerCase() ?? "application/octet-stream"
    return file === null || type === "application/smil"
      ? []
      : [{ id: cleanText(file.url, urlLengthMax), name: null, type, size: file.size ?? null }]
  })

const contentOf = (payload: Payload): MessageContent => {
  const media = mediaOf(payload["media"])
  const text = [payload["subject"], payload["text"]]
    .flatMap((part) => typeof part === "string" && part.trim() !== "" ? [cleanText(part, textLengthMax)] : [])
    .join("\n")
  if (media.length > 0) return { kind: "media", text, media }
  return text === ""
    ? { kind: "unsupported", text: "An empty message.", media }
    : { kind: "text", text, media }
}

const readMessage = (payload: Payload, providerId: string, occurredAt: unknown): WebhookReading => {
  const from = addressOf(decode(Party, payload["from"])?.phone_number)
  if (from === null) return malformed("from: expected an object with phone_number")
  const parties = decode(Parties, payload["to"])
  // To a group: ours is the number whose webhook was called.
  const own = parties?.find(({ status }) => status === "webhook_delivered") ?? parties?.[0]
  const to = addressOf(own?.phone_number)
  if (to === null) return malformed("to: expected a list of objects with phone_number")
  return {
    _tag: "Updates",
    updates: [{
      _tag: "InboundMessage",
      channel: "sms",
      to,
      toId: null,
      from,
      providerId,
      providerAt: timeOf(payload["received_at"]) ?? timeOf(occurredAt),
      profileName: null,
      content: contentOf(payload),
      optOut: null,
    }],
  }
}

/** Null: known, but no news. */
const statuses: ReadonlyMap<string, ReportedStatus | null> = new Map([
  ["scheduled", null],
  ["queued", null],
  ["sending", null],
  ["sent", "sent"],
  // The carrier took it and will not say more.
  ["delivery_unconfirmed", "sent"],
  ["delivered", "delivered"],
  ["sending_failed", "failed"],
  ["delivery_failed", "failed"],
  ["expired", "failed"],
  ["cancelled", "failed"],
])

const failureOf = (word: string, payload: Payload, reference: string): DeliveryError => {
  const errors = payload["errors"]
  const problem = decode(ProblemPart, Array.isArray(errors) ? errors[0] : null)
  if (problem !== null) return telnyxError(problem, reference)
  if (word === "expired") return telnyxExpired
  return word === "cancelled" ? telnyxCancelled : telnyxError({}, reference)
}

const readStatus = (payload: Payload, providerId: string, url: string): WebhookReading => {
  const word = decode(Parties, payload["to"])?.[0].status ?? ""
  const status = statuses.get(word)
  if (status === undefined) return malformed(`to[0].status: "${word}" is no status of an outgoing message`)
  if (status === null) return { _tag: "Updates", updates: [] }
  const calledBack = payload["webhook_url"]
  return {
    _tag: "Updates",
    updates: [{
      _tag: "StatusUpdate",
      message: messageOfCallback(url) ??
        (typeof calledBack === "string" ? messageOfCallback(calledBack) : null),
      providerId,
      status,
      error: status === "failed" ? failureOf(word, payload, providerId.slice(-8)) : null,
    }],
  }
}

/** What a verified body of Telnyx's says; `url` is the address that it called, which carries our ids of a message. */
export const readTelnyxBody = (body: Uint8Array, url: string): WebhookReading => {
  const event = Option.getOrNull(decodeEvent(new TextDecoder().decode(body)))?.data
  if (event === undefined) return malformed("Expected JSON with data.event_type and data.payload.")
  switch (event.event_type) {
    case "message.received":
    case "message.sent":
    case "message.finalized":
      break
    default:
      // About something else than messages: kept in the log for whoever wants to know.
      return { _tag: "Updates", updates: [], unread: [`an event "${cleanText(event.event_type, 80)}"`] }
  }
  const providerId = decode(ProviderId, event.payload["id"])
  if (providerId === null) return malformed("data.payload.id: expected an id")
  return event.event_type === "message.received"
    ? readMessage(event.payload, providerId, event.occurred_at)
    : readStatus(event.payload, providerId, url)
}
