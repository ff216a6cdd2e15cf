import { Effect } from "effect"
import { HttpClient } from "effect/http"
import type { DispatchOutcome } from "../../../domain/conversation/ConversationCommand.ts"
import { download } from "../../media/download.ts"
import { wrongAccount } from "../askProvider.ts"
import type { ChannelAdapter, OutboundMessage, WebhookReading, WebhookRequest } from "../ChannelAdapter.ts"
import { createTelnyxMessage } from "./createTelnyxMessage.ts"
import { isSignedByTelnyx } from "./TelnyxSignature.ts"
import { readTelnyxBody } from "./TelnyxWebhook.ts"
import { makeTelnyxAdministration } from "./telnyxAdministration.ts"

const defaultBaseUrl = "https://api.telnyx.com"
/** The address that a messaging profile names, and the one that each message brings for its statuses. */
const endpoints = new Set(["", "status"])

const readWebhook = (request: WebhookRequest): WebhookReading => {
  const { account: { credentials }, body, headers, receivedAt } = request
  const signature = headers["telnyx-signature-ed25519"]
  const timestamp = headers["telnyx-timestamp"]
  if (credentials.kind !== "telnyx" || signature === undefined || timestamp === undefined) {
    return { _tag: "BadSignature" }
  }
  if (!isSignedByTelnyx(credentials.publicKey, signature, timestamp, body, receivedAt)) {
    return { _tag: "BadSignature" }
  }
  return endpoints.has(request.endpoint)
    ? readTelnyxBody(body, request.url)
    : { _tag: "Malformed", detail: `There is no address "${request.endpoint}" for this provider.` }
}

const send = (http: HttpClient.HttpClient, message: OutboundMessage): Effect.Effect<DispatchOutcome> => {
  const { baseUrl, credentials } = message.account
  if (credentials.kind !== "telnyx" || message.channel !== "sms") return Effect.succeed(wrongAccount)
  return createTelnyxMessage(http, baseUrl ?? defaultBaseUrl, credentials, message)
}

/** Files are behind public addresses, so nothing that signs in goes along; a stand-in of ours may have them too. */
const fetchMedia: ChannelAdapter["fetchMedia"] = ({ baseUrl }, address, bytesMax) => {
  const trustedHost = baseUrl !== null && URL.canParse(baseUrl) ? new URL(baseUrl).host : null
  return download(address, { headers: {}, trustedHost, bytesMax })
}

/** SMS and MMS through Telnyx's Messaging API, version 2. */
export const makeTelnyxAdapter = Effect.map(HttpClient.HttpClient, (http): ChannelAdapter => ({
  kind: "telnyx",
  defaultBaseUrl,
  webhookBodyMax: 256 * 1024,
  readWebhook: (request) => Effect.sync(() => readWebhook(request)),
  acknowledgement: () => ({ status: 200, contentType: "text/plain", body: "" }),
  fetchMedia,
  send: (message) => send(http, message),
  administration: makeTelnyxAdministration(http),
}))
