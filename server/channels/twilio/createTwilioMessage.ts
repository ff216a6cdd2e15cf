import { Effect, Option, Schema, Stream } from "effect"
import { HttpClient, HttpClientError, HttpClientRequest, type HttpClientResponse } from "effect/http"
import type { DispatchOutcome } from "../../../domain/conversation/ConversationCommand.ts"
import type { DeliveryError } from "../../../domain/sending/DeliveryError.ts"
import type { OutboundMessage } from "../ChannelAdapter.ts"
import type { TwilioCredentials } from "../ProviderAccount.ts"
import { twilioError } from "./TwilioErrors.ts"

const timeLimit = "15 seconds"
const answerBytesMax = 64 * 1024
/** A longer wait than the desk's own longest pause is not worth obeying. */
const retryAfterMillisMax = 15 * 60 * 1000

const Created = Schema.fromJsonString(
  Schema.Struct({ sid: Schema.NonEmptyString.check(Schema.isMaxLength(64)) }),
)
const Refused = Schema.fromJsonString(Schema.Struct({ code: Schema.Int, message: Schema.String }))
const decodeCreated = Schema.decodeUnknownOption(Created)
const decodeRefused = Schema.decodeUnknownOption(Refused)

const unknown: DispatchOutcome = { _tag: "Unknown" }
const rejected = (error: DeliveryError): DispatchOutcome => ({ _tag: "Rejected", error })
const deferred = (error: DeliveryError, afterMillis: number | null = null): DispatchOutcome => ({
  _tag: "Deferred",
  error,
  afterMillis,
})

const unreachable: DeliveryError = {
  code: "unreachable",
  class: "transient",
  text: "The network could not be reached. Send it again in a few minutes.",
}
const unusableAccount: DeliveryError = {
  code: "account_unusable",
  class: "account",
  text: "The account of this Sender ID is not set up rightly. Ask an admin to check it.",
}

const codesBeforeConnected = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENETDOWN",
  "UND_ERR_CONNECT_TIMEOUT",
])
const causeDepthMax = 5

/**
 * Whether the connection never came about, so that Twilio cannot have the message. Whatever else goes wrong on the way
 * may have happened after Twilio took it.
 */
const neverConnected = (error: unknown, depth = 0): boolean => {
  if (!(error instanceof Error) || depth > causeDepthMax) return false
  if ("code" in error && typeof error.code === "string" && codesBeforeConnected.has(error.code)) return true
  if (error.message.includes("client error (Connect)")) return true
  return neverConnected(error.cause, depth + 1)
}

const failureOutcome = (error: HttpClientError.HttpClientError): DispatchOutcome => {
  switch (error.reason._tag) {
    case "TransportError":
      return neverConnected(error.reason.cause) ? deferred(unreachable) : unknown
    case "InvalidUrlError":
    case "EncodeError":
      return rejected(unusableAccount)
    default:
      return unknown
  }
}

/** Seconds or a date in GMT, as HTTP allows. */
const retryAfterMillis = (header: string | undefined, now: number): number | null => {
  if (header === undefined) return null
  if (!/^\d+$|GMT$/.test(header)) return null
  const millis = header.endsWith("GMT") ? Date.parse(header) - now : Number(header) * 1000
  return Number.isFinite(millis) && millis > 0 ? Math.min(Math.ceil(millis), retryAfterMillisMax) : null
}

/** At most 64 KB of the answer; a cut one reads as empty, since only its status is known then. */
const answerText = (response: HttpClientResponse.HttpClientResponse): Effect.Effect<string> =>
  Effect.suspend(() => {
    let bytesLeft = answerBytesMax
    return response.stream.pipe(
      Stream.takeWhile((chunk) => (bytesLeft -= chunk.byteLength) >= 0),
      Stream.decodeText(),
      Stream.mkString,
      Effect.orElseSucceed(() => ""),
    )
  })

const isBusy = (status: number): boolean => status === 408 || status === 429 || status >= 500

const answerOutcome = Effect.fnUntraced(function* (
  response: HttpClientResponse.HttpClientResponse,
  reference: string,
): Effect.fn.Return<DispatchOutcome> {
  const text = yield* answerText(response)
  if (response.status >= 200 && response.status < 300) {
    const created = decodeCreated(text)
    return Option.isSome(created) ? { _tag: "Accepted", providerId: created.value.sid } : unknown
  }
  const refused = Option.getOrNull(decodeRefused(text))
  const error = twilioError(refused ? String(refused.code) : null, refused?.message ?? null, reference)
  if (isBusy(response.status) || error.class === "transient" && refused) {
    const now = yield* Effect.clockWith((clock) => clock.currentTimeMillis)
    return deferred({ ...error, class: "transient" }, retryAfterMillis(response.headers["retry-after"], now))
  }
  if (response.status === 401 || response.status === 403) {
    return rejected(error.class === "account" ? error : { ...unusableAccount, code: error.code })
  }
  return rejected(refused ? error : unusableAccount)
})

const channelAddress = (message: OutboundMessage, address: string): string =>
  message.channel === "whatsapp" ? `whatsapp:${address}` : address

/**
 * Asks Twilio once to send a message, for at most 15 s. No answer, a broken one and one without an id may all mean that
 * the message is on its way: they are of unknown outcome, and the status callback tells (SEND-7).
 */
export const createTwilioMessage = Effect.fn("createTwilioMessage")(function* (
  http: HttpClient.HttpClient,
  baseUrl: string,
  credentials: TwilioCredentials,
  message: OutboundMessage,
): Effect.fn.Return<DispatchOutcome> {
  const account = encodeURIComponent(credentials.accountSid)
  const url = `${baseUrl.replace(/\/+$/, "")}/2010-04-01/Accounts/${account}/Messages.json`
  const request = HttpClientRequest.post(url).pipe(
    HttpClientRequest.basicAuth(credentials.accountSid, credentials.authToken),
    HttpClientRequest.acceptJson,
    HttpClientRequest.bodyUrlParams({
      From: channelAddress(message, message.from),
      To: channelAddress(message, message.to),
      Body: message.content.text,
      StatusCallback: message.statusCallbackUrl,
    }),
  )
  return yield* http.execute(request).pipe(
    Effect.flatMap((response) => answerOutcome(response, message.messageId.slice(-8))),
    Effect.catch((error) => Effect.succeed(failureOutcome(error))),
    Effect.timeoutOption(timeLimit),
    Effect.map(Option.getOrElse(() => unknown)),
  )
})
