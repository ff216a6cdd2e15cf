import type { ListedNumber } from "../../../domain/account/ListedNumber.ts"
import { accountAdministrationContract } from "../AccountAdministrationContract.ts"
import { makeVonageAdapter } from "./VonageAdapter.ts"
import { basicAuthorization, vonageAccount } from "./VonageFixture.ts"

const pageSize = 100
const count = 101

const answers: Readonly<Record<string, unknown>> = {
  "/account/get-balance": { value: 10.28, autoReload: false },
  "/account/numbers?size=100&index=1": {
    count,
    numbers: Array.from({ length: pageSize }, (_, n) => ({
      country: "GB",
      msisdn: String(447700900000 + n),
      type: "mobile-lvn",
      features: n === 0 ? ["VOICE"] : ["VOICE", "SMS"],
    })),
  },
  "/account/numbers?size=100&index=2": { count, numbers: [{ country: "US", msisdn: "15005550006" }] },
}

const listed = (address: string, name: string, problem: string | null): ListedNumber => ({
  channel: "sms",
  address,
  numberId: null,
  name,
  quality: null,
  problem,
})

accountAdministrationContract({
  name: "Vonage",
  make: makeVonageAdapter,
  account: vonageAccount,
  authorization: basicAuthorization,
  answer: (path) => answers[path] ?? null,
  refused: { status: 401, body: { type: "unauthorized", title: "Invalid credentials supplied" } },
  refusals: [
    { status: 429, body: { title: "Rate Limit Hit" }, means: "busy" },
    { status: 403, body: {}, means: "refused" },
  ],
  detail: "a balance of 10.28 EUR",
  numbers: [
    ...Array.from(
      { length: pageSize },
      (_, n) => listed(`+${447700900000 + n}`, "GB", n === 0 ? "no SMS" : null),
    ),
    listed("+15005550006", "US", null),
  ],
})
