import { Buffer } from "node:buffer"
import { createPublicKey, verify } from "node:crypto"

/** How old or how far ahead a signature may be when its request comes, in seconds. */
const ageMax = 300
const keyForm = /^[A-Za-z0-9+/]{43}=$/
const signatureForm = /^[A-Za-z0-9+/]{86}==$/

/** The bytes that Telnyx signs. */
export const signedByTelnyxBytes = (timestamp: string, body: Uint8Array): Uint8Array =>
  new Uint8Array(Buffer.concat([Buffer.from(`${timestamp}|`), body]))

/**
 * Whether Telnyx sent these bytes (HOOK-1): Ed25519 over time and body, made within 5 minutes of `receivedAt` (epoch
 * milliseconds). The key is public, so there is nothing that the time of a comparison could betray.
 */
export const isSignedByTelnyx = (
  publicKey: string,
  signature: string,
  timestamp: string,
  body: Uint8Array,
  receivedAt: number,
): boolean => {
  if (!keyForm.test(publicKey) || !signatureForm.test(signature) || !/^\d{1,12}$/.test(timestamp)) {
    return false
  }
  if (Math.abs(Math.floor(receivedAt / 1000) - Number(timestamp)) > ageMax) return false
  try {
    const x = Buffer.from(publicKey, "base64").toString("base64url")
    const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" })
    return verify(
      null,
      signedByTelnyxBytes(timestamp, body),
      key,
      new Uint8Array(Buffer.from(signature, "base64")),
    )
  } catch {
    // 32 bytes that are no point of the curve.
    return false
  }
}
