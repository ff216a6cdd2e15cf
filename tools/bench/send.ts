import { PgClient } from "@effect/sql-pg"
import { Effect, Redacted } from "effect"
import { fileURLToPath } from "node:url"
import { databaseLayer } from "../../server/database/Database.ts"
import { freePort } from "../../server/database/freePort.ts"
import { type BenchDesk, openBenchDesk } from "./BenchDesk.ts"
import { benchProgram } from "./BenchProgram.ts"
import { openControlDatabase } from "./ControlDatabase.ts"
import { inputFor } from "./programInput.ts"
import { rounded } from "./quantilesOf.ts"
import type { Scenario } from "./Scenario.ts"
import { type SendProbeInput, SendProbeResult } from "./SendProbe.ts"

const warmUps = 300
const measured = 2_000
const secondsMax = 300

const entry = fileURLToPath(new URL("probeSend.ts", import.meta.url))

const probe = Effect.fnUntraced(function* (desk: BenchDesk, input: SendProbeInput) {
  const program = yield* benchProgram(entry, { DATA_DIR: desk.folder, ...inputFor(input) })
  return yield* program.next(SendProbeResult, secondsMax)
}, Effect.scoped)

/** The seed's account is at no address: now it is at the stand-in's, and the desk is told. */
export const pointAt = (desk: BenchDesk, port: number) =>
  PgClient.PgClient.use((sql) =>
    Effect.andThen(
      sql`UPDATE provider_accounts SET base_url = ${`http://127.0.0.1:${port}`}`,
      sql.notify("directory", ""),
    )
  ).pipe(Effect.provide(databaseLayer(Redacted.make(desk.databaseUrl("desk", "desk")))))

/**
 * From an agent's send over RPC until the provider has the message, one after another, beside the least that does this: two
 * INSERTs and the POST to the same stand-in.
 */
export const send: Scenario = {
  name: "send",
  measure: Effect.fn("send")(function* ({ thoroughness }) {
    const desk = yield* openBenchDesk
    const port = yield* freePort
    yield* pointAt(desk, port)
    const input = {
      deskUrl: desk.url,
      databaseUrl: yield* openControlDatabase(desk),
      port,
      warmUps,
      messages: Math.round(measured * thoroughness),
    }
    const ours = yield* probe(desk, { target: "desk", ...input })
    const bare = yield* probe(desk, { target: "bare", ...input })
    return {
      scenario: "send",
      value: ours.acceptedMillis.p50,
      unit: "ms",
      control: bare.acceptedMillis.p50,
      ratio: rounded(ours.acceptedMillis.p50 / bare.acceptedMillis.p50),
      p99: ours.acceptedMillis.p99,
      control_p99: bare.acceptedMillis.p99,
      ratio_p99: rounded(ours.acceptedMillis.p99 / bare.acceptedMillis.p99),
      stored_p50: ours.storedMillis.p50,
      stored_p99: ours.storedMillis.p99,
      messages: ours.messages,
    }
  }),
}
