import { accountAdministrationContract } from "../AccountAdministrationContract.ts"
import { makeWhatsAppAdapter } from "./WhatsAppAdapter.ts"
import { whatsAppAccount, whatsAppCredentials } from "./WhatsAppFixture.ts"

const fields = encodeURIComponent("id,display_phone_number,verified_name,quality_rating,status")
const list = `/v23.0/${whatsAppCredentials.businessAccountId}/phone_numbers?fields=${fields}&limit=100`
const failure = (status: number, code: number) => ({
  status,
  body: { error: { message: "Some words", type: "OAuthException", code, fbtrace_id: "A1" } },
})

const answers: Readonly<Record<string, unknown>> = {
  [list]: {
    data: [{
      id: "106540352242922",
      display_phone_number: "+1 631-555-5555",
      verified_name: "Jasper's Market",
      quality_rating: "GREEN",
      status: "CONNECTED",
    }],
    paging: {
      cursors: { before: "QVFI", after: "MTAx" },
      next: `https://elsewhere.example${list}&after=MTAx&access_token=x`,
    },
  },
  [`${list}&after=MTAx`]: {
    data: [
      { id: "2", display_phone_number: "+1 631-555-5556", quality_rating: "RED", status: "FLAGGED" },
      { id: "3", display_phone_number: "+1 631-555-5557", status: "LINKED" },
    ],
    // Meta gives a place to go on from with the last page too.
    paging: { cursors: { before: "MTAx", after: "MTAy" } },
  },
}

accountAdministrationContract({
  name: "WhatsApp Cloud API",
  make: makeWhatsAppAdapter,
  account: whatsAppAccount,
  authorization: `Bearer ${whatsAppCredentials.accessToken}`,
  answer: (path) => answers[path] ?? null,
  refused: failure(401, 190),
  refusals: [
    { ...failure(400, 190), means: "refused" },
    { ...failure(403, 200), means: "refused" },
    { ...failure(400, 100), means: "unknown_account" },
    { ...failure(400, 80008), means: "busy" },
    { ...failure(403, 131031), means: "suspended" },
  ],
  detail: "1 or more numbers in this account",
  numbers: [
    {
      channel: "whatsapp",
      address: "+16315555555",
      numberId: "106540352242922",
      name: "Jasper's Market",
      quality: "green",
      problem: null,
    },
    {
      channel: "whatsapp",
      address: "+16315555556",
      numberId: "2",
      name: "",
      quality: "red",
      problem: "FLAGGED",
    },
    {
      channel: "whatsapp",
      address: "+16315555557",
      numberId: "3",
      name: "",
      quality: "unknown",
      problem: null,
    },
  ],
})
