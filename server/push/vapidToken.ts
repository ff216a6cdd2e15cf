import { createPrivateKey, sign } from "node:crypto"

/** The key pair of an installation, base64url: an uncompressed point of P-256, and its secret. */
export interface VapidKeys {
  readonly publicKey: string
  readonly privateKey: string
}

const validForSeconds = 12 * 60 * 60

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url")

/** Says to a push service who asks, for twelve hours (RFC 8292). `now` in epoch milliseconds. */
export const vapidToken = (
  { privateKey, publicKey }: VapidKeys,
  { audience, now, subject }: { readonly audience: string; readonly subject: string; readonly now: number },
): string => {
  const point = Buffer.from(publicKey, "base64url")
  const key = createPrivateKey({
    format: "jwk",
    key: {
      kty: "EC",
      crv: "P-256",
      x: point.subarray(1, 33).toString("base64url"),
      y: point.subarray(33).toString("base64url"),
      d: privateKey,
    },
  })
  const exp = Math.floor(now / 1000) + validForSeconds
  const text = `${encoded({ typ: "JWT", alg: "ES256" })}.${encoded({ aud: audience, exp, sub: subject })}`
  const signature = sign("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" })
  return `${text}.${signature.toString("base64url")}`
}
