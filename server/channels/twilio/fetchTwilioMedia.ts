import { Effect } from "effect"
import { Buffer } from "node:buffer"
import { download, DownloadFailed } from "../../media/download.ts"
import type { TwilioCredentials } from "../ProviderAccount.ts"

const mediaId = /^(\w{1,64})\/(ME\w{1,62})$/

/** The bytes of a file that a customer sent, by the message's and the file's ids at Twilio. */
export const fetchTwilioMedia = (
  baseUrl: string,
  { accountSid, authToken }: TwilioCredentials,
  id: string,
  bytesMax: number,
) => {
  const [, message, medium] = mediaId.exec(id) ?? []
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null
  if (message === undefined || medium === undefined || url === null) {
    return Effect.fail(new DownloadFailed({ gone: true, message: "Twilio gave no address of the file" }))
  }
  const path = `/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages/${message}/Media/${medium}`
  return download(baseUrl.replace(/\/+$/, "") + path, {
    headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}` },
    trustedHost: url.host,
    bytesMax,
  })
}
