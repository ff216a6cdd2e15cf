import { Effect, type Scope } from "effect"
import { HttpServerResponse } from "effect/http"
import { Buffer } from "node:buffer"
import { randomUUID } from "node:crypto"
import { WorkspaceId } from "../../../domain/workspace/Workspace.ts"
import { makeStandInServer, type ReceivedCall, type StandInServer } from "../../../test/StandInServer.ts"
import type { WebhookRequest } from "../ChannelAdapter.ts"
import type { ProviderAccount } from "../ProviderAccount.ts"
import { vonageAuthorization } from "./VonageSignature.ts"
import samples from "./samples/webhooks.json" with { type: "json" }

export type SampleName = keyof typeof samples
export const sampleNames = Object.keys(samples).filter((name): name is SampleName => name in samples)
export const sampleBody = (name: SampleName): string => samples[name]

/** Credentials and account of the tests; the samples' signatures name them. */
export const vonageCredentials = {
  kind: "vonage",
  apiKey: "abcd1234",
  apiSecret: "Vonage-api-secret",
  signatureSecret: "vonage-signature-secret-0123456789abcdef",
  applicationId: "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab",
} as const

export const vonageAccount: ProviderAccount = {
  id: "vo1",
  workspaceId: WorkspaceId.make("9f5b8a54-9a0e-4d0b-8a57-3a1a0f0b6f01"),
  baseUrl: null,
  credentials: vonageCredentials,
}

/** When the tests' requests come, epoch milliseconds. */
export const receivedAt = Date.UTC(2026, 0, 5, 12)

export const signedByVonage = (request: WebhookRequest): WebhookRequest => ({
  ...request,
  headers: {
    ...request.headers,
    authorization: vonageAuthorization(vonageCredentials, request.body, request.receivedAt),
  },
})

/** A signed call of one of the desk's addresses, with any body. */
export const vonageRequest = (endpoint: "inbound" | "status", body: string, query = ""): WebhookRequest =>
  signedByVonage({
    account: vonageAccount,
    endpoint,
    method: "POST",
    url: `https://desk.example.com/webhooks/vonage/vo1/${endpoint}${query}`,
    headers: { "content-type": "application/json" },
    body: new TextEncoder().encode(body),
    receivedAt,
  })

export const sampleRequest = (name: SampleName): WebhookRequest =>
  vonageRequest(name.startsWith("status") ? "status" : "inbound", samples[name])

/** A call of Vonage's messages address that the stand-in accepted, as JSON. */
export interface SentMessage {
  readonly id: string
  readonly body: Readonly<Record<string, unknown>>
}

const problem = (status: number, code: string, title: string): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.text(
    JSON.stringify({
      type: `https://developer.vonage.com/api-errors/messages#${code}`,
      title,
      detail: "Some words",
      instance: "bf0ca0bf927b3b52e3cb03217e1a1ddf",
    }),
    { status, contentType: "application/problem+json" },
  )

const jsonOf = (text: string): Readonly<Record<string, unknown>> => {
  const parsed: unknown = JSON.parse(text)
  return typeof parsed === "object" && parsed !== null ? { ...parsed } : {}
}

const { apiKey, apiSecret } = vonageCredentials
/** What calls sign in with. */
export const basicAuthorization = `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString("base64")}`

const objectionTo = (call: ReceivedCall): HttpServerResponse.HttpServerResponse | null => {
  if (call.headers["authorization"] !== basicAuthorization) {
    return problem(401, "unauthorized", "You did not provide correct credentials.")
  }
  // A file: scripted by the test.
  if (call.method === "GET") return null
  return call.method === "POST" && call.path === "/v1/messages"
    ? null
    : problem(404, "not-found", "Not found")
}

/** An HTTP server in the place of Vonage's Messages API, for as long as the scope lives. */
export const makeVonageApi: Effect.Effect<StandInServer<SentMessage>, never, Scope.Scope> = Effect.suspend(
  () =>
    makeStandInServer<SentMessage>({
      objectionTo,
      take: (call) => ({ id: randomUUID(), body: jsonOf(call.body) }),
      accepted: ({ id }) => HttpServerResponse.jsonUnsafe({ message_uuid: id }, { status: 202 }),
      refused: (refusal) =>
        refusal._tag === "Refuse" ? problem(refusal.status, String(refusal.code), refusal.message) : problem(
          refusal.status,
          refusal.status === 429 ? "throttled" : "internal-error",
          "Rate Limit Hit",
        ),
    }),
)
