import { Effect, Schema } from "effect"
import { type HttpClient, HttpClientRequest } from "effect/http"
import type { ListedNumber, NumberQuality } from "../../../domain/account/ListedNumber.ts"
import type { ProviderSetup } from "../../../domain/account/ProviderSetup.ts"
import type { AccountAdministration } from "../AccountAdministration.ts"
import {
  answerAs,
  askAccount,
  connectionCheckOf,
  connectionFailed,
  foreignAccount,
  listNumbers,
  type NumberPage,
  queryOf,
  type RefusalJudge,
} from "../askAccount.ts"
import { cleanText } from "../cleanText.ts"
import type { ProviderAccount, TwilioCredentials } from "../ProviderAccount.ts"

const apiUrl = "https://api.twilio.com"
const messagingUrl = "https://messaging.twilio.com"
const pageNumbers = 200
const nameLengthMax = 64
/** Twilio tries again up to five times, whatever went wrong (provider-facts, 1). */
const retryOptions = "#rc=5&rp=all"

const setup: ProviderSetup = {
  kind: "twilio",
  name: "Twilio",
  channels: ["sms", "whatsapp"],
  defaultBaseUrl: apiUrl,
  fields: [
    {
      name: "accountSid",
      label: "Account SID",
      hint: "Starts with AC. Twilio Console, Account info.",
      secret: false,
      optional: false,
      pattern: "^AC[0-9a-fA-F]{32}$",
    },
    {
      name: "authToken",
      label: "Auth Token",
      hint: "The primary one: Twilio signs its webhooks with it.",
      secret: true,
      optional: false,
      pattern: null,
    },
  ],
  webhooks: [
    { endpoint: "messages", label: "A message comes in", fragment: retryOptions, optional: false },
    { endpoint: "status", label: "Status callback URL", fragment: retryOptions, optional: true },
  ],
  webhookSecret: null,
  numberIdLabel: null,
  steps: [
    "In the Twilio Console, open Account Dashboard and copy Account SID and Auth Token from Account info.",
    "For SMS: open Phone Numbers > Manage > Active numbers, choose the number, and under Messaging Configuration set A message comes in to Webhook, the webhook address of this page, HTTP POST.",
    "For WhatsApp: open Messaging > Senders > WhatsApp senders, choose the sender, and enter the same address as Webhook URL for incoming messages, and the status address as Status callback URL.",
    "A number in a Messaging Service: open the service's Integration, and choose Send a webhook with that address, or Defer to sender's webhook.",
  ],
}

const Failure = Schema.Struct({ code: Schema.Int })
const isFailure = Schema.is(Failure)
const suspendedCodes = new Set([20005, 20006, 30002])

const judge: RefusalJudge = (status, body) => {
  if (!isFailure(body)) return null
  if (body.code === 20404 || status === 404) return "unknown_account"
  if (suspendedCodes.has(body.code)) return "suspended"
  return null
}

const decodeAccount = Schema.decodeUnknownOption(
  Schema.Struct({
    sid: Schema.String,
    status: Schema.String,
    friendly_name: Schema.optionalKey(Schema.NullOr(Schema.String)),
  }),
)
const decodeNumbers = Schema.decodeUnknownOption(
  Schema.Struct({
    incoming_phone_numbers: Schema.Array(Schema.Struct({
      phone_number: Schema.NullOr(Schema.String),
      friendly_name: Schema.optionalKey(Schema.NullOr(Schema.String)),
      capabilities: Schema.optionalKey(
        Schema.NullOr(Schema.Struct({ sms: Schema.optionalKey(Schema.Boolean) })),
      ),
    })),
    next_page_uri: Schema.optionalKey(Schema.NullOr(Schema.String)),
  }),
)
const decodeSenders = Schema.decodeUnknownOption(
  Schema.Struct({
    senders: Schema.Array(Schema.Struct({
      sender_id: Schema.NullOr(Schema.String),
      status: Schema.optionalKey(Schema.NullOr(Schema.String)),
      profile: Schema.optionalKey(
        Schema.NullOr(Schema.Struct({ name: Schema.optionalKey(Schema.NullOr(Schema.String)) })),
      ),
      properties: Schema.optionalKey(
        Schema.NullOr(
          Schema.Struct({ quality_rating: Schema.optionalKey(Schema.NullOr(Schema.String)) }),
        ),
      ),
    })),
    meta: Schema.Struct({ next_page_url: Schema.optionalKey(Schema.NullOr(Schema.String)) }),
  }),
)

const qualities: Readonly<Record<string, NumberQuality>> = { HIGH: "green", MEDIUM: "yellow", LOW: "red" }
const usableStates = new Set(["ONLINE", "ONLINE:UPDATING"])

const decodeServices = Schema.decodeUnknownOption(
  Schema.Struct({
    services: Schema.Array(
      Schema.Struct({ sid: Schema.String, friendly_name: Schema.optionalKey(Schema.NullOr(Schema.String)) }),
    ),
    meta: Schema.Struct({ next_page_url: Schema.optionalKey(Schema.NullOr(Schema.String)) }),
  }),
)

/** First the account's phone numbers, then WhatsApp senders and Messaging Services: a list and where one is in it. */
interface Place {
  readonly list: "numbers" | "senders" | "services"
  readonly query: string
}
const servicesPlace: Place = { list: "services", query: `?PageSize=${pageNumbers}` }
const sendersPlace: Place = { list: "senders", query: `?Channel=whatsapp&PageSize=${pageNumbers}` }

type Numbers = NumberPage<Place>

export const makeTwilioAdministration = (http: HttpClient.HttpClient): AccountAdministration => {
  const ask = ({ accountSid, authToken }: TwilioCredentials, baseUrl: string, path: string) =>
    askAccount(
      http,
      HttpClientRequest.get(`${baseUrl.replace(/\/+$/, "")}${path}`).pipe(
        HttpClientRequest.basicAuth(accountSid, authToken),
        HttpClientRequest.acceptJson,
      ),
      judge,
    )
  const accountPath = ({ accountSid }: TwilioCredentials) =>
    `/2010-04-01/Accounts/${encodeURIComponent(accountSid)}`

  const learn = Effect.fnUntraced(function* ({ baseUrl, credentials }: ProviderAccount) {
    if (credentials.kind !== "twilio") return yield* foreignAccount
    const path = `${accountPath(credentials)}.json`
    const account = yield* Effect.flatMap(
      ask(credentials, baseUrl ?? apiUrl, path),
      answerAs(decodeAccount),
    )
    if (account.status !== "active") return yield* connectionFailed("suspended", account.status)
    return account.friendly_name ?? ""
  })

  const numbersAt = Effect.fnUntraced(
    function* (credentials: TwilioCredentials, baseUrl: string | null, query: string) {
      const path = `${accountPath(credentials)}/IncomingPhoneNumbers.json${query}`
      const page = yield* Effect.flatMap(
        ask(credentials, baseUrl ?? apiUrl, path),
        answerAs(decodeNumbers),
      )
      const numbers = page.incoming_phone_numbers.flatMap((one): ReadonlyArray<ListedNumber> =>
        !one.phone_number ? [] : [{
          channel: "sms",
          address: one.phone_number,
          numberId: null,
          name: cleanText(one.friendly_name, nameLengthMax),
          quality: null,
          problem: one.capabilities?.sms === false ? "no SMS" : null,
        }]
      )
      const next = queryOf(page.next_page_uri)
      return {
        numbers,
        next: next === null ? sendersPlace : { list: "numbers", query: next },
      } satisfies Numbers
    },
  )

  const sendersAt = Effect.fnUntraced(
    function* (credentials: TwilioCredentials, baseUrl: string | null, query: string) {
      const page = yield* Effect.flatMap(
        ask(credentials, baseUrl ?? messagingUrl, `/v2/Channels/Senders${query}`),
        answerAs(decodeSenders),
      )
      const numbers = page.senders.flatMap((one): ReadonlyArray<ListedNumber> =>
        !one.sender_id?.startsWith("whatsapp:") ? [] : [{
          channel: "whatsapp",
          address: one.sender_id.slice("whatsapp:".length),
          numberId: null,
          name: cleanText(one.profile?.name, nameLengthMax),
          quality: qualities[one.properties?.quality_rating ?? ""] ?? "unknown",
          problem: one.status && !usableStates.has(one.status) ? cleanText(one.status, nameLengthMax) : null,
        }]
      )
      const next = queryOf(page.meta.next_page_url)
      return {
        numbers,
        next: next === null ? servicesPlace : { list: "senders", query: next },
      } satisfies Numbers
    },
  )

  const servicesAt = Effect.fnUntraced(
    function* (credentials: TwilioCredentials, baseUrl: string | null, query: string) {
      const page = yield* Effect.flatMap(
        ask(credentials, baseUrl ?? messagingUrl, `/v1/Services${query}`),
        answerAs(decodeServices),
      )
      const numbers = page.services.map(({ friendly_name: name, sid }): ListedNumber => ({
        channel: "sms",
        address: sid,
        numberId: null,
        name: cleanText(name, nameLengthMax),
        quality: null,
        problem: null,
      }))
      const next = queryOf(page.meta.next_page_url)
      return { numbers, next: next === null ? null : { list: "services", query: next } } satisfies Numbers
    },
  )
  const lists = { numbers: numbersAt, senders: sendersAt, services: servicesAt }

  return {
    setup,
    check: (account) => connectionCheckOf(learn(account)),
    numbers: ({ baseUrl, credentials }) =>
      listNumbers<Place>(
        { list: "numbers", query: `?PageSize=${pageNumbers}` },
        ({ list, query }) =>
          credentials.kind !== "twilio"
            ? Effect.fail(foreignAccount)
            : lists[list](credentials, baseUrl, query),
      ),
  }
}
