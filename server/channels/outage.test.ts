import { PgClient } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Schedule } from "effect"
import { FetchHttpClient, HttpClient, HttpClientRequest } from "effect/http"
import { randomUUID } from "node:crypto"
import type { RecordedMessage } from "../../test/StandInMessageList.ts"
import { DeskProcess } from "../../test/DeskProcess.ts"
import type { ScriptedAnswer } from "../../test/StandInServer.ts"
import { careAddress, makeTwilioDesk } from "../../test/TwilioDesk.ts"
import { databaseLayer } from "../database/Database.ts"
import {
  type CloudMessage,
  makeCloudApi,
  phoneNumberId,
  whatsAppCredentials,
} from "./whatsapp/WhatsAppFixture.ts"
import { whatsAppSignature } from "./whatsapp/WhatsAppSignature.ts"

/**
 * A provider and a desk that are each away for a while, at different times, with everything that goes wrong on the way. What
 * takes ten minutes is dated ten minutes back; only the pauses between tries are waited for.
 */
const often = { schedule: Schedule.spaced("100 millis"), times: 300 }
const customers = Array.from({ length: 5 }, (_, n) => `+155556201${String(n).padStart(2, "0")}`)
const minutesAgo = (minutes: number): number => Date.now() - minutes * 60_000

/** Down, too busy, wrong, cut off before and after it took the message, and slow. */
const troubles: ReadonlyArray<ScriptedAnswer> = [
  { _tag: "Busy", status: 503 },
  { _tag: "Cut" },
  { _tag: "Busy", status: 500 },
  { _tag: "AcceptThenCut" },
  { _tag: "Busy", status: 503, retryAfter: "2" },
  { _tag: "Answer", status: 502, contentType: "text/html", body: "<h1>Bad gateway</h1>" },
  { _tag: "Answer", status: 200, contentType: "application/json", body: '{"sid":' },
  { _tag: "AcceptThenCut" },
  { _tag: "Busy", status: 503 },
  { _tag: "AcceptThenWait", gate: Effect.sleep("3 seconds") },
]
/** Of these the provider took nothing, and the desk cannot know. */
const lostMax = 2

interface Sent {
  readonly providerId: string | null
  readonly status: string
  readonly unconfirmed: boolean
}

/** What the desk has: customers' messages by the provider's id, and its own. */
const onDesk = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const received = yield* sql<{ readonly providerId: string }>`
    SELECT provider_id FROM items WHERE kind = 'MessageReceived' ORDER BY provider_id`
  const sent = yield* sql<Sent>`SELECT provider_id, status, unconfirmed FROM deliveries ORDER BY provider_id`
  return { received: received.map(({ providerId }) => providerId), sent }
})

const agreement = (desk: Effect.Success<typeof onDesk>) => ({
  received: desk.received,
  sent: desk.sent.filter(({ providerId }) => providerId !== null)
    .map(({ providerId, status }) => `${providerId} ${status}`),
  doubtful: desk.sent.filter(({ unconfirmed }) => unconfirmed).length,
})

const nothingWaits = Effect.gen(function* () {
  const { sent } = yield* onDesk
  return sent.every(({ status, unconfirmed }) =>
    status !== "queued" && (status !== "dispatching" || unconfirmed)
  )
}).pipe(Effect.repeat({ until: (done) => done, ...often }))

const shuffled = <A>(list: ReadonlyArray<A>): ReadonlyArray<A> =>
  list.map((one, n) => [one, (n * 7 + 3) % 11] as const).toSorted((a, b) => a[1] - b[1]).map(([one]) => one)

const statusAtDesk: Readonly<Record<string, string>> = {
  queued: "sent",
  sent: "sent",
  delivered: "delivered",
  undelivered: "failed",
}

/** What Twilio says that there is. */
const onRecord = (all: ReadonlyArray<RecordedMessage>) => ({
  received: all.filter(({ direction }) => direction === "inbound").map(({ sid }) => sid).toSorted(),
  sent: all.filter(({ direction }) => direction === "outbound-api")
    .map(({ sid, status }) => `${sid} ${statusAtDesk[status] ?? status}`).toSorted(),
})

const twilioOutage = Effect.gen(function* () {
  const desk = yield* makeTwilioDesk()
  const { provider } = desk
  yield* Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    yield* sql`UPDATE provider_accounts SET created_at = now() - interval '1 day'`
    for (const from of customers) yield* desk.bring(from, "hello")
    const open = yield* desk.conversations()
    assert.lengthOf(open, customers.length)

    yield* provider.script(...troubles)
    const writing = open.flatMap(({ id }) =>
      ["first", "second"].map((text) => desk.write(id, `${text} to ${id}`, randomUUID(), "key-of-ann"))
    )
    yield* Effect.all(writing, { concurrency: "unbounded" })
    yield* nothingWaits

    yield* Effect.promise(() => desk.desk.kill())
    for (const [n, from] of [...customers, ...customers].entries()) {
      const sid = `SM${randomUUID().replaceAll("-", "")}`
      yield* provider.record({ sid, from, to: careAddress, body: `while away ${n}` }, {
        createdAt: minutesAgo(10 - n),
      })
    }
    const taken = yield* provider.accepted
    for (const [n, { sid }] of taken.entries()) {
      provider.list.change(sid, { status: n % 4 === 0 ? "undelivered" : n % 2 === 0 ? "delivered" : "sent" })
    }
    yield* Effect.promise(() => desk.desk.restart())

    // Back, and the provider says things again, several times at once and in the wrong order.
    const known = provider.list.all.filter(({ direction }) => direction === "inbound").slice(0, 4)
    const repeated = shuffled([...known, ...known]).map(({ body, from, sid, to }) =>
      provider.post(desk.messagesUrl, {
        MessageSid: sid,
        From: from,
        To: to,
        Body: body,
        NumMedia: "0",
        SmsStatus: "received",
      })
    )
    const late = shuffled(taken).flatMap((message, n) => {
      if (n % 3 !== 0) return []
      provider.list.change(message.sid, { status: "delivered" })
      return ["delivered", "sent", "delivered"].map((status) =>
        provider.post(message.statusCallback ?? "", { MessageSid: message.sid, MessageStatus: status })
      )
    })
    const answers = yield* Effect.all([...repeated, ...late], { concurrency: 8 })
    assert.isTrue(answers.every((status) => status < 300))

    const wanted = onRecord(provider.list.all)
    const seen = yield* Effect.map(onDesk, agreement).pipe(
      Effect.repeat({
        until: (now) =>
          JSON.stringify([now.received, now.sent]) === JSON.stringify([wanted.received, wanted.sent]),
        ...often,
      }),
    )
    assert.deepStrictEqual({ received: seen.received, sent: seen.sent }, wanted)
    assert.isAtMost(seen.doubtful, lostMax)
    assert.strictEqual(wanted.sent.length + seen.doubtful, writing.length)
    for (const { id } of open) {
      const texts = (yield* desk.items(id)).map(({ text }) => text).filter((text) =>
        text?.startsWith("while away")
      )
      assert.lengthOf(texts, 2, "each once")
      assert.deepStrictEqual(texts, texts.toSorted(), "in their order")
    }
  }).pipe(Effect.provide(databaseLayer(Redacted.make(desk.desk.databaseUrl))))
})

const seedFor = (baseUrl: string) => ({
  workspace: { name: "Acme", timeZone: "UTC", plan: "trial" },
  users: [{ email: "admin@acme.test", name: "Ann", role: "admin", apiKey: "key-of-ann" }],
  providers: [{ id: "wa1", baseUrl, ...whatsAppCredentials }],
  senders: [{
    id: "wa",
    label: "WhatsApp",
    channel: "whatsapp",
    address: "+15555550100",
    phoneNumberId,
    provider: "wa1",
    users: ["admin@acme.test"],
  }],
})

const change = (value: object) => ({
  field: "messages",
  value: {
    messaging_product: "whatsapp",
    metadata: { display_phone_number: "15555550100", phone_number_id: phoneNumberId },
    ...value,
  },
})
type Change = ReturnType<typeof change>

const messageChange = (from: string, id: string, body: string, at: number) =>
  change({
    contacts: [{ wa_id: from.slice(1), profile: { name: "Someone" } }],
    messages: [{
      from: from.slice(1),
      id,
      timestamp: String(Math.trunc(at / 1000)),
      type: "text",
      text: { body },
    }],
  })

const statusChange = ({ body, id }: CloudMessage, status: string) =>
  change({
    statuses: [{ id, status, timestamp: "1", biz_opaque_callback_data: body["biz_opaque_callback_data"] }],
  })

const whatsAppOutage = Effect.gen(function* () {
  const http = yield* HttpClient.HttpClient
  const meta = yield* makeCloudApi
  const desk = yield* DeskProcess.scoped({ seed: seedFor(meta.url) })
  const arrived: Array<string> = []
  /** As Meta does it: again until it is taken. */
  const deliver = (...changes: ReadonlyArray<Change>) => {
    const body = new TextEncoder().encode(
      JSON.stringify({ object: "whatsapp_business_account", entry: [{ id: "1", changes }] }),
    )
    const signature = whatsAppSignature(whatsAppCredentials.appSecret, body)
    return HttpClientRequest.post(`${desk.url}/webhooks/whatsapp/wa1`).pipe(
      HttpClientRequest.setHeader("x-hub-signature-256", signature),
      HttpClientRequest.bodyUint8Array(body, "application/json"),
      http.execute,
      Effect.map(({ status }) => status),
      Effect.orElseSucceed(() => 0),
      Effect.repeat({ until: (status) => status === 200, ...often }),
    )
  }
  const written = (from: string, body: string, at = Date.now()) => {
    const id = `wamid.${randomUUID()}`
    arrived.push(id)
    return messageChange(from, id, body, at)
  }
  const call = (method: string, path: string, body?: object) =>
    Effect.promise(async (): Promise<{ readonly items: ReadonlyArray<{ readonly id: string }> }> => {
      const response = await fetch(`${desk.url}/api/v1${path}`, {
        method,
        headers: { authorization: "Bearer key-of-ann", "content-type": "application/json" },
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
      return await response.json()
    })

  yield* Effect.gen(function* () {
    for (const from of customers) yield* deliver(written(from, "hello"))
    const { items: open } = yield* call("GET", "/conversations?view=mine&limit=100")
    assert.lengthOf(open, customers.length)

    yield* meta.script(...troubles)
    const writing = open.flatMap(({ id }) =>
      ["first", "second"].map((text) =>
        call("POST", `/conversations/${id}/messages`, { id: randomUUID(), text: `${text} to ${id}` })
      )
    )
    yield* Effect.all(writing, { concurrency: "unbounded" })
    yield* nothingWaits

    yield* Effect.promise(() => desk.kill())
    const taken = yield* meta.accepted
    const missed = customers.map((from, n) => written(from, `while away ${n}`, minutesAgo(10 - n)))
    const reported = taken.flatMap((message, n) =>
      (n % 2 === 0 ? ["delivered", "sent", "read"] : ["delivered", "sent"])
        .map((status) => statusChange(message, status))
    )
    yield* Effect.promise(() => desk.restart())
    const all = shuffled([...missed, ...reported])
    yield* Effect.all([deliver(...all), ...shuffled(all).map((one) => deliver(one))], { concurrency: 8 })

    const wanted = {
      received: arrived.toSorted(),
      sent: taken.map(({ id }, n) => `${id} ${n % 2 === 0 ? "read" : "delivered"}`).toSorted(),
    }
    const { doubtful, ...seen } = agreement(yield* onDesk)
    assert.deepStrictEqual({ received: seen.received.toSorted(), sent: seen.sent.toSorted() }, wanted)
    assert.isAtMost(doubtful, lostMax)
    assert.strictEqual(taken.length + doubtful, writing.length)
  }).pipe(Effect.provide(databaseLayer(Redacted.make(desk.databaseUrl))))
})

const runs = <A, E>(effect: Effect.Effect<A, E, Effect.Services<typeof twilioOutage>>) =>
  effect.pipe(Effect.scoped, Effect.provide(FetchHttpClient.layer))

describe("outage", () => {
  it.live(
    "HOOK-5, SEND-7, CONV-6: after an outage of both sides the desk and Twilio agree on every message",
    () => runs(twilioOutage),
    60_000,
  )

  it.live(
    "HOOK-4, SEND-7, CONV-6: after an outage of both sides the desk and WhatsApp agree on every message",
    () => runs(whatsAppOutage),
    60_000,
  )
})
