import { Effect } from "effect"
import { Buffer } from "node:buffer"
import { download, DownloadFailed } from "../../media/download.ts"
import type { VonageCredentials } from "../ProviderAccount.ts"

const ofVonage = /(^|\.)(nexmo|vonage)\.com$/i

/**
 * The bytes of a file that a customer sent, by the address that Vonage gave. Its own media servers want the account's
 * credentials and, like the API, are reached by the account's base URL where it has one; other addresses get neither.
 */
export const fetchVonageMedia = (
  baseUrl: string | null,
  { apiKey, apiSecret }: VonageCredentials,
  address: string,
  bytesMax: number,
) => {
  const url = URL.canParse(address) ? new URL(address) : null
  if (url === null) {
    return Effect.fail(new DownloadFailed({ gone: true, message: "Vonage gave no address of the file" }))
  }
  const trustedHost = baseUrl !== null && URL.canParse(baseUrl) ? new URL(baseUrl).host : null
  const own = url.host === trustedHost || url.protocol === "https:" && ofVonage.test(url.hostname)
  const place = own && baseUrl !== null ? baseUrl.replace(/\/+$/, "") + url.pathname + url.search : address
  const basic = `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString("base64")}`
  return download(place, { headers: own ? { authorization: basic } : {}, trustedHost, bytesMax })
}
