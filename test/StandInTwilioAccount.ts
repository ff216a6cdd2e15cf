import { HttpServerResponse } from "effect/http"
import { Buffer } from "node:buffer"
import type { ReceivedCall } from "./StandInServer.ts"

const json = (body: unknown, status = 200) => HttpServerResponse.jsonUnsafe(body, { status })

/** What Twilio answers about an account and its numbers, to whoever has its token; null for every other call. */
export const answerOfTwilioAccount = (
  { headers, method, path }: ReceivedCall,
  { accountSid, authToken }: { readonly accountSid: string; readonly authToken: string },
): HttpServerResponse.HttpServerResponse | null => {
  const root = `/2010-04-01/Accounts/${accountSid}`
  const answers: Readonly<Record<string, unknown>> = {
    [`${root}.json`]: { sid: accountSid, friendly_name: "Parcels Inc.", status: "active", type: "Full" },
    [`${root}/IncomingPhoneNumbers.json`]: {
      incoming_phone_numbers: ["+15005550006", "+15005550077"].map((number) => ({
        phone_number: number,
        friendly_name: "Main line",
        capabilities: { sms: true, mms: true, voice: true },
      })),
      next_page_uri: null,
    },
    "/v2/Channels/Senders": {
      senders: [{
        sender_id: "whatsapp:+15005550088",
        status: "ONLINE",
        profile: { name: "Parcel Care" },
        properties: { quality_rating: "HIGH" },
      }],
      meta: { next_page_url: null },
    },
    "/v1/Services": { services: [], meta: { next_page_url: null } },
  }
  const answer = answers[path.split("?")[0] ?? ""]
  if (method !== "GET" || answer === undefined) return null
  const basic = Buffer.from(`${accountSid}:${authToken}`).toString("base64")
  return headers["authorization"] === `Basic ${basic}`
    ? json(answer)
    : json({ code: 20003, message: "Authenticate", status: 401 }, 401)
}
