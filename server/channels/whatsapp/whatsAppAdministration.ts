import { Effect, Schema } from "effect"
import { type HttpClient, HttpClientRequest } from "effect/http"
import type { ListedNumber, NumberQuality } from "../../../domain/account/ListedNumber.ts"
import type { ProviderSetup } from "../../../domain/account/ProviderSetup.ts"
import type { AccountAdministration } from "../AccountAdministration.ts"
import {
  answerAs,
  askAccount,
  connectionCheckOf,
  foreignAccount,
  listNumbers,
  type RefusalJudge,
} from "../askAccount.ts"
import { cleanText } from "../cleanText.ts"
import type { ProviderAccount } from "../ProviderAccount.ts"
import { graphOf } from "./createWhatsAppMessage.ts"

const defaultBaseUrl = "https://graph.facebook.com"
const pageNumbers = 100
const nameLengthMax = 64
const fields = "id,display_phone_number,verified_name,quality_rating,status"

const setup: ProviderSetup = {
  kind: "whatsapp",
  name: "WhatsApp Cloud API",
  channels: ["whatsapp"],
  defaultBaseUrl,
  fields: [
    {
      name: "businessAccountId",
      label: "WhatsApp Business Account ID",
      hint: "App Dashboard, WhatsApp > API Setup.",
      secret: false,
      optional: false,
      pattern: "^\\d{5,32}$",
    },
    {
      name: "accessToken",
      label: "Access token",
      hint: "Of a system user, so that it does not expire.",
      secret: true,
      optional: false,
      pattern: null,
    },
    {
      name: "appSecret",
      label: "App secret",
      hint: "App Dashboard, App settings > Basic. Meta signs its webhooks with it.",
      secret: true,
      optional: false,
      pattern: null,
    },
    {
      name: "verifyToken",
      label: "Verify token",
      hint: "Any words of your own: Meta shows them to the desk when you enter the address.",
      secret: false,
      optional: false,
      pattern: null,
    },
  ],
  webhooks: [{ endpoint: "", label: "Callback URL", fragment: "", optional: false }],
  webhookSecret: "verifyToken",
  numberIdLabel: "Phone number ID",
  steps: [
    "In the Meta App Dashboard, open WhatsApp > API Setup and copy the WhatsApp Business Account ID.",
    "In Business settings, open Users > System users, and choose Generate token with whatsapp_business_messaging and whatsapp_business_management.",
    "Open App settings > Basic and copy the App secret.",
    "Save this account. Then open WhatsApp > Configuration, enter Callback URL and Verify token of this page, and choose Verify and save.",
    "Under Webhook fields, subscribe to messages, message_template_status_update, message_template_quality_update, phone_number_quality_update, account_update and user_preferences.",
  ],
}

const isFailure = Schema.is(Schema.Struct({ error: Schema.Struct({ code: Schema.Int }) }))
/** The token, or what it may do. */
const refusedCodes = new Set([3, 10, 102, 190, 200])
const busyCodes = new Set([1, 2, 4, 17, 32, 613, 80007, 80008])
const suspendedCodes = new Set([368, 131031])

const judge: RefusalJudge = (_, body) => {
  if (!isFailure(body)) return null
  const { code } = body.error
  if (refusedCodes.has(code)) return "refused"
  if (busyCodes.has(code)) return "busy"
  if (suspendedCodes.has(code)) return "suspended"
  return code === 100 ? "unknown_account" : null
}

const optionalText = Schema.optionalKey(Schema.NullOr(Schema.String))
const decodePage = Schema.decodeUnknownOption(
  Schema.Struct({
    data: Schema.Array(Schema.Struct({
      id: Schema.String,
      display_phone_number: Schema.String,
      verified_name: optionalText,
      quality_rating: optionalText,
      status: optionalText,
    })),
    paging: Schema.optionalKey(Schema.NullOr(Schema.Struct({
      cursors: Schema.optionalKey(Schema.NullOr(Schema.Struct({ after: optionalText }))),
      next: optionalText,
    }))),
  }),
)

const qualities: Readonly<Record<string, NumberQuality>> = { GREEN: "green", YELLOW: "yellow", RED: "red" }
/** Both descriptions of the states are met with: of the number's registration, and of its link to the account. */
const usableStates = new Set(["CONNECTED", "LINKED", "VERIFIED"])

/** The desk's form of a number that Meta writes for people. */
const addressOf = (displayed: string): string => `+${displayed.replace(/\D/g, "")}`

export const makeWhatsAppAdministration = (http: HttpClient.HttpClient): AccountAdministration => {
  const pageAt = Effect.fnUntraced(function* ({ baseUrl, credentials }: ProviderAccount, after: string) {
    if (credentials.kind !== "whatsapp") return yield* foreignAccount
    const account = encodeURIComponent(credentials.businessAccountId)
    const request = HttpClientRequest.get(`${graphOf(baseUrl ?? defaultBaseUrl)}/${account}/phone_numbers`)
      .pipe(
        HttpClientRequest.bearerToken(credentials.accessToken),
        HttpClientRequest.acceptJson,
        HttpClientRequest.setUrlParams({
          fields,
          limit: String(pageNumbers),
          ...(after === "" ? {} : { after }),
        }),
      )
    const { data, paging } = yield* Effect.flatMap(askAccount(http, request, judge), answerAs(decodePage))
    const numbers = data.map((one): ListedNumber => ({
      channel: "whatsapp",
      address: addressOf(one.display_phone_number),
      numberId: one.id,
      name: cleanText(one.verified_name, nameLengthMax),
      quality: qualities[one.quality_rating ?? ""] ?? "unknown",
      problem: one.status && !usableStates.has(one.status) ? cleanText(one.status, nameLengthMax) : null,
    }))
    // Meta gives a place to go on from with the last page too; only `next` says that there is another.
    const next = paging?.next ? paging.cursors?.after ?? null : null
    return { numbers, next }
  })
  return {
    setup,
    check: (account) =>
      connectionCheckOf(Effect.map(pageAt(account, ""), ({ next, numbers }) => {
        const count = `${numbers.length}${next === null ? "" : " or more"}`
        return `${count} ${count === "1" ? "number" : "numbers"} in this account`
      })),
    numbers: (account) => listNumbers("", (after) => pageAt(account, after)),
  }
}
