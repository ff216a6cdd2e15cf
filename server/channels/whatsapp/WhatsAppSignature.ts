import { createHash, createHmac, timingSafeEqual } from "node:crypto"

const header = /^sha256=([0-9a-f]{64})$/i

/** The value of X-Hub-Signature-256 for a body, as Meta makes it: HMAC-SHA256 over its bytes with the app's secret. */
export const whatsAppSignature = (appSecret: string, body: Uint8Array): string =>
  `sha256=${createHmac("sha256", appSecret).update(body).digest("hex")}`

/** Whether Meta sent these bytes (HOOK-1), decided in the same time whatever the signature says. */
export const isSignedByMeta = (appSecret: string, signature: string, body: Uint8Array): boolean => {
  const given = header.exec(signature.trim())?.[1]
  const actual = createHmac("sha256", appSecret).update(body).digest()
  return timingSafeEqual(
    new Uint8Array(actual),
    new Uint8Array(Buffer.from(given ?? "00".repeat(32), "hex")),
  ) &&
    given !== undefined
}

const digest = (text: string): Uint8Array => new Uint8Array(createHash("sha256").update(text).digest())

/**
 * The challenge of Meta's handshake, by which the webhook address proves that it is ours; null where the request is not one
 * or does not know our token. A repeated parameter counts as another value.
 */
export const handshakeChallenge = (verifyToken: string, url: string): string | null => {
  const start = url.indexOf("?")
  const query = new URLSearchParams(start < 0 ? "" : url.slice(start + 1))
  const only = (name: string): string | null => {
    const values = query.getAll(name)
    return values.length === 1 ? values[0] ?? null : null
  }
  const token = only("hub.verify_token")
  const known = timingSafeEqual(digest(token ?? ""), digest(verifyToken)) && token !== null
  return known && only("hub.mode") === "subscribe" ? only("hub.challenge") : null
}
