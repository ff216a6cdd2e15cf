import { Clock, Effect, Layer, Metric, Option } from "effect"
import {
  HttpIncomingMessage,
  HttpRouter,
  type HttpServerError,
  type HttpServerRequest,
  HttpServerResponse,
} from "effect/http"
import { ByteSize } from "effect"
import { ChannelAdapters } from "../channels/ChannelAdapters.ts"
import type { ChannelAdapter } from "../channels/ChannelAdapter.ts"
import type { ProviderAccount } from "../channels/ProviderAccount.ts"
import { WebhookIntake } from "../channels/WebhookIntake.ts"
import { DeskConfig } from "../DeskConfig.ts"
import { Directory } from "../directory/Directory.ts"
import { problem } from "./problem.ts"

const webhooks = Metric.counter("desk_webhooks_total", {
  description: "webhook requests by answer",
  incremental: true,
})

const noSuchAddress = problem(
  404,
  "not_found",
  "There is no such webhook address. Copy it from the account's settings.",
)
const badSignature = problem(
  403,
  "bad_signature",
  "The signature does not fit this request and the account's secret.",
)
const notStored = problem(503, "not_stored", "The desk could not store this. Send it again.")
const unknownSender = problem(
  404,
  "unknown_sender",
  "No Sender ID of this account has the address that this was sent to.",
)

const tooLarge = (bytesMax: number) =>
  problem(413, "too_large", `The body is larger than the ${bytesMax} bytes that this provider sends at most.`)

const isTooLarge = (error: HttpServerError.HttpServerError): boolean =>
  error.reason._tag === "RequestParseError" && error.reason.reason === "BodyTooLarge"

/**
 * Where providers reach the desk. Nothing of a body is believed before its signature is verified (HOOK-1), and nothing
 * is answered with success before it is stored (CONV-6, HOOK-4).
 */
export const WebhookRoutes = Layer.unwrap(Effect.gen(function* () {
  const adapters = yield* ChannelAdapters
  const intake = yield* WebhookIntake
  const directory = yield* Directory
  const config = yield* DeskConfig

  const accept = Effect.fnUntraced(function* (
    adapter: ChannelAdapter,
    account: ProviderAccount,
    endpoint: string,
    request: HttpServerRequest.HttpServerRequest,
  ) {
    const length = Number(request.headers["content-length"] ?? 0)
    if (length > adapter.webhookBodyMax) return tooLarge(adapter.webhookBodyMax)
    const body = new Uint8Array(
      yield* request.arrayBuffer.pipe(
        Effect.provideService(HttpIncomingMessage.MaxBodySize, ByteSize.bytes(adapter.webhookBodyMax)),
      ),
    )
    const origin = Option.getOrElse(config.webhookOrigin, () => `http://${request.headers["host"] ?? ""}`)
    const { headers, method, url } = request
    const result = yield* intake.take(adapter, {
      account,
      endpoint,
      method,
      url: origin + url,
      headers,
      body,
      receivedAt: yield* Clock.currentTimeMillis,
    })
    switch (result._tag) {
      case "Answer": {
        const { body, contentType, status } = result.answer
        return HttpServerResponse.text(body, { status, contentType })
      }
      case "BadSignature":
        return badSignature
      case "Malformed":
        return problem(400, "malformed", result.detail)
      case "UnknownSender":
        return unknownSender
      case "NotStored":
        return notStored
    }
  }, (effect, adapter, account) =>
    effect.pipe(
      Effect.catchTags({
        HttpServerError: (error) =>
          Effect.succeed(
            isTooLarge(error)
              ? tooLarge(adapter.webhookBodyMax)
              : problem(400, "malformed", "The body could not be read."),
          ),
      }),
      // A fault of ours: not stored, so not acknowledged.
      Effect.catchCause((cause) => Effect.as(Effect.logError("a webhook failed", cause), notStored)),
      Effect.tap((response) =>
        Metric.update(
          Metric.withAttributes(webhooks, { kind: adapter.kind, status: String(response.status) }),
          1,
        )
      ),
      Effect.annotateLogs({ account: account.id }),
      Effect.withSpan("webhook", { attributes: { kind: adapter.kind, account: account.id } }),
    ))

  const handle = (request: HttpServerRequest.HttpServerRequest) =>
    Effect.gen(function* () {
      const { accountId = "", endpoint = "", kind = "" } = yield* HttpRouter.params
      const adapter = adapters.adapterFor(kind)
      const account = (yield* directory.snapshot).accounts.get(accountId)
      if (Option.isNone(adapter) || account?.credentials.kind !== kind) return noSuchAddress
      return yield* accept(adapter.value, account, endpoint, request)
    })

  return HttpRouter.addAll([
    HttpRouter.route("*", "/webhooks/:kind/:accountId", handle),
    HttpRouter.route("*", "/webhooks/:kind/:accountId/:endpoint", handle),
  ])
}))
