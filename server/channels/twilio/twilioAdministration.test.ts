import { Buffer } from "node:buffer"
import { accountAdministrationContract } from "../AccountAdministrationContract.ts"
import { makeTwilioAdapter } from "./TwilioAdapter.ts"
import { twilioAccount, twilioCredentials } from "./TwilioFixture.ts"

const { accountSid, authToken } = twilioCredentials
const root = `/2010-04-01/Accounts/${accountSid}`

const number = (phone: string, sms = true) => ({
  sid: "PN00000000000000000000000000000001",
  phone_number: phone,
  friendly_name: `Line ${phone.slice(-1)}`,
  capabilities: { voice: true, sms, mms: true, fax: false },
})
const sender = (phone: string, status: string, rating: string | null) => ({
  sid: "XE00000000000000000000000000000001",
  status,
  sender_id: `whatsapp:${phone}`,
  profile: { name: "Parcel Care" },
  properties: rating === null ? null : { quality_rating: rating, messaging_limit: "10K Customers/24hr" },
})

const answers: Readonly<Record<string, unknown>> = {
  [`${root}.json`]: { sid: accountSid, friendly_name: "Parcels Inc.", status: "active", type: "Full" },
  [`${root}/IncomingPhoneNumbers.json?PageSize=200`]: {
    incoming_phone_numbers: [number("+15005550006"), { sid: "PN2", phone_number: null }],
    next_page_uri: `${root}/IncomingPhoneNumbers.json?PageSize=200&Page=1&PageToken=PAPN1`,
  },
  [`${root}/IncomingPhoneNumbers.json?PageSize=200&Page=1&PageToken=PAPN1`]: {
    incoming_phone_numbers: [number("+15005550007", false)],
    next_page_uri: null,
  },
  "/v2/Channels/Senders?Channel=whatsapp&PageSize=200": {
    senders: [sender("+15005550008", "ONLINE", "HIGH")],
    meta: {
      next_page_url: "https://elsewhere.example/v2/Channels/Senders?Channel=whatsapp&PageSize=200&Page=1",
    },
  },
  "/v2/Channels/Senders?Channel=whatsapp&PageSize=200&Page=1": {
    senders: [sender("+15005550009", "OFFLINE", "LOW"), sender("+15005550010", "ONLINE:UPDATING", null)],
    meta: { next_page_url: null },
  },
  "/v1/Services?PageSize=200": {
    services: [{ sid: `MG${"0".repeat(32)}`, friendly_name: "Parcels pool" }],
    meta: { next_page_url: null },
  },
}

accountAdministrationContract({
  name: "Twilio",
  make: makeTwilioAdapter,
  account: twilioAccount,
  authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}`,
  answer: (path) => answers[path] ?? null,
  refused: { status: 401, body: { code: 20003, message: "Authenticate", status: 401 } },
  refusals: [
    {
      status: 404,
      body: { code: 20404, message: "The requested resource was not found" },
      means: "unknown_account",
    },
    { status: 403, body: { code: 20005, message: "Account not active" }, means: "suspended" },
    { status: 200, body: { sid: accountSid, status: "suspended" }, means: "suspended" },
  ],
  detail: "Parcels Inc.",
  numbers: [
    { channel: "sms", address: "+15005550006", numberId: null, name: "Line 6", quality: null, problem: null },
    {
      channel: "sms",
      address: "+15005550007",
      numberId: null,
      name: "Line 7",
      quality: null,
      problem: "no SMS",
    },
    {
      channel: "whatsapp",
      address: "+15005550008",
      numberId: null,
      name: "Parcel Care",
      quality: "green",
      problem: null,
    },
    {
      channel: "whatsapp",
      address: "+15005550009",
      numberId: null,
      name: "Parcel Care",
      quality: "red",
      problem: "OFFLINE",
    },
    {
      channel: "whatsapp",
      address: "+15005550010",
      numberId: null,
      name: "Parcel Care",
      quality: "unknown",
      problem: null,
    },
    {
      channel: "sms",
      address: `MG${"0".repeat(32)}`,
      numberId: null,
      name: "Parcels pool",
      quality: null,
      problem: null,
    },
  ],
})
