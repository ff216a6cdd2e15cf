import { createHmac, randomBytes, timingSafeEqual } from "node:crypto"

/** RFC 6238 as authenticator apps know it: SHA-1, six digits, 30 seconds. */
const stepMillis = 30_000
const digits = 6
const secretBytes = 20
/** Clocks differ, and typing takes time: one step before and one after are taken too. */
const steps = [0, -1, 1]

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

/** RFC 4648, without padding. */
export const base32 = (bytes: Uint8Array): string => {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("")
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[parseInt(five.padEnd(5, "0"), 2)]).join("")
}

const fromBase32 = (text: string): Buffer => {
  const bits = [...text].map((sign) => alphabet.indexOf(sign).toString(2).padStart(5, "0")).join("")
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)))
}

export const makeTotpSecret = (): string => base32(randomBytes(secretBytes))

/** The six digits of a secret (base32) in one step of 30 s since 1970. */
export const totpCode = (secret: string, step: number): string => {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac("sha1", fromBase32(secret)).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 0x0f
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits).padStart(digits, "0")
}

export const totpStepAt = (millis: number): number => Math.floor(millis / stepMillis)

/** The step whose code it is, of those that are taken at this time; undefined for a wrong code. */
export const totpStepOf = (secret: string, code: string, millis: number): number | undefined =>
  steps.map((step) => totpStepAt(millis) + step).find((step) => {
    const expected = Buffer.from(totpCode(secret, step))
    const given = Buffer.from(code)
    return given.length === expected.length && timingSafeEqual(given, expected)
  })

/** What the picture says to an app. */
export const totpUri = (secret: string, email: string, issuer: string): string =>
  `otpauth://totp/${encodeURIComponent(issuer)}:${encodeURIComponent(email)}?secret=${secret}` +
  `&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=${digits}&period=${stepMillis / 1000}`
