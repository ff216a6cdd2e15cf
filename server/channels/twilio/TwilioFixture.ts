import { WorkspaceId } from "../../../domain/workspace/Workspace.ts"
import type { WebhookRequest } from "../ChannelAdapter.ts"
import type { ProviderAccount } from "../ProviderAccount.ts"
import { twilioSignature } from "./TwilioSignature.ts"
import samples from "./samples/webhooks.json" with { type: "json" }

export type SampleName = keyof typeof samples
export const sampleNames = Object.keys(samples).filter((name): name is SampleName => name in samples)

/** Credentials and account of the tests; the samples are addressed to it. */
export const twilioCredentials = {
  kind: "twilio",
  accountSid: "AC00000000000000000000000000000001",
  authToken: "0123456789abcdef0123456789abcdef",
} as const

export const twilioAccount: ProviderAccount = {
  id: "tw1",
  workspaceId: WorkspaceId.make("9f5b8a54-9a0e-4d0b-8a57-3a1a0f0b6f01"),
  baseUrl: null,
  credentials: twilioCredentials,
}

export const conversationId = "5b0ff05f-3b0b-4a3c-8b0e-2f6f5dd3d6a1"
export const messageId = "0c2b0dc0-6c60-4f2c-9f5e-0c1a4d0a7f11"

const urls = {
  messages: "https://desk.example.com/webhooks/twilio/tw1/messages",
  status:
    `https://desk.example.com/webhooks/twilio/tw1/status?conversation=${conversationId}&message=${messageId}`,
}

export const signedByTwilio = (request: WebhookRequest): WebhookRequest => {
  const params = new URLSearchParams(new TextDecoder().decode(request.body))
  const signature = twilioSignature(twilioCredentials.authToken, request.url, params)
  return { ...request, headers: { ...request.headers, "x-twilio-signature": signature } }
}

/** A signed call of one of the desk's addresses, with any body. */
export const twilioRequest = (
  endpoint: keyof typeof urls,
  body: string,
  url = urls[endpoint],
): WebhookRequest =>
  signedByTwilio({
    account: twilioAccount,
    endpoint,
    method: "POST",
    url,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new TextEncoder().encode(body),
    receivedAt: 0,
  })

/** A recorded request, with some of its fields changed or, where the value is null, left out. */
export const sampleRequest = (
  name: SampleName,
  changes: Readonly<Record<string, string | null>> = {},
  url?: string,
): WebhookRequest => {
  const form = new URLSearchParams(samples[name])
  for (const [field, value] of Object.entries(changes)) {
    if (value === null) form.delete(field)
    else form.set(field, value)
  }
  return twilioRequest(name.startsWith("status") ? "status" : "messages", form.toString(), url)
}
