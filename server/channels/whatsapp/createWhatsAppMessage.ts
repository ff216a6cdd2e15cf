import { Effect, Option, Schema } from "effect"
import { type HttpClient, HttpClientRequest } from "effect/http"
import type { Address } from "../../../domain/contact/Address.ts"
import type { DeliveryError } from "../../../domain/sending/DeliveryError.ts"
import { mediaClassOf } from "../../../domain/media/mediaProblem.ts"
import type { DispatchOutcome } from "../../../domain/conversation/ConversationCommand.ts"
import {
  askProvider,
  deferred,
  isBusy,
  type ProviderAnswer,
  rejected,
  unknownOutcome,
  unusableAccount,
} from "../askProvider.ts"
import type { OutboundMessage } from "../ChannelAdapter.ts"
import type { WhatsAppCredentials } from "../ProviderAccount.ts"
import { messageReference } from "../messageReference.ts"
import { uploadWhatsAppMedia } from "./whatsAppMedia.ts"
import { templatePart } from "./templatePart.ts"
import { whatsAppError } from "./WhatsAppErrors.ts"

/** The version of Meta's Graph API that this adapter was written against. */
const graphVersion = "v23.0"

/** The Graph API's address with its version. */
export const graphOf = (baseUrl: string): string => `${baseUrl.replace(/\/+$/, "")}/${graphVersion}`

const Created = Schema.fromJsonString(
  Schema.Struct({
    messages: Schema.NonEmptyArray(
      Schema.Struct({ id: Schema.String.check(Schema.isPattern(/^\S{1,256}$/)) }),
    ),
  }),
)
const Refused = Schema.fromJsonString(Schema.Struct({
  error: Schema.Struct({
    code: Schema.Int,
    message: Schema.optionalKey(Schema.String),
    is_transient: Schema.optionalKey(Schema.Boolean),
    error_data: Schema.optionalKey(Schema.Struct({ details: Schema.optionalKey(Schema.String) })),
  }),
}))
const decodeCreated = Schema.decodeUnknownOption(Created)
const decodeRefused = Schema.decodeUnknownOption(Refused)

type Part = Readonly<Record<string, unknown>>

const noNumberId = rejected({
  code: "no_phone_number_id",
  class: "account",
  text: "This Sender ID has no WhatsApp phone number id. Ask an admin to fill it in.",
})

const notSendable = rejected({
  code: "not_sendable",
  class: "our_mistake",
  text: "This kind of message cannot be sent. Send a text.",
})

/** Of pictures, videos and documents; the desk's own limit of texts is Meta's (provider-facts, 4). */
const captionLengthMax = 1024
const captionTooLong = rejected({
  code: "too_long",
  class: "our_mistake",
  text: "The text below the file is too long. Up to 1,024 characters can be sent with it.",
})

/** What Meta's refusal means. Its busy codes come with status 400 as well as with 429 (provider-facts, 2). */
const outcomeOf = (answer: ProviderAnswer, reference: string): DispatchOutcome => {
  const { status, text } = answer
  if (status >= 200 && status < 300) {
    const created = decodeCreated(text)
    return Option.isSome(created)
      ? { _tag: "Accepted", providerId: created.value.messages[0].id }
      : unknownOutcome
  }
  const refused = Option.getOrNull(decodeRefused(text))?.error
  const error = whatsAppError(
    refused?.code ?? null,
    refused?.error_data?.details ?? refused?.message ?? null,
    reference,
  )
  const passing = refused !== undefined && (error.class === "transient" || refused.is_transient === true)
  if (isBusy(status) || passing) {
    return deferred({ ...error, class: "transient" }, answer.retryAfterMillis, tooFastFor(error.code, status))
  }
  if (status === 401 || status === 403) {
    return rejected(error.class === "account" ? error : { ...unusableAccount, code: error.code })
  }
  return rejected(refused ? error : unusableAccount)
}

/** Too many messages to one person, or from the number as a whole (provider-facts, 2). */
const tooFastFor = (code: string, status: number): "sender" | "recipient" | undefined => {
  if (code === "131056") return "recipient"
  return status === 429 || code === "130429" ? "sender" : undefined
}

/** A number is dialled with plus and country code; a business-scoped id has a field of its own. */
const receiver = (to: Address): Part => /^\+\d+$/.test(to) ? { to } : { recipient: to }

/** How Meta takes a file of a message, brought to it before. Sounds take no caption (provider-facts, 4). */
const mediaPart = ({ content, files }: OutboundMessage, id: string): Part | null => {
  const [file] = files
  if (file === undefined) return null
  const type = mediaClassOf(file.type)
  const voice = type === "audio" && content.media[0]?.form === "voice" ? { voice: true } : {}
  const caption = type === "audio" || content.text === "" ? {} : { caption: content.text }
  const filename = type === "document" ? { filename: file.name } : {}
  return { type, [type]: { id, ...caption, ...filename, ...voice } }
}

/** The part of the request that carries what is said; null for what this adapter cannot send. */
const partOf = (message: OutboundMessage, mediaId: string | null): Part | null => {
  const { content } = message
  if (content.template?.registered) {
    return templatePart(
      content.template,
      content.template.registered,
      message.files[0]?.name ?? null,
      mediaId === null ? null : { id: mediaId },
    )
  }
  switch (content.kind) {
    case "text":
    case "template":
      return { type: "text", text: { body: content.text, preview_url: true } }
    case "media":
      return mediaId === null ? null : mediaPart(message, mediaId)
    case "reaction":
      return content.quote
        ? { type: "reaction", reaction: { message_id: content.quote.providerId, emoji: content.text } }
        : null
    case "location": {
      const { address, latitude, longitude, name } = content.location ?? {}
      const words = { ...(name ? { name } : {}), ...(address ? { address } : {}) }
      return { type: "location", location: { latitude, longitude, ...words } }
    }
    default:
      return null
  }
}

const fileNotThere: DeliveryError = {
  code: "file_not_read",
  class: "transient",
  text: "The file could not be read. It will be tried again.",
}

/** Asks Meta once to send a message: see `askProvider`. Our own ids ride along and come back in every status (SEND-13). */
export const createWhatsAppMessage = Effect.fn("createWhatsAppMessage")(function* (
  http: HttpClient.HttpClient,
  baseUrl: string,
  credentials: WhatsAppCredentials,
  message: OutboundMessage,
): Effect.fn.Return<DispatchOutcome> {
  if (message.fromId === null) return noNumberId
  const reference = message.messageId.slice(-8)
  const number = `${graphOf(baseUrl)}/${encodeURIComponent(message.fromId)}`
  const [file] = message.files
  const { kind, text } = message.content
  const captioned = kind === "media" && file !== undefined && mediaClassOf(file.type) !== "audio"
  if (captioned && text.length > captionLengthMax) return captionTooLong
  const uploaded = file === undefined
    ? null
    : yield* Effect.option(uploadWhatsAppMedia(http, `${number}/media`, credentials, file))
  if (uploaded !== null) {
    // Nothing was sent by it, whatever became of the file.
    if (Option.isNone(uploaded) || uploaded.value._tag === "NoAnswer") return deferred(fileNotThere)
    if (uploaded.value._tag === "Refused") {
      const outcome = outcomeOf({ ...uploaded.value, retryAfterMillis: null }, reference)
      return outcome._tag === "Unknown" ? deferred(fileNotThere) : outcome
    }
  }
  const mediaId = uploaded !== null && Option.isSome(uploaded) && uploaded.value._tag === "Uploaded"
    ? uploaded.value.id
    : null
  const part = partOf(message, mediaId)
  if (part === null) return notSendable
  const { quote } = message.content
  const request = HttpClientRequest.post(`${number}/messages`).pipe(
    HttpClientRequest.bearerToken(credentials.accessToken),
    HttpClientRequest.acceptJson,
    HttpClientRequest.bodyJsonUnsafe({
      messaging_product: "whatsapp",
      recipient_type: "individual",
      ...receiver(message.to),
      ...(quote && message.content.kind !== "reaction" ? { context: { message_id: quote.providerId } } : {}),
      ...part,
      biz_opaque_callback_data: messageReference(message),
    }),
  )
  return yield* askProvider(http, request, (answer) => outcomeOf(answer, reference))
})
