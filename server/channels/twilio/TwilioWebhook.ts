import { Effect, Option, Result, Schema } from "effect"
import { Address } from "../../../domain/contact/Address.ts"
import type { ReportedStatus } from "../../../domain/conversation/ConversationCommand.ts"
import type { MediaDescription, MessageContent } from "../../../domain/conversation/MessageContent.ts"
import type { Channel } from "../../../domain/sender/Sender.ts"
import type { WebhookReading } from "../ChannelAdapter.ts"
import { messageOfCallback } from "../messageReference.ts"
import { cleanTextOrNull } from "../cleanText.ts"
import { locationContent } from "../wireContent.ts"
import { serviceSid } from "./createTwilioMessage.ts"
import { twilioError } from "./TwilioErrors.ts"

const mediaMax = 10
const profileNameLengthMax = 200
const detailLengthMax = 300

const Sid = Schema.String.check(
  Schema.isPattern(/^\S{1,64}$/, { message: "expected 1 to 64 characters without spaces" }),
)
const text = Schema.String.pipe(Schema.withDecodingDefaultKey(Effect.succeed("")))

const InboundForm = Schema.Struct({
  MessageSid: Sid,
  To: Schema.String,
  From: text,
  /** WhatsApp's name for someone who hides their number. */
  ExternalUserId: text,
  Body: text,
  ProfileName: text,
  MessageType: text,
  SmsStatus: text,
  NumMedia: text,
  ButtonText: text,
  ButtonPayload: text,
  ListTitle: text,
  ListId: text,
  OriginalRepliedMessageSid: text,
  Forwarded: text,
  FrequentlyForwarded: text,
  ReferralHeadline: text,
  ReferralBody: text,
  ReferralSourceUrl: text,
  Latitude: text,
  Longitude: text,
  Address: text,
  Label: text,
  OptOutType: text,
  MessagingServiceSid: text,
})
type InboundForm = typeof InboundForm.Type

const StatusForm = Schema.Struct({
  MessageSid: Sid,
  MessageStatus: text,
  SmsStatus: text,
  ErrorCode: text,
  ErrorMessage: text,
  ChannelStatusMessage: text,
})

const decodeInbound = Schema.decodeUnknownResult(InboundForm)
const decodeStatus = Schema.decodeUnknownResult(StatusForm)
const decodeAddress = Schema.decodeUnknownOption(Address)

type Fields = Readonly<Record<string, string>>

const malformed = (detail: string): WebhookReading => ({
  _tag: "Malformed",
  detail: detail.slice(0, detailLengthMax).toWellFormed(),
})

/** The first value of each name. The database takes no NUL, so it becomes the sign for what could not be read. */
const fieldsOf = (params: ReadonlyArray<readonly [string, string]>): Fields =>
  Object.fromEntries(params.toReversed().map(([name, value]) => [name, value.replaceAll("\0", "\uFFFD")]))

const parseAddress = (raw: string): { readonly channel: Channel; readonly address: Address } | null => {
  const [, prefix = "", rest = ""] = /^(?:([a-z]+):)?(.*)$/is.exec(raw.trim()) ?? []
  const channel = prefix === "" ? "sms" : prefix.toLowerCase() === "whatsapp" ? "whatsapp" : null
  const address = Option.getOrNull(decodeAddress(rest.trim()))
  return channel === null || address === null ? null : { channel, address }
}

const mediaSid = /\/Media\/(ME[0-9a-zA-Z]{1,62})(?:[/?#.]|$)/
const contentType = /^[\w.+-]{1,60}\/[\w.+-]{1,100}/

/** Named by message and file, from which its address at Twilio follows; the address itself stays here. */
const mediaOf = (form: InboundForm, fields: Fields): ReadonlyArray<MediaDescription> => {
  const announced = Math.min(Number.parseInt(form.NumMedia, 10) || 0, mediaMax)
  const files: Array<MediaDescription> = []
  for (let n = 0; n < mediaMax; n += 1) {
    const url = fields[`MediaUrl${n}`]
    if (url === undefined && n >= announced) break
    const type = contentType.exec(fields[`MediaContentType${n}`] ?? "")?.[0].toLowerCase()
    files.push({
      id: `${form.MessageSid}/${mediaSid.exec(url ?? "")?.[1] ?? n}`,
      name: null,
      type: type ?? "application/octet-stream",
      size: null,
    })
  }
  return files
}

const saysOf = (form: InboundForm, fields: Fields): MessageContent => {
  const media = mediaOf(form, fields)
  if (media.length > 0) return { kind: "media", text: form.Body, media }
  const { Address: address, Label: name, Latitude, Longitude } = form
  const place = Latitude === "" || Longitude === ""
    ? null
    : locationContent({ latitude: Number(Latitude), longitude: Number(Longitude), name, address })
  if (place !== null) return place
  const written = [form.Body, form.ButtonText, form.ListTitle].find((part) => part.trim() !== "")
  if (written !== undefined) return { kind: "text", text: written, media }
  const unsupported = form.MessageType !== "" && form.MessageType !== "text"
  return {
    kind: "unsupported",
    text: unsupported
      ? "A message of a kind that WhatsApp does not pass on. Ask the customer to write it."
      : "An empty message.",
    media,
  }
}

/** What a message is about beside its words: what was chosen, quoted or passed on, and the advertisement that led to it. */
const contentOf = (form: InboundForm, fields: Fields): MessageContent => {
  const choice = cleanTextOrNull(form.ButtonPayload || form.ListId, 1024)
  const quoted = cleanTextOrNull(form.OriginalRepliedMessageSid, 256)
  const headline = cleanTextOrNull(form.ReferralHeadline || form.ReferralBody, 1024)
  const url = cleanTextOrNull(form.ReferralSourceUrl, 2048)
  return {
    ...saysOf(form, fields),
    ...(choice === null ? {} : { choice }),
    ...(quoted === null ? {} : { quote: { providerId: quoted, text: null } }),
    ...([form.Forwarded, form.FrequentlyForwarded].includes("true") ? { forwarded: true as const } : {}),
    ...(headline === null && url === null ? {} : { referral: { headline, url } }),
  }
}

/** Set by Twilio's own keyword handling; HELP is answered there and changes nothing. */
const optOutOf = (form: InboundForm): "out" | "in" | null => {
  const word = form.OptOutType.trim().toUpperCase()
  if (word === "STOP") return "out"
  return word === "START" ? "in" : null
}

const inboundStatuses = new Set(["", "received", "receiving"])

/** What a call of the messages address says: one message of a customer. */
export const readInboundForm = (params: ReadonlyArray<readonly [string, string]>): WebhookReading => {
  const fields = fieldsOf(params)
  const decoded = decodeInbound(fields)
  if (Result.isFailure(decoded)) return malformed(decoded.failure.message)
  const form = decoded.success
  if (!inboundStatuses.has(form.SmsStatus)) {
    return malformed(`SmsStatus: "${form.SmsStatus}" is the status of an outgoing message`)
  }
  const to = parseAddress(form.To)
  if (!to) return malformed(`To: "${form.To}" is no address of SMS or WhatsApp`)
  const fromField = form.From.trim() === "" ? "ExternalUserId" : "From"
  const from = parseAddress(form[fromField])
  if (!from) return malformed(`From: "${form[fromField]}" is no address of SMS or WhatsApp`)
  if (from.channel !== to.channel) return malformed("From and To: they are on different channels")
  const alias = parseAddress(form.ExternalUserId)?.address ?? null
  return {
    _tag: "Updates",
    updates: [{
      _tag: "InboundMessage",
      channel: to.channel,
      to: to.address,
      toId: null,
      ...(serviceSid.test(form.MessagingServiceSid) ? { toPool: form.MessagingServiceSid } : {}),
      from: from.address,
      ...(alias === null || alias === from.address ? {} : { aliases: [alias] }),
      providerId: form.MessageSid,
      providerAt: null,
      profileName: form.ProfileName.trim().slice(0, profileNameLengthMax).toWellFormed() || null,
      content: contentOf(form, fields),
      optOut: optOutOf(form),
    }],
  }
}

/** Null: known, but no news beyond the answer to the send. */
const statuses: ReadonlyMap<string, ReportedStatus | null> = new Map([
  ["accepted", null],
  ["scheduled", null],
  ["queued", null],
  ["sending", null],
  ["partially_delivered", null],
  ["sent", "sent"],
  ["delivered", "delivered"],
  ["read", "read"],
  ["undelivered", "failed"],
  ["failed", "failed"],
  // Only someone at Twilio's own console can cancel there; to the customer it is a message that never comes.
  ["canceled", "failed"],
])

/** What a call of the status address says: how one message of ours fares. */
export const readStatusForm = (
  params: ReadonlyArray<readonly [string, string]>,
  url: string,
): WebhookReading => {
  const decoded = decodeStatus(fieldsOf(params))
  if (Result.isFailure(decoded)) return malformed(decoded.failure.message)
  const form = decoded.success
  const word = (form.MessageStatus || form.SmsStatus).toLowerCase()
  const status = statuses.get(word)
  if (status === undefined) return malformed(`MessageStatus: "${word}" is no status of an outgoing message`)
  if (status === null) return { _tag: "Updates", updates: [] }
  const failure = word === "canceled"
    ? {
      code: "canceled",
      class: "permanent",
      text: "It was cancelled at the network before it was sent.",
    } as const
    : twilioError(
      form.ErrorCode || null,
      form.ChannelStatusMessage || form.ErrorMessage || null,
      form.MessageSid.slice(-8),
    )
  return {
    _tag: "Updates",
    updates: [{
      _tag: "StatusUpdate",
      message: messageOfCallback(url),
      providerId: form.MessageSid,
      status,
      error: status === "failed" ? failure : null,
    }],
  }
}
