import { Clock, Effect, Stream } from "effect"
import { notSentText } from "../../../domain/sending/notSentText.ts"
import { Carrier } from "../../simulator/Carrier.ts"
import { DownloadFailed } from "../../media/download.ts"
import type { ChannelAdapter } from "../ChannelAdapter.ts"
import { simulatedTemplates } from "./simulatedTemplates.ts"

/** The simulated carrier as a provider. It sends no webhooks: what it reports never leaves the process. */
export const makeSimulatorAdapter = Effect.map(Carrier, (carrier): ChannelAdapter => ({
  kind: "simulator",
  defaultBaseUrl: "",
  webhookBodyMax: 0,
  readWebhook: () => Effect.succeed({ _tag: "BadSignature" }),
  acknowledgement: () => ({ status: 204, contentType: "text/plain", body: "" }),
  fetchMedia: () => Effect.fail(new DownloadFailed({ gone: true, message: "no files here" })),
  templates: () =>
    Stream.fromEffect(
      Effect.map(Clock.currentTimeMillis, (askedAt) => ({
        askedAt,
        templates: simulatedTemplates,
        ids: simulatedTemplates.map(({ providerId }) => providerId),
        unreadable: 0,
      })),
    ),
  send: (message) =>
    message.account.credentials.kind === "simulator" ? carrier.take(message) : Effect.succeed({
      _tag: "Rejected",
      error: { code: "account_unusable", class: "account", text: notSentText.cannotSend },
    }),
}))
