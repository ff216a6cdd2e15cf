import { Effect, Stream } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import type { DispatchOutcome } from "../../../domain/conversation/ConversationCommand.ts"
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
import { DownloadFailed } from "../../media/download.ts"
import { fetchWhatsAppMedia } from "./whatsAppMedia.ts"
import { createWhatsAppMessage, graphOf } from "./createWhatsAppMessage.ts"
import { NotListed } from "../ProviderListing.ts"
import { readTemplates } from "./readTemplates.ts"
import { handshakeChallenge, isSignedByMeta } from "./WhatsAppSignature.ts"
import { readWhatsAppBody } from "./WhatsAppWebhook.ts"
import { makeWhatsAppAdministration } from "./whatsAppAdministration.ts"

const defaultBaseUrl = "https://graph.facebook.com"

const readWebhook = (request: WebhookRequest): WebhookReading => {
  const { credentials } = request.account
  if (credentials.kind !== "whatsapp") return { _tag: "BadSignature" }
  if (request.method === "GET") {
    const answer = handshakeChallenge(credentials.verifyToken, request.url)
    return answer === null ? { _tag: "BadSignature" } : { _tag: "Challenge", answer }
  }
  const signature = request.headers["x-hub-signature-256"]
  if (signature === undefined || !isSignedByMeta(credentials.appSecret, signature, request.body)) {
    return { _tag: "BadSignature" }
  }
  return request.endpoint === ""
    ? readWhatsAppBody(request.body)
    : { _tag: "Malformed", detail: `There is no address "${request.endpoint}" for this provider.` }
}

const send = (http: HttpClient.HttpClient, message: OutboundMessage): Effect.Effect<DispatchOutcome> => {
  const { baseUrl, credentials } = message.account
  if (credentials.kind !== "whatsapp" || message.channel !== "whatsapp") return Effect.succeed(wrongAccount)
  return createWhatsAppMessage(http, baseUrl ?? defaultBaseUrl, credentials, message)
}

const showRead = (
  http: HttpClient.HttpClient,
  { baseUrl, credentials }: ProviderAccount,
  { fromId, providerId, typing }: ShownRead,
): Effect.Effect<void> => {
  if (credentials.kind !== "whatsapp" || fromId === null) return Effect.void
  const number = `${graphOf(baseUrl ?? defaultBaseUrl)}/${encodeURIComponent(fromId)}`
  return tellProvider(
    http,
    HttpClientRequest.post(`${number}/messages`).pipe(
      HttpClientRequest.bearerToken(credentials.accessToken),
      HttpClientRequest.acceptJson,
      HttpClientRequest.bodyJsonUnsafe({
        messaging_product: "whatsapp",
        status: "read",
        message_id: providerId,
        ...(typing ? { typing_indicator: { type: "text" } } : {}),
      }),
    ),
  )
}

/** WhatsApp through Meta's Cloud API. */
export const makeWhatsAppAdapter = Effect.map(HttpClient.HttpClient, (http): ChannelAdapter => ({
  kind: "whatsapp",
  defaultBaseUrl,
  // Meta's own limit of a webhook's body (provider-facts, 1).
  webhookBodyMax: 3 * 1024 * 1024,
  readWebhook: (request) => Effect.sync(() => readWebhook(request)),
  acknowledgement: () => ({ status: 200, contentType: "text/plain", body: "" }),
  fetchMedia: ({ baseUrl, credentials }, id, bytesMax) =>
    credentials.kind === "whatsapp"
      ? fetchWhatsAppMedia(graphOf(baseUrl ?? defaultBaseUrl), credentials, id, bytesMax)
      : Effect.fail(new DownloadFailed({ gone: true, message: "the account is of another kind" })),
  templates: ({ baseUrl, credentials }) =>
    credentials.kind === "whatsapp"
      ? readTemplates(http, baseUrl ?? defaultBaseUrl, credentials)
      : Stream.fail(new NotListed({ reason: "refused" })),
  showRead: (account, shown) => showRead(http, account, shown),
  send: (message) => send(http, message),
  administration: makeWhatsAppAdministration(http),
}))
