import { Effect } from "effect"
import { HttpClient } from "effect/http"
import type { DispatchOutcome } from "../../../domain/conversation/ConversationCommand.ts"
import { DownloadFailed } from "../../media/download.ts"
import { wrongAccount } from "../askProvider.ts"
import type { ChannelAdapter, OutboundMessage, WebhookReading, WebhookRequest } from "../ChannelAdapter.ts"
import { createVonageMessage } from "./createVonageMessage.ts"
import { fetchVonageMedia } from "./fetchVonageMedia.ts"
import { isSignedByVonage } from "./VonageSignature.ts"
import { readVonageBody } from "./VonageWebhook.ts"
import { makeVonageAdministration } from "./vonageAdministration.ts"

const defaultBaseUrl = "https://api.nexmo.com"
const endpoints = new Set(["inbound", "status"])

const readWebhook = (request: WebhookRequest): WebhookReading => {
  const { account: { credentials }, body, receivedAt } = request
  const authorization = request.headers["authorization"]
  if (credentials.kind !== "vonage" || authorization === undefined) return { _tag: "BadSignature" }
  if (!isSignedByVonage(credentials, authorization, body, receivedAt)) return { _tag: "BadSignature" }
  return endpoints.has(request.endpoint)
    ? readVonageBody(body, request.url)
    : { _tag: "Malformed", detail: `There is no address "${request.endpoint}" for this provider.` }
}

const send = (http: HttpClient.HttpClient, message: OutboundMessage): Effect.Effect<DispatchOutcome> => {
  const { baseUrl, credentials } = message.account
  if (credentials.kind !== "vonage") return Effect.succeed(wrongAccount)
  return createVonageMessage(http, baseUrl ?? defaultBaseUrl, credentials, message)
}

/** SMS, MMS and WhatsApp through Vonage's Messages API, version 1. */
export const makeVonageAdapter = Effect.map(HttpClient.HttpClient, (http): ChannelAdapter => ({
  kind: "vonage",
  defaultBaseUrl,
  webhookBodyMax: 256 * 1024,
  readWebhook: (request) => Effect.sync(() => readWebhook(request)),
  acknowledgement: () => ({ status: 200, contentType: "text/plain", body: "" }),
  fetchMedia: ({ baseUrl, credentials }, id, bytesMax) =>
    credentials.kind === "vonage"
      ? fetchVonageMedia(baseUrl, credentials, id, bytesMax)
      : Effect.fail(new DownloadFailed({ gone: true, message: "the account is of another kind" })),
  send: (message) => send(http, message),
  administration: makeVonageAdministration(http),
}))
