import { Effect, Option, Schema } from "effect"
import { type HttpClient, HttpClientRequest } from "effect/http"
import type { DispatchOutcome } from "../../../domain/conversation/ConversationCommand.ts"
import { mediaClassOf } from "../../../domain/media/mediaProblem.ts"
import {
  askProvider,
  deferred,
  isBusy,
  type ProviderAnswer,
  rejected,
  unknownOutcome,
  unusableAccount,
} from "../askProvider.ts"
import type { OutboundFile, OutboundMessage } from "../ChannelAdapter.ts"
import { filesTooLarge } from "../filesTooLarge.ts"
import { mmsLimits } from "../mmsLimits.ts"
import { messageReference } from "../messageReference.ts"
import type { VonageCredentials } from "../ProviderAccount.ts"
import { templatePart } from "../whatsapp/templatePart.ts"
import { writeVonageAddress } from "./VonageAddress.ts"
import { vonageError } from "./VonageErrors.ts"

/** Vonage's limits (provider-facts, 2). WhatsApp's is no shorter than the desk's own. */
const smsLengthMax = 3200
const captionLengthMax = 3000

const Created = Schema.fromJsonString(
  Schema.Struct({ message_uuid: Schema.String.check(Schema.isPattern(/^[!-~]{1,256}$/)) }),
)
const Words = Schema.optionalKey(Schema.NullOr(Schema.String))
const Refused = Schema.fromJsonString(Schema.Struct({ type: Words, title: Words, detail: Words }))
const decodeCreated = Schema.decodeUnknownOption(Created)
const decodeRefused = Schema.decodeUnknownOption(Refused)

type Part = Readonly<Record<string, unknown>>

const notSendable = rejected({
  code: "not_sendable",
  class: "our_mistake",
  text: "This kind of message cannot be sent. Send a text.",
})
const tooLong = rejected({
  code: "too_long",
  class: "our_mistake",
  text: "The text is too long. Up to 3,200 characters can be sent, and 3,000 with a file.",
})

/** What Vonage's refusal means. */
const outcomeOf = (answer: ProviderAnswer, reference: string): DispatchOutcome => {
  const { retryAfterMillis, status, text } = answer
  if (status >= 200 && status < 300) {
    const created = decodeCreated(text)
    return Option.isSome(created)
      ? { _tag: "Accepted", providerId: created.value.message_uuid }
      : unknownOutcome
  }
  const refused = Option.getOrNull(decodeRefused(text))
  const error = vonageError(refused ?? {}, reference)
  // It may be on its way, or part of it.
  if (error.class === "unconfirmed") return unknownOutcome
  if (isBusy(status) || error.class === "transient" && refused !== null) {
    const tooFast = error.code === "1241" ? "recipient" : status === 429 ? "sender" : undefined
    return deferred({ ...error, class: "transient" }, retryAfterMillis, tooFast)
  }
  if (status === 401 || status === 403) {
    return rejected(error.class === "account" ? error : { ...unusableAccount, code: error.code })
  }
  return rejected(refused === null ? unusableAccount : error)
}

const isCard = (type: string): boolean => type === "text/vcard" || type === "text/x-vcard"

/** What Vonage calls a file on a channel. */
const fileKind = (file: OutboundFile, channel: OutboundMessage["channel"]): string => {
  const kind = mediaClassOf(file.type)
  if (kind !== "document") return kind
  return channel === "sms" && isCard(file.type) ? "vcard" : "file"
}

const captioned = (caption: string): Part => caption === "" ? {} : { caption }

const mmsPart = ({ content, files }: OutboundMessage): Part | null => {
  const [file, ...others] = files
  if (file === undefined) return null
  const kind = fileKind(file, "sms")
  if (others.length === 0) {
    return { message_type: kind, [kind]: { url: file.publicUrl, ...captioned(content.text) } }
  }
  return {
    message_type: "content",
    content: files.map((one, n) => ({
      type: fileKind(one, "sms"),
      url: one.publicUrl,
      ...captioned(n === 0 ? content.text : ""),
    })),
  }
}

/** Sounds and stickers take no caption (provider-facts, 4). */
const whatsAppFile = ({ content, files }: OutboundMessage): Part | null => {
  const [file] = files
  if (file === undefined) return null
  if (content.media[0]?.form === "sticker") {
    return { message_type: "sticker", sticker: { url: file.publicUrl } }
  }
  const kind = fileKind(file, "whatsapp")
  const caption = kind === "audio" ? {} : captioned(content.text)
  const name = kind === "file" ? { name: file.name } : {}
  return { message_type: kind, [kind]: { url: file.publicUrl, ...caption, ...name } }
}

/** A template of a body alone has a form of its own; all others go to WhatsApp as they are. */
const templateMessage = ({ content, files }: OutboundMessage): Part | null => {
  const { template } = content
  const registered = template?.registered
  if (!template || !registered) return null
  const bodyAlone = template.header === null && registered.variables === "numbered" &&
    template.buttons.every(({ value }) => value === null)
  if (bodyAlone) {
    const parameters = template.values.map(({ value }) => value)
    return {
      message_type: "template",
      template: { name: registered.name, ...(parameters.length === 0 ? {} : { parameters }) },
      whatsapp: { policy: "deterministic", locale: registered.language },
    }
  }
  const [file] = files
  const medium = file === undefined ? null : { link: file.publicUrl }
  return { message_type: "custom", custom: templatePart(template, registered, file?.name ?? null, medium) }
}

const whatsAppPart = (message: OutboundMessage): Part | null => {
  const { content } = message
  switch (content.kind) {
    case "text":
      return { message_type: "text", text: content.text }
    case "template":
      return templateMessage(message) ?? { message_type: "text", text: content.text }
    case "media":
      return whatsAppFile(message)
    case "reaction":
      return content.quote
        ? {
          message_type: "reaction",
          reaction: content.text === "" ? { action: "unreact" } : { action: "react", emoji: content.text },
        }
        : null
    case "location": {
      if (!content.location) return null
      const { address, latitude, longitude, name } = content.location
      const words = { ...(name ? { name } : {}), ...(address ? { address } : {}) }
      const custom = { type: "location", location: { latitude, longitude, ...words } }
      return { message_type: "custom", custom }
    }
    default:
      return null
  }
}

/** The part of the request that carries what is said; null for what this adapter cannot send. */
const partOf = (message: OutboundMessage): Part | null => {
  const { channel, content, files } = message
  if (channel === "sms") {
    if (files.length > 0) return { channel: "mms", ...mmsPart(message) }
    const sendable = content.kind === "text" || content.kind === "template"
    return sendable ? { channel: "sms", message_type: "text", text: content.text } : null
  }
  const part = whatsAppPart(message)
  if (part === null) return null
  const context = content.quote ? { context: { message_uuid: content.quote.providerId } } : {}
  return { channel: "whatsapp", ...part, ...context }
}

const lengthMaxOf = ({ channel, content, files }: OutboundMessage): number => {
  if (files.length > 0 && content.kind === "media") return captionLengthMax
  return channel === "sms" ? smsLengthMax : Infinity
}

/** Asks Vonage once to send a message: see `askProvider`. Our own ids ride along and come back in every status (SEND-13). */
export const createVonageMessage = Effect.fn("createVonageMessage")(function* (
  http: HttpClient.HttpClient,
  baseUrl: string,
  { apiKey, apiSecret }: VonageCredentials,
  message: OutboundMessage,
): Effect.fn.Return<DispatchOutcome> {
  const part = partOf(message)
  if (part === null) return notSendable
  if (message.content.text.length > lengthMaxOf(message)) return tooLong
  const large = message.channel === "sms" ? filesTooLarge(message, mmsLimits.vonage) : null
  if (large !== null) return large
  const request = HttpClientRequest.post(`${baseUrl.replace(/\/+$/, "")}/v1/messages`).pipe(
    HttpClientRequest.basicAuth(apiKey, apiSecret),
    HttpClientRequest.acceptJson,
    HttpClientRequest.bodyJsonUnsafe({
      from: writeVonageAddress(message.from),
      to: writeVonageAddress(message.to),
      ...part,
      client_ref: messageReference(message),
      webhook_url: message.statusCallbackUrl,
      webhook_version: "v1",
    }),
  )
  return yield* askProvider(http, request, (answer) => outcomeOf(answer, message.messageId.slice(-8)))
})
