import { PgClient } from "@effect/sql-pg"
import { Clock, Effect, Fiber, Redacted, Schedule } from "effect"
import { RpcClient } from "effect/rpc"
import { randomUUID } from "node:crypto"
import { readFile } from "node:fs/promises"
import { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { DeskRpcs } from "../../domain/rpc/DeskRpcs.ts"
import { SenderId } from "../../domain/sender/Sender.ts"
import { databaseLayer } from "../../server/database/Database.ts"
import { freePort } from "../../server/database/freePort.ts"
import { agentTransport } from "./agentTransport.ts"
import { type BenchDesk, openBenchDesk } from "./BenchDesk.ts"
import { openProvider, type Provider } from "./openProvider.ts"
import { quantilesOf, rounded } from "./quantilesOf.ts"
import type { Scenario } from "./Scenario.ts"
import { pointAt } from "./send.ts"

const recipients = 100_000
/** 5,000 of them in a quick trial. */
const quickShare = 4
const callsAtOnce = 32
const controlCalls = 2_000
const secondsMax = 1_800
/** So many statuses come back as fast as the desk takes them, long after their messages: of as many actors none is awake. */
const statusesMax = 20_000
/** The Sender ID's pace of the other figure, WhatsApp's, and how long it is kept to. Statuses come back at once. */
const perSecond = 80
const pacedSeconds = 30
const pacedSecondsMax = 120
/** An agent's sends: one after the other, over RPC, until the provider has each. */
const sendEvery = "100 millis"
const quietSends = 200
const agentsConversations = 20

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
  inTheirLanguage: false,
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

const runCampaign = Effect.fnUntraced(function* (count: number, firstNumber: number, seconds: number) {
  const sql = yield* PgClient.PgClient
  const id = randomUUID()
  yield* sql`INSERT INTO campaigns (id, workspace_id, draft, created_by, total)
    SELECT ${id}::uuid, workspace_id, ${
    JSON.stringify(draft(count))
  }::jsonb, id, ${count} FROM users WHERE role = 'admin'`
  yield* sql`INSERT INTO campaign_recipients (campaign_id, no, phone, cells)
    SELECT ${id}::uuid, n, '', jsonb_build_array('+1555' || (${firstNumber}::int + n)) FROM generate_series(1, ${count}) n`
  yield* sql`UPDATE campaigns SET audience_state = 'checking' WHERE id = ${id}`
  const state = (wanted: string) =>
    sql<{ readonly at: string }>`
      SELECT CASE WHEN state = 'draft' THEN audience_state ELSE state END AS at FROM campaigns WHERE id = ${id}`
      .pipe(
        Effect.repeat({
          until: ([row]) => row?.at === wanted,
          schedule: Schedule.spaced("200 millis"),
        }),
        Effect.timeout(`${seconds} seconds`),
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
        const body = new URLSearchParams({ To: `control ${n}`, Body: "control" })
        await (await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body })).text()
      }),
    { concurrency: callsAtOnce, discard: true },
  )
  return (controlCalls * 1000) / ((yield* Clock.currentTimeMillis) - beganAt)
})

/** An agent's next send: how many milliseconds until the provider has it. */
const openAgent = Effect.fnUntraced(function* ({ arrival }: Provider) {
  const client = yield* RpcClient.make(DeskRpcs)
  const conversations: Array<ConversationId> = []
  for (let n = 0; n < agentsConversations; n++) {
    const row = yield* client["Conversation.start"]({
      senderId: SenderId.make("care"),
      to: `+1555092${String(n).padStart(4, "0")}`,
      name: null,
      messageId: MessageId.make(randomUUID()),
      text: `begin ${n}`,
    })
    conversations.push(row.id)
  }
  let sent = 0
  const send = Effect.gen(function* () {
    const text = `answer ${sent}`
    const id = conversations[sent++ % agentsConversations] ?? ConversationId.make(randomUUID())
    const arrives = arrival(text)
    const beganAt = performance.now()
    yield* client["Conversation.send"]({ id, messageId: MessageId.make(randomUUID()), text })
    yield* Effect.promise(() => arrives)
    return performance.now() - beganAt
  })
  return send
})

/** How a line that rested keeps its pace: what it lets through in any second at most, and how many a second after its burst. */
const paceKept = (times: ReadonlyArray<number>) => {
  let from = 0
  let most = 0
  times.forEach((at, index) => {
    while (at - (times[from] ?? at) >= 1_000) from++
    most = Math.max(most, index - from + 1)
  })
  const steady = times.slice(perSecond / 10)
  const seconds = ((steady.at(-1) ?? 0) - (steady[0] ?? 0)) / 1_000
  return { reached: (steady.length - 1) / seconds, mostInASecond: most }
}

const setPace = (pace: number | null) =>
  PgClient.PgClient.use((sql) =>
    Effect.andThen(
      sql`UPDATE senders SET rate_per_second = ${pace} WHERE id = 'care'`,
      sql.notify("directory", ""),
    )
  )

/** What the operating system holds for a process, in megabytes; 0 where it does not say so in /proc. */
const memoryOf = (pid: number) =>
  Effect.map(
    Effect.promise(() => readFile(`/proc/${pid}/status`, "utf8").catch(() => "")),
    (text) => Number(/VmRSS:\s+(\d+)/.exec(text)?.[1] ?? 0) / 1_024,
  )

/** What the operating system holds for the desk, looked at each second: at most, and at most until some were sent. */
const watchMemory = Effect.fnUntraced(
  function* (desk: BenchDesk, taken: ReadonlyArray<unknown>, early: number) {
    const memory = { early: 0, most: 0 }
    yield* Effect.forkScoped(Effect.repeat(
      Effect.map(memoryOf(desk.pid), (now) => {
        if (taken.length <= early) memory.early = Math.max(memory.early, now)
        memory.most = Math.max(memory.most, now)
      }),
      Schedule.spaced("1 second"),
    ))
    return memory
  },
)

/** Messages an agent sends while something goes on: how many milliseconds each took. */
const sendMeanwhile = Effect.fnUntraced(function* <A, E, R>(
  send: Effect.Effect<number, unknown>,
  what: Effect.Effect<A, E, R>,
) {
  const millis: Array<number> = []
  const sending = yield* Effect.forkChild(
    send.pipe(
      Effect.tap((took) => Effect.sync(() => millis.push(took))),
      Effect.repeat(Schedule.spaced(sendEvery)),
    ),
  )
  const result = yield* what
  yield* Fiber.interrupt(sending)
  return [result, quantilesOf(millis)] as const
})

const reportAll = Effect.fnUntraced(
  function* ({ reports }: Provider, messages: Provider["taken"], status: string) {
    const beganAt = yield* Clock.currentTimeMillis
    for (const message of messages) reports.add({ ...message, status })
    yield* Effect.promise(() => reports.done)
    return (messages.length * 1_000) / ((yield* Clock.currentTimeMillis) - beganAt)
  },
)

const measureCampaign = Effect.fn("measureCampaign")(function* (count: number, thoroughness: number) {
  const desk = yield* openBenchDesk
  const port = yield* freePort
  const provider = yield* openProvider(port, desk.url, template.body)
  yield* pointAt(desk, port)
  const transport = yield* agentTransport(desk.url)
  return yield* Effect.gen(function* () {
    const send = yield* openAgent(provider)
    const quiet: Array<number> = []
    for (let n = 0; n < quietSends * thoroughness; n++) quiet.push(yield* send)
    const before = yield* memoryOf(desk.pid)

    const memory = yield* watchMemory(desk, provider.taken, count / 5)
    const [took, meanwhile] = yield* sendMeanwhile(send, runCampaign(count, 4_000_000, secondsMax))
    const taken = [...provider.taken]

    const [statusesPerSecond, amidStatuses] = yield* sendMeanwhile(
      send,
      reportAll(provider, taken.slice(0, statusesMax), "delivered"),
    )

    provider.times.length = 0
    provider.reportAtOnce("sent", "delivered", "read")
    yield* setPace(perSecond)
    const [, amidPaced] = yield* sendMeanwhile(
      send,
      runCampaign(Math.round(perSecond * pacedSeconds * thoroughness), 5_000_000, pacedSecondsMax),
    )
    yield* Effect.promise(() => provider.reports.done)
    return {
      ...took,
      reached: new Set(taken.map(({ to }) => to)).size,
      twice: taken.length - new Set(taken.map(({ to }) => to)).size,
      paced: paceKept(provider.times),
      memory: { ...memory, before },
      quiet: quantilesOf(quiet),
      meanwhile,
      statusesPerSecond,
      refused: provider.reports.refused,
      amidStatuses,
      amidPaced,
      bare: yield* control(port),
    }
  }).pipe(
    Effect.scoped,
    Effect.provide(transport),
    Effect.provide(databaseLayer(Redacted.make(desk.databaseUrl("desk", "desk")))),
  )
})

/**
 * A campaign from a Sender ID without a pace, each message once, beside the bare calls to its provider, and what it takes of
 * memory when a fifth has gone and at most; its statuses afterwards; and a campaign from a Sender ID with a pace, how exactly
 * that is kept. With each, what an agent's send takes meanwhile, beside what it takes when all is quiet.
 */
export const campaign: Scenario = {
  name: "campaign",
  measure: Effect.fn("campaign")(function* ({ thoroughness }) {
    const count = Math.round(thoroughness < 1 ? (recipients * thoroughness) / quickShare : recipients)
    const measured = yield* measureCampaign(count, thoroughness)
    const { amidPaced, amidStatuses, bare, meanwhile, memory, paced, quiet, sendSeconds } = measured
    return {
      scenario: "campaign",
      value: rounded(count / sendSeconds),
      unit: "messages/s",
      control: rounded(bare),
      ratio: rounded(count / sendSeconds / bare),
      recipients: count,
      reached: measured.reached,
      twice: measured.twice,
      check_seconds: rounded(measured.checkSeconds),
      send_seconds: rounded(sendSeconds),
      agent_send_quiet_p50: quiet.p50,
      agent_send_quiet_p99: quiet.p99,
      agent_send_p50: meanwhile.p50,
      agent_send_p99: meanwhile.p99,
      memory_before_mb: Math.round(memory.before),
      memory_at_a_fifth_mb: Math.round(memory.early),
      memory_most_mb: Math.round(memory.most),
      statuses_per_second: rounded(measured.statusesPerSecond),
      statuses_refused: measured.refused,
      agent_send_amid_statuses_p50: amidStatuses.p50,
      agent_send_amid_statuses_p99: amidStatuses.p99,
      pace: perSecond,
      pace_reached: rounded(paced.reached),
      pace_most_in_a_second: paced.mostInASecond,
      agent_send_amid_paced_p50: amidPaced.p50,
      agent_send_amid_paced_p99: amidPaced.p99,
    }
  }),
}
