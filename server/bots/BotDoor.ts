import { Config, Context, Effect, Layer, Schema } from "effect"
import { createHmac } from "node:crypto"
import { DeskConfig } from "../DeskConfig.ts"
import { AddressRefused, fetchOutside } from "../http/fetchOutside.ts"

/** A bot did not take a webhook. `forGood`: trying again is of no use. */
export class BotNotReached extends Schema.TaggedError<BotNotReached>()("BotNotReached", {
  message: Schema.String,
  forGood: Schema.Boolean,
}) {}

export interface BotWebhook {
  /** The same at every try. */
  readonly id: string
  readonly url: string
  /** `whsec_` and the key in base64. */
  readonly secret: string
  readonly timeLimitSeconds: number
  readonly body: string
}

export const secretPrefix = "whsec_"

/** As Standard Webhooks sign: HMAC-SHA-256 over id, timestamp (epoch seconds) and body. */
export const signWebhook = ({ body, id, secret }: Pick<BotWebhook, "id" | "body" | "secret">, at: number) => {
  const key = Buffer.from(secret.slice(secretPrefix.length), "base64")
  const signature = createHmac("sha256", key).update(`${id}.${at}.${body}`).digest("base64")
  return {
    "webhook-id": id,
    "webhook-timestamp": String(at),
    "webhook-signature": `v1,${signature}`,
  }
}

/** Asked too often, or not in order just now: that may pass. All else that a bot refuses it would refuse again. */
const mayPass = (status: number): boolean => status >= 500 || status === 408 || status === 429

const failureOf = (cause: unknown): BotNotReached => {
  if (cause instanceof BotNotReached) return cause
  if (cause instanceof AddressRefused) {
    return new BotNotReached({
      message: `${cause.host} is in the desk's own network. Ask the operator to name it in BOT_HOSTS.`,
      forGood: true,
    })
  }
  return new BotNotReached({ message: "No connection could be made.", forGood: false })
}

const send = async (
  { url: address, ...webhook }: BotWebhook,
  trusted: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<void> => {
  const url = new URL(address)
  const request = {
    method: "POST",
    signal,
    headers: {
      "content-type": "application/json",
      "user-agent": "Converse-Desk",
      ...signWebhook(webhook, Math.floor(Date.now() / 1000)),
    },
    body: webhook.body,
  }
  const response = await fetchOutside(url, request, { trusted: trusted.has(url.host) })
  // What it says is not read: it answers by the API.
  await response.body?.cancel()
  if (response.ok) return
  throw new BotNotReached({ message: `It answered ${response.status}.`, forGood: !mayPass(response.status) })
}

/** The way to bots: signed, within the bot's time limit, and to no address of our own networks but those that the operator named. */
export class BotDoor extends Context.Service<BotDoor, {
  readonly send: (webhook: BotWebhook) => Effect.Effect<void, BotNotReached>
}>()("desk/server/bots/BotDoor") {
  static readonly layer = Layer.effect(
    BotDoor,
    Effect.gen(function* () {
      const { publicUrl } = yield* DeskConfig
      const named = yield* Config.String("BOT_HOSTS").pipe(Config.withDefault(""))
      const hosts = named.split(",").map((host) => host.trim()).filter((host) => host !== "")
      // The sample bot lives in the desk itself.
      const trusted = new Set([...hosts, new URL(publicUrl).host])
      return BotDoor.of({
        send: (webhook) =>
          Effect.tryPromise({
            try: (signal) => send(webhook, trusted, signal),
            catch: failureOf,
          }).pipe(
            Effect.timeoutOrElse({
              duration: `${webhook.timeLimitSeconds} seconds`,
              orElse: () =>
                Effect.fail(
                  new BotNotReached({
                    message: `It did not answer within ${webhook.timeLimitSeconds} seconds.`,
                    forGood: false,
                  }),
                ),
            }),
            Effect.withSpan("BotDoor.send"),
          ),
      })
    }),
  )
}
