import { PgClient } from "@effect/sql-pg"
import { Clock, Effect, Redacted, Schedule } from "effect"
import { randomUUID } from "node:crypto"
import { createServer } from "node:http"
import { once } from "node:events"
import { databaseLayer } from "../../server/database/Database.ts"
import { freePort } from "../../server/database/freePort.ts"
import { openBenchDesk } from "./BenchDesk.ts"
import { rounded } from "./quantilesOf.ts"
import type { Scenario } from "./Scenario.ts"
import { pointAt } from "./send.ts"

const recipients = 100_000
/** 5,000 of them in a quick trial. */
const quickShare = 4
const callsAtOnce = 32
const controlCalls = 2_000
const secondsMax = 1_800

/** Takes every message as Twilio would, and counts to whom. */
const openProvider = Effect.fnUntraced(function* (port: number) {
  const taken = new Map<string, number>()
  const server = createServer((request, response) => {
    let body = ""
    request.on("data", (chunk) => void (body += String(chunk)))
    request.on("end", () => {
      const to = new URLSearchParams(body).get("To") ?? ""
      // The desk also asks for its account's list of messages.
      if (to !== "") taken.set(to, (taken.get(to) ?? 0) + 1)
      response.writeHead(201, { "content-type": "application/json" })
      response.end(JSON.stringify({ sid: `SM${randomUUID().replaceAll("-", "")}`, status: "queued" }))
    })
  })
  yield* Effect.acquireRelease(
    Effect.promise(async () => {
      server.listen(port, "127.0.0.1")
      await once(server, "listening")
    }),
    () => Effect.sync(() => void server.close()),
  )
  return taken
})

const draft = (count: number) => ({
  name: "Bench",
  senderId: "care",
  audience: {
    _tag: "File",
    fileName: "a.csv",
    columns: ["mobile"],
    number: "mobile",
    name: null,
    rows: count,
  },
  templateId: null,
  fields: {},
  startAt: null,
})

const template = {
  id: randomUUID(),
  version: 1,
  channel: "sms",
  type: "campaign",
  name: "Bench",
  language: "en",
  header: null,
  body: "We deliver on Tuesday.",
  footer: null,
  buttons: [],
  registered: null,
  fields: {},
  archived: false,
  updatedAt: 0,
}

const runCampaign = Effect.fnUntraced(function* (count: number) {
  const sql = yield* PgClient.PgClient
  const id = randomUUID()
  yield* sql`INSERT INTO campaigns (id, workspace_id, draft, created_by, total)
    SELECT ${id}::uuid, workspace_id, ${
    JSON.stringify(draft(count))
  }::jsonb, id, ${count} FROM users WHERE role = 'admin'`
  yield* sql`INSERT INTO campaign_recipients (campaign_id, no, phone, cells)
    SELECT ${id}::uuid, n, '', jsonb_build_array('+1555' || (4000000 + n)) FROM generate_series(1, ${count}) n`
  yield* sql`UPDATE campaigns SET audience_state = 'checking' WHERE id = ${id}`
  const state = (wanted: string) =>
    sql<{ readonly at: string }>`
      SELECT CASE WHEN state = 'draft' THEN audience_state ELSE state END AS at FROM campaigns WHERE id = ${id}`
      .pipe(
        Effect.repeat({
          until: ([row]) => row?.at === wanted,
          schedule: Schedule.spaced("200 millis"),
        }),
        Effect.timeout(`${secondsMax} seconds`),
      )
  const beganAt = yield* Clock.currentTimeMillis
  yield* state("checked")
  const checkedAt = yield* Clock.currentTimeMillis
  yield* sql`UPDATE campaigns SET state = 'sending', started_by = created_by, started_at = now(),
    template = ${JSON.stringify(template)}::jsonb WHERE id = ${id}`
  yield* state("done")
  const endedAt = yield* Clock.currentTimeMillis
  return { checkSeconds: (checkedAt - beganAt) / 1000, sendSeconds: (endedAt - checkedAt) / 1000 }
})

/** The least that sends so many messages: the calls to the same stand-in, as many at once as the desk makes. */
const control = Effect.fnUntraced(function* (port: number) {
  const beganAt = yield* Clock.currentTimeMillis
  yield* Effect.forEach(
    Array.from({ length: controlCalls }, (_, n) => n),
    (n) =>
      Effect.promise(async () => {
        const body = new URLSearchParams({ To: `control ${n}`, Body: template.body })
        await (await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body })).text()
      }),
    { concurrency: callsAtOnce, discard: true },
  )
  return (controlCalls * 1000) / ((yield* Clock.currentTimeMillis) - beganAt)
})

/** A campaign from a Sender ID without a pace, each message once, beside the bare calls to its provider. */
export const campaign: Scenario = {
  name: "campaign",
  measure: Effect.fn("campaign")(function* ({ thoroughness }) {
    const count = Math.round(thoroughness < 1 ? (recipients * thoroughness) / quickShare : recipients)
    const desk = yield* openBenchDesk
    const port = yield* freePort
    const taken = yield* openProvider(port)
    yield* pointAt(desk, port)
    const { checkSeconds, sendSeconds } = yield* runCampaign(count).pipe(
      Effect.provide(databaseLayer(Redacted.make(desk.databaseUrl("desk", "desk")))),
    )
    const reached = taken.size
    const twice = [...taken.values()].filter((times) => times > 1).length
    const bare = yield* control(port)
    return {
      scenario: "campaign",
      value: rounded(count / sendSeconds),
      unit: "messages/s",
      control: rounded(bare),
      ratio: rounded(count / sendSeconds / bare),
      recipients: count,
      reached,
      twice,
      check_seconds: rounded(checkSeconds),
      send_seconds: rounded(sendSeconds),
    }
  }),
}
