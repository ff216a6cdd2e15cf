import { Effect, Schema } from "effect"
import { fileURLToPath } from "node:url"
import { freePort } from "../../server/database/freePort.ts"
import { type BenchDesk, openBenchDesk } from "./BenchDesk.ts"
import { benchProgram } from "./BenchProgram.ts"
import { checkStored } from "./checkStored.ts"
import { openControlDatabase } from "./ControlDatabase.ts"
import { ProbeInput, ProbeResult } from "./LiveProbe.ts"
import { inputFor } from "./programInput.ts"
import { rounded } from "./quantilesOf.ts"
import type { Scenario } from "./Scenario.ts"
import { customerCount } from "./signedWebhook.ts"

const perSecond = 200
const warmUpSeconds = 5
const measuredSeconds = 20

const entryOf = (name: string) => fileURLToPath(new URL(name, import.meta.url))

const probe = Effect.fnUntraced(function* (desk: BenchDesk, input: ProbeInput) {
  const program = yield* benchProgram(entryOf("probeLive.ts"), { DATA_DIR: desk.folder, ...inputFor(input) })
  return yield* program.next(
    ProbeResult,
    customerCount / perSecond + input.warmUpSeconds + input.seconds + 60,
  )
}, Effect.scoped)

const serveBare = Effect.fnUntraced(function* (desk: BenchDesk) {
  const port = yield* freePort
  const databaseUrl = yield* openControlDatabase(desk)
  const env = { DATA_DIR: desk.folder, ...inputFor({ databaseUrl, port }) }
  const server = yield* benchProgram(entryOf("serveBare.ts"), env)
  yield* server.next(Schema.Struct({ listening: Schema.Boolean }), 30)
  return `http://127.0.0.1:${port}`
})

/**
 * From the moment a webhook is sent until its message is at the agent's socket, at a steady 200 a second, beside a bare
 * server that inserts one row and sends it on, probed in the same way on the same PostgreSQL.
 */
export const live: Scenario = {
  name: "live",
  measure: Effect.fn("live")(function* ({ thoroughness }) {
    const desk = yield* openBenchDesk
    const pace = {
      perSecond,
      warmUpSeconds: warmUpSeconds * thoroughness,
      seconds: measuredSeconds * thoroughness,
    }
    const ours = yield* probe(desk, { target: "desk", url: desk.url, ...pace })
    const sent = customerCount + Math.round(pace.warmUpSeconds * perSecond) + ours.messages
    const stored = yield* checkStored(desk.databaseUrl("desk", "desk"), { sent, unacknowledged: [] })
    const bare = yield* probe(desk, { target: "bare", url: yield* serveBare(desk), ...pace })
    return {
      scenario: "live",
      value: ours.shownMillis.p50,
      unit: "ms",
      control: bare.shownMillis.p50,
      ratio: rounded(ours.shownMillis.p50 / bare.shownMillis.p50),
      p99: ours.shownMillis.p99,
      control_p99: bare.shownMillis.p99,
      ratio_p99: rounded(ours.shownMillis.p99 / bare.shownMillis.p99),
      max: ours.shownMillis.max,
      control_max: bare.shownMillis.max,
      answered_p50: ours.answeredMillis.p50,
      answered_p99: ours.answeredMillis.p99,
      control_answered_p50: bare.answeredMillis.p50,
      control_answered_p99: bare.answeredMillis.p99,
      per_second: perSecond,
      seconds: rounded(pace.seconds),
      messages: ours.messages,
      stored,
    }
  }),
}
