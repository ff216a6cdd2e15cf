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
import { fetchTwilioMedia } from "./fetchTwilioMedia.ts"
import { NotListed } from "../ProviderListing.ts"
import { createTwilioMessage } from "./createTwilioMessage.ts"
import { makeTwilioMessages } from "./readTwilioMessages.ts"
import { defaultContentUrl, readTwilioTemplates } from "./readTwilioTemplates.ts"
import { isSignedByTwilio } from "./TwilioSignature.ts"
import { readInboundForm, readStatusForm } from "./TwilioWebhook.ts"
import { makeTwilioAdministration } from "./twilioAdministration.ts"

const defaultBaseUrl = "https://api.twilio.com"

const readWebhook = (request: WebhookRequest): WebhookReading => {
  const { credentials } = request.account
  const signature = request.headers["x-twilio-signature"]
  if (credentials.kind !== "twilio" || signature === undefined) return { _tag: "BadSignature" }
  const params = [...new URLSearchParams(new TextDecoder().decode(request.body))]
  const signed = isSignedByTwilio(credentials.authToken, signature, {
    url: request.url,
    params,
    body: request.body,
  })
  if (!signed) return { _tag: "BadSignature" }
  return readForm(request, request.method === "GET" ? queryParams(request.url) : params)
}

/** Where an address is set to GET, the fields are in its query, and signed with it. */
const queryParams = (url: string): ReadonlyArray<readonly [string, string]> =>
  URL.canParse(url) ? [...new URL(url).searchParams] : []

const readForm = (
  request: WebhookRequest,
  params: ReadonlyArray<readonly [string, string]>,
): WebhookReading => {
  switch (request.endpoint) {
    case "messages":
      return readInboundForm(params)
    case "status":
      return readStatusForm(params, request.url)
    default:
      return { _tag: "Malformed", detail: `There is no address "${request.endpoint}" for this provider.` }
  }
}

const send = (http: HttpClient.HttpClient, message: OutboundMessage): Effect.Effect<DispatchOutcome> => {
  const { baseUrl, credentials } = message.account
  if (credentials.kind !== "twilio") return Effect.succeed(wrongAccount)
  return createTwilioMessage(http, baseUrl ?? defaultBaseUrl, credentials, message)
}

/** Twilio shows that a message was read together with the typing indicator, and not without. */
const showTyping = (
  http: HttpClient.HttpClient,
  { baseUrl, credentials }: ProviderAccount,
  { providerId, typing }: ShownRead,
): Effect.Effect<void> => {
  if (credentials.kind !== "twilio" || !typing) return Effect.void
  const base = (baseUrl ?? "https://messaging.twilio.com").replace(/\/+$/, "")
  return tellProvider(
    http,
    HttpClientRequest.post(`${base}/v2/Indicators/Typing.json`).pipe(
      HttpClientRequest.basicAuth(credentials.accountSid, credentials.authToken),
      HttpClientRequest.bodyUrlParams([["messageId", providerId], ["channel", "whatsapp"]]),
    ),
  )
}

/** SMS and WhatsApp through Twilio's Messaging API of 2010-04-01. */
export const makeTwilioAdapter = Effect.map(HttpClient.HttpClient, (http): ChannelAdapter => ({
  kind: "twilio",
  defaultBaseUrl,
  webhookBodyMax: 256 * 1024,
  readWebhook: (request) => Effect.sync(() => readWebhook(request)),
  // Anything but an empty answer to a message is an instruction to reply to the customer.
  acknowledgement: (endpoint) =>
    endpoint === "messages"
      ? { status: 200, contentType: "text/xml", body: "<Response/>" }
      : { status: 204, contentType: "text/plain", body: "" },
  fetchMedia: ({ baseUrl, credentials }, id, bytesMax) =>
    credentials.kind === "twilio"
      ? fetchTwilioMedia(baseUrl ?? defaultBaseUrl, credentials, id, bytesMax)
      : Effect.fail(new DownloadFailed({ gone: true, message: "the account is of another kind" })),
  templates: ({ baseUrl, credentials }) =>
    credentials.kind === "twilio"
      ? readTwilioTemplates(http, baseUrl ?? defaultContentUrl, credentials)
      : Stream.fail(new NotListed({ reason: "refused" })),
  messages: makeTwilioMessages(http, defaultBaseUrl),
  showRead: (account, shown) => showTyping(http, account, shown),
  send: (message) => send(http, message),
  administration: makeTwilioAdministration(http),
}))
