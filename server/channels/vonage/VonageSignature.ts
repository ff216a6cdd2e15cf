import { Option, Schema } from "effect"
import { createHash, createHmac, timingSafeEqual } from "node:crypto"
import type { VonageCredentials } from "../ProviderAccount.ts"

/** How old or how far ahead a signature may be when its request comes, in seconds. */
const ageMax = 300
const token = /^Bearer +([\w-]+)\.([\w-]+)\.([\w-]+)$/i

const Header = Schema.fromJsonString(Schema.Struct({ alg: Schema.Literal("HS256") }))
const Claims = Schema.fromJsonString(Schema.Struct({
  iat: Schema.Finite,
  payload_hash: Schema.String,
  api_key: Schema.optionalKey(Schema.String),
  application_id: Schema.optionalKey(Schema.String),
}))
const decodeHeader = Schema.decodeUnknownOption(Header)
const decodeClaims = Schema.decodeUnknownOption(Claims)

const textOf = (part: string): string => Buffer.from(part, "base64url").toString("utf8")

const mac = (secret: string, signed: string): Uint8Array =>
  new Uint8Array(createHmac("sha256", secret).update(signed).digest())

const isSame = (given: Uint8Array, actual: Uint8Array): boolean =>
  given.byteLength === actual.byteLength && timingSafeEqual(given, actual)

const hashOf = (body: Uint8Array): string => createHash("sha256").update(body).digest("hex")

/**
 * Whether Vonage sent these bytes (HOOK-1): a JWT in the Authorization header, signed with the account's secret by HS256 and
 * nothing else, made within 5 minutes of `receivedAt` (epoch milliseconds), with the hash of the body in it. The key and
 * the application that it names, if it does, have to be the account's.
 */
export const isSignedByVonage = (
  credentials: VonageCredentials,
  authorization: string,
  body: Uint8Array,
  receivedAt: number,
): boolean => {
  const [, header, payload, signature] = token.exec(authorization.trim()) ?? []
  if (header === undefined || payload === undefined || signature === undefined) return false
  const given = new Uint8Array(Buffer.from(signature, "base64url"))
  const genuine = isSame(given, mac(credentials.signatureSecret, `${header}.${payload}`))
  if (!genuine || Option.isNone(decodeHeader(textOf(header)))) return false
  const claims = Option.getOrNull(decodeClaims(textOf(payload)))
  if (claims === null) return false
  const { api_key = credentials.apiKey, application_id = credentials.applicationId } = claims
  return claims.payload_hash.toLowerCase() === hashOf(body) &&
    Math.abs(receivedAt / 1000 - claims.iat) <= ageMax &&
    api_key === credentials.apiKey && application_id === credentials.applicationId
}

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url")

/** The Authorization header that Vonage sends with a body: for tests and for the simulated provider. */
export const vonageAuthorization = (
  credentials: VonageCredentials,
  body: Uint8Array,
  madeAt: number,
): string => {
  const claims = {
    iss: "Vonage",
    iat: Math.floor(madeAt / 1000),
    jti: hashOf(body).slice(0, 32),
    api_key: credentials.apiKey,
    application_id: credentials.applicationId,
    payload_hash: hashOf(body),
  }
  const signed = `${encoded({ typ: "JWT", alg: "HS256" })}.${encoded(claims)}`
  return `Bearer ${signed}.${Buffer.from(mac(credentials.signatureSecret, signed)).toString("base64url")}`
}
