import { Effect, Option, Schema } from "effect"
import { type HttpClient, HttpClientRequest } from "effect/http"
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
import type { TelnyxCredentials } from "../ProviderAccount.ts"
import { filesTooLarge } from "../filesTooLarge.ts"
import { mmsLimits } from "../mmsLimits.ts"
import { telnyxError } from "./TelnyxErrors.ts"

const Created = Schema.fromJsonString(
  Schema.Struct({ data: Schema.Struct({ id: Schema.String.check(Schema.isPattern(/^[!-~]{1,256}$/)) }) }),
)
const Words = Schema.optionalKey(Schema.NullOr(Schema.String))
const Refused = Schema.fromJsonString(Schema.Struct({
  errors: Schema.NonEmptyArray(Schema.Struct({
    code: Schema.Union([Schema.String, Schema.Finite]),
    title: Words,
    detail: Words,
  })),
}))
const decodeCreated = Schema.decodeUnknownOption(Created)
const decodeRefused = Schema.decodeUnknownOption(Refused)

const notSendable = rejected({
  code: "not_sendable",
  class: "our_mistake",
  text: "This kind of message cannot be sent. Send a text.",
})

const queueFull = "40318"

/** What Telnyx's refusal means. */
const outcomeOf = (answer: ProviderAnswer, reference: string): DispatchOutcome => {
  const { retryAfterMillis, status, text } = answer
  if (status >= 200 && status < 300) {
    const created = decodeCreated(text)
    return Option.isSome(created) ? { _tag: "Accepted", providerId: created.value.data.id } : unknownOutcome
  }
  const refused = Option.getOrNull(decodeRefused(text))
  const error = telnyxError(refused?.errors[0] ?? {}, reference)
  if (isBusy(status) || error.class === "transient" && refused !== null) {
    const tooFast = status === 429 || error.code === queueFull ? "sender" : undefined
    return deferred({ ...error, class: "transient" }, retryAfterMillis, tooFast)
  }
  if (status === 401 || status === 403) {
    return rejected(error.class === "account" ? error : { ...unusableAccount, code: error.code })
  }
  return rejected(refused === null ? unusableAccount : error)
}

/** Asks Telnyx once to send a message: see `askProvider`. The callback's address carries our own ids (SEND-13). */
export const createTelnyxMessage = Effect.fn("createTelnyxMessage")(function* (
  http: HttpClient.HttpClient,
  baseUrl: string,
  { apiKey, messagingProfileId }: TelnyxCredentials,
  message: OutboundMessage,
): Effect.fn.Return<DispatchOutcome> {
  const { content, files } = message
  const written = content.kind === "text" || content.kind === "template" || content.kind === "media"
  if (!written || files.length === 0 && content.text === "") return notSendable
  const large = filesTooLarge(message, mmsLimits.telnyx)
  if (large !== null) return large
  const request = HttpClientRequest.post(`${baseUrl.replace(/\/+$/, "")}/v2/messages`).pipe(
    HttpClientRequest.bearerToken(apiKey),
    HttpClientRequest.acceptJson,
    HttpClientRequest.bodyJsonUnsafe({
      from: message.from,
      to: message.to,
      ...(content.text === "" ? {} : { text: content.text }),
      ...(files.length === 0 ? {} : { media_urls: files.map(({ publicUrl }) => publicUrl) }),
      ...(messagingProfileId === undefined ? {} : { messaging_profile_id: messagingProfileId }),
      webhook_url: message.statusCallbackUrl,
    }),
  )
  return yield* askProvider(http, request, (answer) => outcomeOf(answer, message.messageId.slice(-8)))
})
