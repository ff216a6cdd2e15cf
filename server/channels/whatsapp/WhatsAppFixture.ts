import { Effect, type Scope } from "effect"
import { HttpServerResponse } from "effect/http"
import { randomUUID } from "node:crypto"
import { WorkspaceId } from "../../../domain/workspace/Workspace.ts"
import { makeStandInServer, type ReceivedCall, type StandInServer } from "../../../test/StandInServer.ts"
import type { WebhookRequest } from "../ChannelAdapter.ts"
import type { ProviderAccount } from "../ProviderAccount.ts"
import { whatsAppSignature } from "./WhatsAppSignature.ts"
import samples from "./samples/webhooks.json" with { type: "json" }

export type SampleName = keyof typeof samples
export const sampleNames = Object.keys(samples).filter((name): name is SampleName => name in samples)

/** Credentials and account of the tests; the samples' number belongs to it. */
export const whatsAppCredentials = {
  kind: "whatsapp",
  appSecret: "fedcba9876543210fedcba9876543210",
  verifyToken: "desk-verify-token",
  accessToken: "EAAtest",
  businessAccountId: "102290129340398",
} as const

export const phoneNumberId = "106540352242922"

export const whatsAppAccount: ProviderAccount = {
  id: "wa1",
  workspaceId: WorkspaceId.make("9f5b8a54-9a0e-4d0b-8a57-3a1a0f0b6f01"),
  baseUrl: null,
  credentials: whatsAppCredentials,
}

export const signedByMeta = (request: WebhookRequest): WebhookRequest => ({
  ...request,
  headers: {
    ...request.headers,
    "x-hub-signature-256": whatsAppSignature(whatsAppCredentials.appSecret, request.body),
  },
})

/** A signed call of the desk's address, with any body. */
export const whatsAppRequest = (body: string): WebhookRequest =>
  signedByMeta({
    account: whatsAppAccount,
    endpoint: "",
    method: "POST",
    url: "https://desk.example.com/webhooks/whatsapp/wa1",
    headers: { "content-type": "application/json" },
    body: new TextEncoder().encode(body),
    receivedAt: 0,
  })

export const sampleBody = (name: SampleName): string => samples[name]

/** A call of Meta's messages address that the stand-in accepted, as JSON. */
export interface CloudMessage {
  readonly id: string
  readonly numberId: string
  readonly body: Readonly<Record<string, unknown>>
}

const messagesPath = /^\/v\d+\.\d+\/(\d+)\/messages$/

const mediaPath = /^\/v\d+\.\d+\/\d+\/media$/

const problem = (status: number, code: number, message: string): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.jsonUnsafe(
    { error: { message, type: "OAuthException", code, error_data: { details: message }, fbtrace_id: "A1" } },
    { status },
  )

const jsonOf = (text: string): Readonly<Record<string, unknown>> | null => {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : null
  } catch {
    return null
  }
}

/** What the messages call of the Cloud API requires. */
const objectionTo = (call: ReceivedCall): HttpServerResponse.HttpServerResponse | null => {
  if (!(messagesPath.test(call.path) || mediaPath.test(call.path)) || call.method !== "POST") {
    return problem(404, 100, "Unsupported post request")
  }
  if (call.headers["authorization"] !== `Bearer ${whatsAppCredentials.accessToken}`) {
    return problem(401, 190, "Invalid OAuth access token")
  }
  // A file: scripted by the test.
  if (mediaPath.test(call.path)) return null
  const body = jsonOf(call.body)
  if (body?.["messaging_product"] !== "whatsapp") return problem(400, 100, "messaging_product is required")
  if (typeof body["type"] !== "string" || typeof body[body["type"]] !== "object") {
    return problem(400, 131008, "Required parameter is missing")
  }
  return typeof body["to"] === "string" || typeof body["recipient"] === "string"
    ? null
    : problem(400, 131008, "to is required")
}

/** An HTTP server in the place of Meta's Graph API, for as long as the scope lives. */
export const makeCloudApi: Effect.Effect<StandInServer<CloudMessage>, never, Scope.Scope> = Effect.suspend(
  () =>
    makeStandInServer<CloudMessage>({
      objectionTo,
      take: (call) => ({
        id: `wamid.${Buffer.from(randomUUID()).toString("base64")}`,
        numberId: messagesPath.exec(call.path)?.[1] ?? "",
        body: jsonOf(call.body) ?? {},
      }),
      accepted: ({ body, id }) =>
        HttpServerResponse.jsonUnsafe({
          messaging_product: "whatsapp",
          contacts: [{ input: body["to"], wa_id: String(body["to"]).replace("+", "") }],
          messages: [{ id, message_status: "accepted" }],
        }),
      refused: (refusal) =>
        refusal._tag === "Refuse"
          ? problem(refusal.status, refusal.code, refusal.message)
          : problem(refusal.status, refusal.status === 429 ? 130429 : 131000, "Try again later"),
    }),
)
