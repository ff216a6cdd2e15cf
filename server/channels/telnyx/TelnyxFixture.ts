import { Effect, type Scope } from "effect"
import { HttpServerResponse } from "effect/http"
import { Buffer } from "node:buffer"
import { createPrivateKey, randomUUID, sign } from "node:crypto"
import { WorkspaceId } from "../../../domain/workspace/Workspace.ts"
import { makeStandInServer, type ReceivedCall, type StandInServer } from "../../../test/StandInServer.ts"
import type { WebhookRequest } from "../ChannelAdapter.ts"
import type { ProviderAccount } from "../ProviderAccount.ts"
import { signedByTelnyxBytes } from "./TelnyxSignature.ts"
import signatures from "./samples/signatures.json" with { type: "json" }
import samples from "./samples/webhooks.json" with { type: "json" }

export type SampleName = keyof typeof samples
export const sampleNames = Object.keys(samples).filter((name): name is SampleName => name in samples)
export const sampleBody = (name: SampleName): string => samples[name]

/** Credentials and account of the tests; the samples' public key is its own. */
export const telnyxCredentials = {
  kind: "telnyx",
  apiKey: "KEY0123456789",
  publicKey: signatures.testPublicKeyBase64,
} as const

export const telnyxAccount: ProviderAccount = {
  id: "te1",
  workspaceId: WorkspaceId.make("9f5b8a54-9a0e-4d0b-8a57-3a1a0f0b6f01"),
  baseUrl: null,
  credentials: telnyxCredentials,
}

/** What PKCS #8 has before the 32 bytes of an Ed25519 key. */
const pkcs8Head = "302e020100300506032b657004220420"
const privateKey = createPrivateKey({
  key: Buffer.from(pkcs8Head + signatures.testPrivateSeedHex, "hex"),
  format: "der",
  type: "pkcs8",
})

export const signedByTelnyx = (request: WebhookRequest): WebhookRequest => {
  const timestamp = String(Math.floor(request.receivedAt / 1000))
  const signature = sign(null, signedByTelnyxBytes(timestamp, request.body), privateKey).toString("base64")
  const headers = { "telnyx-signature-ed25519": signature, "telnyx-timestamp": timestamp }
  return { ...request, headers: { ...request.headers, ...headers } }
}

/** A signed call of one of the desk's addresses, with any body. */
export const telnyxRequest = (endpoint: "" | "status", body: string): WebhookRequest =>
  signedByTelnyx({
    account: telnyxAccount,
    endpoint,
    method: "POST",
    url: `https://desk.example.com/webhooks/telnyx/te1${endpoint === "" ? "" : `/${endpoint}`}`,
    headers: { "content-type": "application/json" },
    body: new TextEncoder().encode(body),
    receivedAt: Date.UTC(2026, 0, 5, 12),
  })

export const sampleRequest = (name: SampleName): WebhookRequest =>
  telnyxRequest(name.startsWith("message_received") ? "" : "status", samples[name])

/** A call of Telnyx's messages address that the stand-in accepted, as JSON. */
export interface SentMessage {
  readonly id: string
  readonly body: Readonly<Record<string, unknown>>
}

const problem = (status: number, code: string, title: string): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.jsonUnsafe({ errors: [{ code, title, detail: "Some words" }] }, { status })

const jsonOf = (text: string): Readonly<Record<string, unknown>> => {
  const parsed: unknown = JSON.parse(text)
  return typeof parsed === "object" && parsed !== null ? { ...parsed } : {}
}

const objectionTo = (call: ReceivedCall): HttpServerResponse.HttpServerResponse | null => {
  // A file, which is public: scripted by the test.
  if (call.method === "GET") return null
  if (call.headers["authorization"] !== `Bearer ${telnyxCredentials.apiKey}`) {
    return problem(401, "10009", "Authentication failed")
  }
  return call.path === "/v2/messages" ? null : problem(404, "10005", "Resource not found")
}

/** An HTTP server in the place of Telnyx's Messaging API, for as long as the scope lives. */
export const makeTelnyxApi: Effect.Effect<StandInServer<SentMessage>, never, Scope.Scope> = Effect.suspend(
  () =>
    makeStandInServer<SentMessage>({
      objectionTo,
      take: (call) => ({ id: randomUUID(), body: jsonOf(call.body) }),
      accepted: ({ id }) => HttpServerResponse.jsonUnsafe({ data: { record_type: "message", id } }),
      refused: (refusal) =>
        refusal._tag === "Refuse"
          ? problem(refusal.status, String(refusal.code), refusal.message)
          : problem(refusal.status, refusal.status === 429 ? "10011" : "10016", "Try again later"),
    }),
)
