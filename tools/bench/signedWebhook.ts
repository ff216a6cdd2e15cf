import { twilioSignature } from "../../server/channels/twilio/TwilioSignature.ts"
import { accountId, accountSid, authToken, senderAddress } from "./benchSeed.ts"

export const customerCount = 1000

/** Twilio's id of the message with this number: the check afterwards counts by it. */
export const messageSidOf = (index: number): string => `SM${index.toString(16).padStart(32, "0")}`

const textOf = (index: number) =>
  `${index} Hello, is my order ready? I would like to fetch it tomorrow morning.`

/** The message's number, from its text as an agent sees it. */
export const indexIn = (text: string): number => Number.parseInt(text, 10)

/** A whole HTTP request, signed as Twilio signs: a text of one customer with every field that Twilio sends. */
export const signedWebhook = (deskUrl: string, index: number, customer: number): Uint8Array => {
  const { host } = new URL(deskUrl)
  const path = `/webhooks/twilio/${accountId}/messages`
  const sid = messageSidOf(index)
  const form = new URLSearchParams({
    ToCountry: "US",
    ToState: "CA",
    ToCity: "SAN FRANCISCO",
    ToZip: "94105",
    FromCountry: "US",
    FromState: "NY",
    FromCity: "NEW YORK",
    FromZip: "10001",
    SmsMessageSid: sid,
    NumMedia: "0",
    SmsSid: sid,
    SmsStatus: "received",
    Body: textOf(index),
    To: senderAddress,
    NumSegments: "1",
    MessageSid: sid,
    AccountSid: accountSid,
    From: `+1212555${String(customer).padStart(4, "0")}`,
    ApiVersion: "2010-04-01",
  })
  const body = form.toString()
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: TwilioProxy/1.1\r\nAccept: */*\r\n` +
      "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n" +
      `X-Twilio-Signature: ${twilioSignature(authToken, deskUrl + path, form)}\r\n` +
      `Content-Length: ${body.length}\r\n\r\n${body}`,
    "latin1",
  )
}
