import { Effect } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import type { DispatchOutcome } from "../../../domain/conversation/ConversationCommand.ts"
import { DownloadFailed } from "../../media/download.ts"
import { wrongAccount } from "../askProvider.ts"
import type {
  ChannelAdapter,
  OutboundMessage,
  ShownRead,
  WebhookReading,
  WebhookRequest,
} from "../ChannelAdapter.ts"
import type { ProviderAccount } from "../ProviderAccount.ts"
import { tellProvider } from "../tellProvider.ts"
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

const showRead = (
  http: HttpClient.HttpClient,
  { baseUrl, credentials }: ProviderAccount,
  { providerId, typing }: ShownRead,
): Effect.Effect<void> => {
  if (credentials.kind !== "vonage") return Effect.void
  const base = (baseUrl ?? defaultBaseUrl).replace(/\/+$/, "")
  return tellProvider(
    http,
    HttpClientRequest.patch(`${base}/v1/messages/${encodeURIComponent(providerId)}`).pipe(
      HttpClientRequest.basicAuth(credentials.apiKey, credentials.apiSecret),
      HttpClientRequest.bodyJsonUnsafe({
        status: "read",
        ...(typing ? { replying_indicator: { show: true, type: "text" } } : {}),
      }),
    ),
  )
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
  showRead: (account, shown) => showRead(http, account, shown),
  send: (message) => send(http, message),
  administration: makeVonageAdministration(http),
}))
