import { createHash, createHmac, timingSafeEqual } from "node:crypto"

const signatureBytes = 20

/** A request as Twilio signed it. */
export interface SignedRequest {
  /** The address configured at Twilio, query string included, character for character. */
  readonly url: string
  /** The form's fields, decoded, all of them: Twilio adds new ones without notice. */
  readonly params: Iterable<readonly [string, string]>
  readonly body: Uint8Array
}

/** Names in order; of a repeated name each value once, in order, every one with its name. */
const joinedParams = (params: Iterable<readonly [string, string]>): string => {
  const valuesByName = new Map<string, Set<string>>()
  for (const [name, value] of params) {
    const values = valuesByName.get(name)
    if (values) values.add(value)
    else valuesByName.set(name, new Set([value]))
  }
  return [...valuesByName.keys()].sort().map((name) =>
    [...valuesByName.get(name) ?? []].sort().map((value) => name + value).join("")
  ).join("")
}

const urlParts = /^(https?:\/\/)([^/?#]*?)(:\d+)?([/?#].*)?$/i

/** Twilio signs with or without the port, and not always the one that the desk is reached at. */
const portVariants = (url: string): ReadonlyArray<string> => {
  const parts = urlParts.exec(url)
  if (!parts) return [url]
  const [, scheme = "", host = "", , rest = ""] = parts
  const standardPort = scheme.toLowerCase() === "https://" ? ":443" : ":80"
  return [url, scheme + host + rest, scheme + host + standardPort + rest]
}

/** Older parts of Twilio sign the query with its values encoded anew. */
const withQueryEncodedAnew = (url: string): string => {
  const start = url.indexOf("?")
  if (start < 0) return url
  const pairs = [...new URLSearchParams(url.slice(start + 1))]
  // Lone surrogates, which encodeURIComponent refuses, cannot come out of URLSearchParams.
  return `${url.slice(0, start)}?${
    pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&")
  }`
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.byteLength === b.byteLength && timingSafeEqual(a, b)

const bodyDigestOf = (url: string): string | null => {
  const start = url.indexOf("?")
  return start < 0 ? null : new URLSearchParams(url.slice(start + 1)).get("bodySHA256")
}

const digestOf = (authToken: string, signed: string): Buffer =>
  createHmac("sha1", authToken).update(signed, "utf8").digest()

/**
 * The value of X-Twilio-Signature for a request: HMAC-SHA1 over the address and the form's sorted fields, in base64.
 * What is not a form carries its own digest in the address instead, and no fields are signed.
 */
export const twilioSignature = (
  authToken: string,
  url: string,
  params: Iterable<readonly [string, string]>,
): string => digestOf(authToken, url + joinedParams(params)).toString("base64")

/**
 * Whether Twilio sent this request (HOOK-1; the rules and vectors are those of Twilio's own library). Every spelling of
 * the address is tried in the same time, whichever fits.
 */
export const isSignedByTwilio = (authToken: string, signature: string, request: SignedRequest): boolean => {
  const given = new Uint8Array(Buffer.from(signature, "base64"))
  if (given.byteLength !== signatureBytes) return false
  const bodyDigest = bodyDigestOf(request.url)
  const params = bodyDigest === null ? joinedParams(request.params) : ""
  const spellings = new Set(portVariants(request.url).flatMap((url) => [url, withQueryEncodedAnew(url)]))
  let signed = false
  for (const url of spellings) {
    signed = sameBytes(new Uint8Array(digestOf(authToken, url + params)), given) || signed
  }
  if (bodyDigest === null) return signed
  const actual = createHash("sha256").update(request.body).digest()
  return sameBytes(new Uint8Array(actual), new Uint8Array(Buffer.from(bodyDigest, "hex"))) && signed
}
