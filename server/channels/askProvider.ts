import { Effect, Option, Stream } from "effect"
import {
  type HttpClient,
  type HttpClientError,
  type HttpClientRequest,
  type HttpClientResponse,
} from "effect/http"
import type { DispatchOutcome } from "../../domain/conversation/ConversationCommand.ts"
import type { DeliveryError } from "../../domain/sending/DeliveryError.ts"

const timeLimit = "15 seconds"
const answerBytesMax = 64 * 1024
/** A longer wait than the desk's own longest pause is not worth obeying. */
const retryAfterMillisMax = 15 * 60 * 1000

export const unknownOutcome: DispatchOutcome = { _tag: "Unknown" }
export const rejected = (error: DeliveryError): DispatchOutcome => ({ _tag: "Rejected", error })
export const deferred = (
  error: DeliveryError,
  afterMillis: number | null = null,
  tooFast?: "sender" | "recipient",
): DispatchOutcome => ({
  _tag: "Deferred",
  error,
  afterMillis,
  ...(tooFast === undefined ? {} : { tooFast }),
})

const unreachable: DeliveryError = {
  code: "unreachable",
  class: "transient",
  text: "The network could not be reached. Send it again in a few minutes.",
}
export const unusableAccount: DeliveryError = {
  code: "account_unusable",
  class: "account",
  text: "The account of this Sender ID is not set up rightly. Ask an admin to check it.",
}

export const wrongAccount: DispatchOutcome = rejected({
  code: "account_unusable",
  class: "account",
  text: "This Sender ID belongs to an account of another kind. Ask an admin to check it.",
})

/** What a provider answered, whatever its status. */
export interface ProviderAnswer {
  readonly status: number
  /** Empty where it was longer than 64 KB: of such an answer only the status is known. */
  readonly text: string
  /** How long the provider asks to wait, at most 15 minutes; null where it says nothing. */
  readonly retryAfterMillis: number | null
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
 * Whether the connection never came about, so that the provider cannot have the message. Whatever else goes wrong on
 * the way may have happened after it took it.
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
      return neverConnected(error.reason.cause) ? deferred(unreachable) : unknownOutcome
    case "InvalidUrlError":
    case "EncodeError":
      return rejected(unusableAccount)
    default:
      return unknownOutcome
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

/** Whether a status means that nothing was done and the same call may succeed later. */
export const isBusy = (status: number): boolean => status === 408 || status === 429 || status >= 500

/**
 * Asks a provider once to send a message, for at most 15 s; `outcomeOf` says what its answer means. No answer and a broken
 * one may both mean that the message is on its way: they are of unknown outcome, and a callback tells (SEND-7).
 */
export const askProvider = Effect.fn("askProvider")(function* (
  http: HttpClient.HttpClient,
  request: HttpClientRequest.HttpClientRequest,
  outcomeOf: (answer: ProviderAnswer) => DispatchOutcome,
): Effect.fn.Return<DispatchOutcome> {
  return yield* http.execute(request).pipe(
    Effect.flatMap((response) =>
      Effect.gen(function* () {
        const text = yield* answerText(response)
        const now = yield* Effect.clockWith((clock) => clock.currentTimeMillis)
        const wait = retryAfterMillis(response.headers["retry-after"], now)
        return outcomeOf({ status: response.status, text, retryAfterMillis: wait })
      })
    ),
    Effect.catch((error) => Effect.succeed(failureOutcome(error))),
    Effect.timeoutOption(timeLimit),
    Effect.map(Option.getOrElse(() => unknownOutcome)),
  )
})
