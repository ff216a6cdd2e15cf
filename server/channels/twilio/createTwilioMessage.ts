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
import type { TwilioCredentials } from "../ProviderAccount.ts"
import { twilioError } from "./TwilioErrors.ts"

const Created = Schema.fromJsonString(
  Schema.Struct({ sid: Schema.NonEmptyString.check(Schema.isMaxLength(64)) }),
)
const Refused = Schema.fromJsonString(Schema.Struct({ code: Schema.Int, message: Schema.String }))
const decodeCreated = Schema.decodeUnknownOption(Created)
const decodeRefused = Schema.decodeUnknownOption(Refused)

const outcomeOf = (answer: ProviderAnswer, reference: string): DispatchOutcome => {
  const { status, text } = answer
  if (status >= 200 && status < 300) {
    const created = decodeCreated(text)
    return Option.isSome(created) ? { _tag: "Accepted", providerId: created.value.sid } : unknownOutcome
  }
  const refused = Option.getOrNull(decodeRefused(text))
  const error = twilioError(refused ? String(refused.code) : null, refused?.message ?? null, reference)
  if (isBusy(status) || error.class === "transient" && refused) {
    const tooFast = status === 429 ? "sender" : undefined
    return deferred({ ...error, class: "transient" }, answer.retryAfterMillis, tooFast)
  }
  if (status === 401 || status === 403) {
    return rejected(error.class === "account" ? error : { ...unusableAccount, code: error.code })
  }
  return rejected(refused ? error : unusableAccount)
}

const channelAddress = (message: OutboundMessage, address: string): string =>
  message.channel === "whatsapp" ? `whatsapp:${address}` : address

/** Asks Twilio once to send a message: see `askProvider`. */
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
    HttpClientRequest.bodyUrlParams([
      ["From", channelAddress(message, message.from)],
      ["To", channelAddress(message, message.to)],
      ...(message.content.text === "" && message.files.length > 0
        ? []
        : [["Body", message.content.text] as const]),
      ...message.files.map(({ publicUrl }) => ["MediaUrl", publicUrl] as const),
      ["StatusCallback", message.statusCallbackUrl],
    ]),
  )
  return yield* askProvider(http, request, (answer) => outcomeOf(answer, message.messageId.slice(-8)))
})
