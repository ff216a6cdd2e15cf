import { Effect, Option, Schema } from "effect"
import { type HttpClient, HttpClientRequest } from "effect/http"
import type { Address } from "../../../domain/contact/Address.ts"
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
import { templatePart } from "./templatePart.ts"
import { whatsAppError } from "./WhatsAppErrors.ts"

/** The version of Meta's Graph API that this adapter was written against. */
export const graphVersion = "v23.0"

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
  if (isBusy(status) || passing) return deferred({ ...error, class: "transient" }, answer.retryAfterMillis)
  if (status === 401 || status === 403) {
    return rejected(error.class === "account" ? error : { ...unusableAccount, code: error.code })
  }
  return rejected(refused ? error : unusableAccount)
}

/** A number is dialled with plus and country code; a business-scoped id has a field of its own. */
const receiver = (to: Address): Part => /^\+\d+$/.test(to) ? { to } : { recipient: to }

/** The part of the request that carries what is said; null for what this adapter cannot send. */
const partOf = ({ content }: OutboundMessage): Part | null => {
  if (content.template?.registered) return templatePart(content.template, content.template.registered)
  switch (content.kind) {
    case "text":
    case "template":
      return { type: "text", text: { body: content.text, preview_url: true } }
    case "reaction":
      return content.quote
        ? { type: "reaction", reaction: { message_id: content.quote.providerId, emoji: content.text } }
        : null
    case "location": {
      const { address, latitude, longitude, name } = content.location ?? {}
      return {
        type: "location",
        location: { latitude, longitude, ...(name ? { name } : {}), ...(address ? { address } : {}) },
      }
    }
    default:
      return null
  }
}

/** Asks Meta once to send a message: see `askProvider`. Our own ids ride along and come back in every status (SEND-13). */
export const createWhatsAppMessage = Effect.fn("createWhatsAppMessage")(function* (
  http: HttpClient.HttpClient,
  baseUrl: string,
  credentials: WhatsAppCredentials,
  message: OutboundMessage,
): Effect.fn.Return<DispatchOutcome> {
  const part = partOf(message)
  if (message.fromId === null) return noNumberId
  if (part === null) {
    return rejected({
      code: "not_sendable",
      class: "our_mistake",
      text: "This kind of message cannot be sent. Send a text.",
    })
  }
  const { quote } = message.content
  const url = `${baseUrl.replace(/\/+$/, "")}/${graphVersion}/${encodeURIComponent(message.fromId)}/messages`
  const request = HttpClientRequest.post(url).pipe(
    HttpClientRequest.bearerToken(credentials.accessToken),
    HttpClientRequest.acceptJson,
    HttpClientRequest.bodyJsonUnsafe({
      messaging_product: "whatsapp",
      recipient_type: "individual",
      ...receiver(message.to),
      ...(quote && message.content.kind !== "reaction" ? { context: { message_id: quote.providerId } } : {}),
      ...part,
      biz_opaque_callback_data: `${message.conversationId}:${message.messageId}`,
    }),
  )
  return yield* askProvider(http, request, (answer) => outcomeOf(answer, message.messageId.slice(-8)))
})
