import type { WebhookRequestView } from "../../domain/account/WebhookEntry.ts"
import { cleanText } from "./cleanText.ts"
import type { WebhookRequest } from "./ChannelAdapter.ts"

const bodyLengthMax = 64 * 1024
const headersMax = 60
const valueLengthMax = 500

/** Headers and parts of an address that sign, or let somebody in. */
const secretName = /authorization|signature|cookie|token|secret|api-?key|credential/i
const hidden = "(not shown)"

const shownUrl = (text: string): string => {
  if (!URL.canParse(text)) return cleanText(text, valueLengthMax)
  const url = new URL(text)
  for (const name of [...url.searchParams.keys()]) {
    if (secretName.test(name)) url.searchParams.set(name, hidden)
  }
  return cleanText(url.href, valueLengthMax)
}

/** JSON with a line for each of its parts, and a form with one for each field; anything else as it is. */
const pretty = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return /^[\w.%+-]+=/.test(text)
      ? [...new URLSearchParams(text)].map(([name, value]) => `${name}: ${value}`).join("\n")
      : text
  }
}

/** A kept request for admins to read: nothing in it could be used to sign in or to sign another one. */
export const requestView = (
  { body, headers, method, url }: Pick<WebhookRequest, "body" | "headers" | "method" | "url">,
): WebhookRequestView => {
  const text = pretty(new TextDecoder().decode(body))
  return {
    method,
    url: shownUrl(url),
    headers: Object.entries(headers).slice(0, headersMax).map(([name, value]) => ({
      name,
      value: secretName.test(name) ? hidden : cleanText(value, valueLengthMax),
    })),
    body: cleanText(text, bodyLengthMax),
    cut: text.length > bodyLengthMax,
  }
}
