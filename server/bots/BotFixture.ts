import { Effect, Schedule } from "effect"
import { SqlClient } from "effect/sql"
import { randomUUID } from "node:crypto"
import { botSecret, makeStandInBot } from "../../test/StandInBot.ts"
import { type ApiMessage, careAddress, makeTwilioDesk, waAddress } from "../../test/TwilioDesk.ts"

/** The bot's key of the API. */
export const key = "bot_key_of_tests_1234567890"

/** Often enough to see a change soon, and bounded: a test that waits in vain fails. */
export const lookAgain = { schedule: Schedule.spaced("50 millis"), times: 900 }

export interface Item extends ApiMessage {
  readonly bot?: { readonly name: string }
  readonly author: string | null
  readonly media: ReadonlyArray<{ readonly type: string; readonly name: string; readonly url: string }>
  readonly how?: string
  readonly reason?: string | null
  readonly by?: string | null
}
export interface Row {
  readonly botActive: boolean
  readonly unread: number
  readonly owner: string | null
}

/** The long pauses between tries are over at once. A try that is under way is due again after 6 seconds, and is left alone. */
export const endPauses = SqlClient.SqlClient.use((sql) =>
  sql`UPDATE bot_deliveries SET due_at = now() WHERE due_at > now() + interval '6 seconds'`
)

/** A desk on whose Sender IDs "care" (SMS) and "wa" (WhatsApp) a bot answers first. */
export const makeBotDesk = Effect.gen(function* () {
  const bot = yield* makeStandInBot
  const desk = yield* makeTwilioDesk({ BOT_HOSTS: new URL(bot.url).host }, {
    bots: [{
      name: "Menu",
      url: bot.url,
      secret: botSecret,
      apiKey: key,
      timeLimitSeconds: 1,
      quietHours: 8,
      senders: ["care", "wa"],
    }],
  })
  let customers = 0
  /** A new customer writes; gives back what tells of their conversation. */
  const customer = Effect.fnUntraced(function* (text = "hello", sender: "care" | "wa" = "care") {
    const from = `+1555070${String(++customers).padStart(4, "0")}`
    const write = (words: string) =>
      sender === "care"
        ? desk.bring(from, words, `SM${randomUUID()}`, careAddress)
        : desk.bring(`whatsapp:${from}`, words, `SM${randomUUID()}`, `whatsapp:${waAddress}`)
    yield* write(text)
    const id = (yield* desk.conversations(`sender:${sender}`)).find(({ address }) => address === from)?.id ??
      ""
    const row = Effect.map(desk.call<Row>("GET", `/conversations/${id}`), ({ body }) => body)
    const items = Effect.map(
      desk.call<{ readonly items: ReadonlyArray<Item> }>("GET", `/conversations/${id}/items`),
      ({ body }) => body.items,
    )
    const send = (message: object) =>
      desk.call<Item & { readonly code?: string }>("POST", `/conversations/${id}/messages`, message, key)
    const answer = (words: string, messageId: string = randomUUID()) => send({ id: messageId, text: words })
    const people = row.pipe(Effect.repeat({ until: ({ botActive }) => !botActive, ...lookAgain }))
    return { id, write, row, items, send, answer, people }
  })
  return { ...desk, bot, customer }
})
