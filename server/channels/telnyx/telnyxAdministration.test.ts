import { accountAdministrationContract } from "../AccountAdministrationContract.ts"
import { makeTelnyxAdapter } from "./TelnyxAdapter.ts"
import { telnyxAccount, telnyxCredentials } from "./TelnyxFixture.ts"

const page = (number: number) => `/v2/phone_numbers/messaging?page%5Bsize%5D=250&page%5Bnumber%5D=${number}`
const meta = { total_pages: 2, total_results: 2, page_size: 250 }

const answers: Readonly<Record<string, unknown>> = {
  "/v2/balance": {
    data: { record_type: "balance", balance: "300.00", currency: "USD", credit_limit: "100.00" },
  },
  [page(1)]: {
    data: [{
      record_type: "messaging_settings",
      phone_number: "+15005550006",
      country_code: "US",
      messaging_profile_id: "p1",
    }],
    meta,
  },
  [page(2)]: { data: [{ phone_number: "+15005550007", messaging_profile_id: null }], meta },
}

accountAdministrationContract({
  name: "Telnyx",
  make: makeTelnyxAdapter,
  account: telnyxAccount,
  authorization: `Bearer ${telnyxCredentials.apiKey}`,
  answer: (path) => answers[path] ?? null,
  refused: { status: 401, body: { errors: [{ code: "10009", title: "Authentication failed" }] } },
  refusals: [{ status: 429, body: { errors: [{ code: "10011" }] }, means: "busy" }],
  detail: "a balance of 300.00 USD",
  numbers: [
    { channel: "sms", address: "+15005550006", numberId: null, name: "US", quality: null, problem: null },
    {
      channel: "sms",
      address: "+15005550007",
      numberId: null,
      name: "",
      quality: null,
      problem: "no messaging profile",
    },
  ],
})
