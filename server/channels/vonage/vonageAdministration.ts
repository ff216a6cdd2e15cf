import { Effect, Schema } from "effect"
import { type HttpClient, HttpClientRequest } from "effect/http"
import type { ListedNumber } from "../../../domain/account/ListedNumber.ts"
import type { ProviderSetup } from "../../../domain/account/ProviderSetup.ts"
import type { AccountAdministration } from "../AccountAdministration.ts"
import { answerAs, askAccount, connectionCheckOf, foreignAccount, listNumbers } from "../askAccount.ts"
import type { ProviderAccount } from "../ProviderAccount.ts"
import { readVonageAddress } from "./VonageAddress.ts"

const defaultBaseUrl = "https://api.nexmo.com"
/** Account and numbers have an address of their own. */
const accountUrl = "https://rest.nexmo.com"
const pageNumbers = 100

const setup: ProviderSetup = {
  kind: "vonage",
  name: "Vonage",
  channels: ["sms", "whatsapp"],
  defaultBaseUrl,
  fields: [
    {
      name: "apiKey",
      label: "API key",
      hint: "Vonage Dashboard, API Settings.",
      secret: false,
      optional: false,
      pattern: null,
    },
    {
      name: "apiSecret",
      label: "API secret",
      hint: "Vonage Dashboard, API Settings.",
      secret: true,
      optional: false,
      pattern: null,
    },
    {
      name: "signatureSecret",
      label: "Signature secret",
      hint: "API Settings, Signed webhooks. Vonage signs its webhooks with it.",
      secret: true,
      optional: false,
      pattern: null,
    },
    {
      name: "applicationId",
      label: "Application ID",
      hint: "Of the application whose Messages capability is on.",
      secret: false,
      optional: false,
      pattern: "^[0-9a-fA-F-]{36}$",
    },
  ],
  webhooks: [
    { endpoint: "inbound", label: "Inbound URL", fragment: "", optional: false },
    { endpoint: "status", label: "Status URL", fragment: "", optional: false },
  ],
  webhookSecret: null,
  numberIdLabel: null,
  steps: [
    "In the Vonage Dashboard, open API Settings and copy API key, API secret and, under Signed webhooks, the Signature secret. Set Default SMS Setting to Messages API.",
    "Open Applications, create one or edit yours, switch the Messages capability on, and copy the Application ID.",
    "Enter Inbound URL and Status URL of this page, both with POST, and save.",
    "Under Link numbers or Link social channels, link the numbers that the desk is to use to this application.",
  ],
}

const decodeBalance = Schema.decodeUnknownOption(Schema.Struct({ value: Schema.Finite }))
const decodePage = Schema.decodeUnknownOption(
  Schema.Struct({
    count: Schema.optionalKey(Schema.Int),
    numbers: Schema.optionalKey(Schema.Array(
      Schema.Struct({
        msisdn: Schema.String,
        country: Schema.optionalKey(Schema.String),
        features: Schema.optionalKey(Schema.Array(Schema.String)),
      }),
    )),
  }),
)

export const makeVonageAdministration = (http: HttpClient.HttpClient): AccountAdministration => {
  const ask = ({ baseUrl, credentials }: ProviderAccount, path: string) =>
    credentials.kind !== "vonage" ? Effect.fail(foreignAccount) : askAccount(
      http,
      HttpClientRequest.get(`${(baseUrl ?? accountUrl).replace(/\/+$/, "")}${path}`).pipe(
        HttpClientRequest.basicAuth(credentials.apiKey, credentials.apiSecret),
        HttpClientRequest.acceptJson,
      ),
      () => null,
    )
  const pageAt = Effect.fnUntraced(function* (account: ProviderAccount, index: number) {
    const path = `/account/numbers?size=${pageNumbers}&index=${index}`
    const { count = 0, numbers = [] } = yield* Effect.flatMap(ask(account, path), answerAs(decodePage))
    const listed = numbers.flatMap(({ country, features, msisdn }): ReadonlyArray<ListedNumber> => {
      const address = readVonageAddress(msisdn)
      return address === null ? [] : [{
        channel: "sms",
        address,
        numberId: null,
        name: country ?? "",
        quality: null,
        problem: features && !features.includes("SMS") ? "no SMS" : null,
      }]
    })
    const more = numbers.length > 0 && count > index * pageNumbers
    return { numbers: listed, next: more ? index + 1 : null }
  })
  return {
    setup,
    check: (account) =>
      connectionCheckOf(
        ask(account, "/account/get-balance").pipe(
          Effect.flatMap(answerAs(decodeBalance)),
          Effect.map(({ value }) => `a balance of ${value.toFixed(2)} EUR`),
        ),
      ),
    numbers: (account) => listNumbers(1, (index) => pageAt(account, index)),
  }
}
