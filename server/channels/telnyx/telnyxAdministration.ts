import { Effect, Schema } from "effect"
import { type HttpClient, HttpClientRequest } from "effect/http"
import type { ListedNumber } from "../../../domain/account/ListedNumber.ts"
import type { ProviderSetup } from "../../../domain/account/ProviderSetup.ts"
import type { AccountAdministration } from "../AccountAdministration.ts"
import { answerAs, askAccount, connectionCheckOf, foreignAccount, listNumbers } from "../askAccount.ts"
import { cleanText } from "../cleanText.ts"
import type { ProviderAccount } from "../ProviderAccount.ts"

const defaultBaseUrl = "https://api.telnyx.com"
const pageNumbers = 250
const nameLengthMax = 64

const setup: ProviderSetup = {
  kind: "telnyx",
  name: "Telnyx",
  channels: ["sms"],
  defaultBaseUrl,
  fields: [
    {
      name: "apiKey",
      label: "API key",
      hint: "Starts with KEY. Telnyx Portal, API Keys.",
      secret: true,
      optional: false,
      pattern: null,
    },
    {
      name: "publicKey",
      label: "Public key",
      hint:
        "Telnyx Portal, API Keys > Public Key. Telnyx signs its webhooks with the key that belongs to it.",
      secret: false,
      optional: false,
      pattern: "^[A-Za-z0-9+/]{43}=$",
    },
    {
      name: "messagingProfileId",
      label: "Messaging profile ID",
      hint: "Needed where a Sender ID is a name and no number.",
      secret: false,
      optional: true,
      pattern: null,
    },
  ],
  webhooks: [{ endpoint: "", label: "Send a webhook to this URL", fragment: "", optional: false }],
  webhookSecret: null,
  numberIdLabel: null,
  steps: [
    "In the Telnyx Portal, open API Keys, create a key and copy it; on the same page, copy the Public Key.",
    "Open Messaging > Programmable Messaging, and create or edit a messaging profile.",
    "Under Inbound, enter the webhook address of this page as Send a webhook to this URL, with Webhook API version 2.",
    "Under Numbers, give the numbers that the desk is to use this messaging profile.",
  ],
}

const decodeBalance = Schema.decodeUnknownOption(
  Schema.Struct({ data: Schema.Struct({ balance: Schema.String, currency: Schema.String }) }),
)
const decodePage = Schema.decodeUnknownOption(
  Schema.Struct({
    data: Schema.Array(Schema.Struct({
      phone_number: Schema.String,
      country_code: Schema.optionalKey(Schema.NullOr(Schema.String)),
      messaging_profile_id: Schema.optionalKey(Schema.NullOr(Schema.String)),
    })),
    meta: Schema.optionalKey(Schema.Struct({ total_pages: Schema.Int })),
  }),
)

export const makeTelnyxAdministration = (http: HttpClient.HttpClient): AccountAdministration => {
  const ask = ({ baseUrl, credentials }: ProviderAccount, path: string) =>
    credentials.kind !== "telnyx" ? Effect.fail(foreignAccount) : askAccount(
      http,
      HttpClientRequest.get(`${(baseUrl ?? defaultBaseUrl).replace(/\/+$/, "")}${path}`).pipe(
        HttpClientRequest.bearerToken(credentials.apiKey),
        HttpClientRequest.acceptJson,
      ),
      () => null,
    )
  const pageAt = Effect.fnUntraced(function* (account: ProviderAccount, page: number) {
    const path = `/v2/phone_numbers/messaging?page%5Bsize%5D=${pageNumbers}&page%5Bnumber%5D=${page}`
    const { data, meta } = yield* Effect.flatMap(ask(account, path), answerAs(decodePage))
    const numbers = data.map((one): ListedNumber => ({
      channel: "sms",
      address: one.phone_number,
      numberId: null,
      name: cleanText(one.country_code, nameLengthMax),
      quality: null,
      problem: one.messaging_profile_id ? null : "no messaging profile",
    }))
    return { numbers, next: page < (meta?.total_pages ?? 1) ? page + 1 : null }
  })
  return {
    setup,
    check: (account) =>
      connectionCheckOf(
        ask(account, "/v2/balance").pipe(
          Effect.flatMap(answerAs(decodeBalance)),
          Effect.map(({ data }) => `a balance of ${data.balance} ${data.currency}`),
        ),
      ),
    numbers: (account) => listNumbers(1, (page) => pageAt(account, page)),
  }
}
