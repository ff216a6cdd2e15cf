import { ByteSize, Clock, Effect, Layer, Option, Result, Schema } from "effect"
import { HttpIncomingMessage, HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"
import { timingSafeEqual } from "node:crypto"
import { deriveKey } from "../accounts/deriveKey.ts"
import { SecretKey } from "../accounts/SecretKey.ts"
import { secretPrefix, signWebhook } from "../bots/BotDoor.ts"
import { botKeyPrefix } from "../bots/Bots.ts"
import { DeskConfig } from "../DeskConfig.ts"
import { problem } from "../http/problem.ts"
import { samplePrices } from "./samplePrices.ts"

export const sampleBotPath = "/simulator/bot"
const bodySizeMax = ByteSize.bytes(256 * 1024)
/** A webhook that is older was kept by somebody. */
const signedSecondsMax = 300
const answerWithin = "4 seconds"

const Webhook = Schema.fromJsonString(Schema.Struct({
  type: Schema.String,
  data: Schema.Struct({
    conversation: Schema.optionalKey(Schema.Struct({ id: Schema.String })),
    message: Schema.optionalKey(Schema.Struct({ seq: Schema.Int, text: Schema.NullOr(Schema.String) })),
  }),
}))
type Message = NonNullable<typeof Webhook.Type["data"]["message"]>
const decode = Schema.decodeUnknownOption(Webhook)

/** The price list does not change: once made it is kept. */
const leaflet = Effect.runSync(Effect.cached(Effect.map(Effect.promise(samplePrices), (bytes) => ({
  data: Buffer.from(bytes).toString("base64"),
  name: "Prices.pdf",
}))))

const wordsFor = Effect.fnUntraced(function* (word: string) {
  if (word === "prices") return { text: list, media: [yield* leaflet] }
  return { text: word === "hours" ? hours : word === "agent" ? moment : menu }
})

/** They follow from the desk's own secret, so that the bot and the demo's settings know them without keeping them. */
export const sampleBotSecrets = Effect.gen(function* () {
  const key = yield* SecretKey
  const secret = yield* deriveKey(key, "sample bot, signature of webhooks")
  const apiKey = yield* deriveKey(key, "sample bot, key of the API")
  return {
    secret: secretPrefix + secret.toString("base64"),
    apiKey: botKeyPrefix + apiKey.toString("base64url"),
  }
}).pipe(Effect.orDie)

const notSigned = problem(403, "not_signed", "This is not signed by the desk.")
const notAnswered = problem(503, "unavailable", "The bot could not answer. Try again.")
const taken = HttpServerResponse.empty({ status: 204 })

const menu = "Write HOURS for our opening hours, PRICES for our price list, or AGENT to talk to a person."
const hours = "We are here Monday to Friday, 9:00 to 17:00."
const list = "Here is our price list."
const moment = "One moment, somebody will answer you here."

/**
 * A bot to try bots with: it knows HOURS, PRICES and AGENT, says so, and leaves THANKS without an answer. It is told by the same webhook and answers by the
 * same API as any other, and needs nothing else of the desk.
 */
export const SampleBot = Layer.unwrap(Effect.gen(function* () {
  const { host, port } = yield* DeskConfig
  const { apiKey, secret } = yield* sampleBotSecrets

  const isSigned = Effect.fnUntraced(
    function* (headers: Readonly<Record<string, string | undefined>>, body: string) {
      const id = headers["webhook-id"] ?? ""
      const at = Number(headers["webhook-timestamp"])
      const given = Buffer.from(headers["webhook-signature"] ?? "")
      const wanted = Buffer.from(signWebhook({ id, body, secret }, at)["webhook-signature"])
      const now = (yield* Clock.currentTimeMillis) / 1000
      return given.length === wanted.length && timingSafeEqual(given, wanted) &&
        Math.abs(now - at) <= signedSecondsMax
    },
  )

  /** Whether the desk took it, or said that the bot is too late. */
  const call = (conversation: string, path: string, body: object) =>
    Effect.tryPromise(async (signal) => {
      const response = await fetch(`http://${host}:${port}/api/v1/conversations/${conversation}/${path}`, {
        method: "POST",
        signal,
        headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
        body: JSON.stringify(body),
      })
      await response.body?.cancel()
      return response.status < 500
    }).pipe(Effect.timeout(answerWithin), Effect.orElseSucceed(() => false))

  const answer = Effect.fnUntraced(function* (webhookId: string, conversation: string, message: Message) {
    // The same webhook again is the same message again.
    const id = webhookId.replace(/^msg_/, "")
    const word = (message.text ?? "").trim().toLowerCase()
    if (/^(thanks|thank you|ok|okay)\W*$/.test(word)) {
      return yield* call(conversation, "no-answer", { seq: message.seq })
    }
    if (!(yield* call(conversation, "messages", { id, ...(yield* wordsFor(word)) }))) return false
    return word === "agent"
      ? yield* call(conversation, "handover", { reason: "They asked for a person" })
      : true
  })

  const told = Effect.gen(function* () {
    const { headers, text } = yield* HttpServerRequest.HttpServerRequest
    const body = yield* text
    if (!(yield* isSigned(headers, body))) return notSigned
    const { conversation, message } = Option.getOrUndefined(decode(body))?.data ?? {}
    if (!conversation || !message) return taken
    const done = yield* answer(headers["webhook-id"] ?? "", conversation.id, message)
    return done ? taken : notAnswered
  }).pipe(
    Effect.provideService(HttpIncomingMessage.MaxBodySize, bodySizeMax),
    Effect.result,
    Effect.map(Result.getOrElse(() => notSigned)),
  )

  return HttpRouter.add("POST", sampleBotPath, told)
}))
