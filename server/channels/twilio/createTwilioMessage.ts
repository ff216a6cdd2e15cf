import { Effect, Option, Schema } from "effect"
import { type HttpClient, HttpClientRequest } from "effect/http"
import type { DispatchOutcome } from "../../../domain/conversation/ConversationCommand.ts"
import type { TemplateUse } from "../../../domain/conversation/MessageContent.ts"
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

/** Of every variable that the content has, by its name: Twilio knows no parts of their own. */
const variablesOf = ({ buttons, header, values }: TemplateUse): Record<string, string> =>
  Object.fromEntries([
    ...(header && "values" in header ? header.values ?? [] : []).map(({ name, value }) => [name, value]),
    ...buttons.flatMap(({ value, variable }) =>
      variable === undefined || value === null ? [] : [[variable, value]]
    ),
    ...values.map(({ name, value }) => [name, value]),
  ])

type Param = readonly [name: string, value: string]

/** How Twilio names a Messaging Service: a pool of numbers with rules of its own. */
export const serviceSid = /^MG[0-9a-fA-F]{32}$/

/**
 * A Sender ID sends by its own number, within its Messaging Service where it names one. One that is a service lets Twilio
 * choose the number: the one that the customer knows.
 */
const senderOf = (message: OutboundMessage): ReadonlyArray<Param> => {
  const { from, fromId } = message
  const service = [fromId ?? "", from].find((id) => serviceSid.test(id))
  return [
    ...(serviceSid.test(from) ? [] : [["From", channelAddress(message, from)] satisfies Param]),
    ...(service === undefined ? [] : [["MessagingServiceSid", service] satisfies Param]),
  ]
}

/**
 * A registered template goes by its ContentSid, since in Body it fails outside the window (63016). Twilio takes its files
 * from where the content says.
 */
const wordsOf = ({ content: { template, text }, files }: OutboundMessage): ReadonlyArray<Param> => {
  const sid = template?.registered?.providerId
  if (template && sid) {
    const variables = variablesOf(template)
    return [
      ["ContentSid", sid],
      ...(Object.keys(variables).length === 0
        ? []
        : [["ContentVariables", JSON.stringify(variables)] satisfies Param]),
    ]
  }
  return [
    ...(text === "" && files.length > 0 ? [] : [["Body", text] satisfies Param]),
    ...files.map(({ publicUrl }): Param => ["MediaUrl", publicUrl]),
  ]
}

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
      ...senderOf(message),
      ["To", channelAddress(message, message.to)],
      ...wordsOf(message),
      ["StatusCallback", message.statusCallbackUrl],
    ]),
  )
  return yield* askProvider(http, request, (answer) => outcomeOf(answer, message.messageId.slice(-8)))
})
