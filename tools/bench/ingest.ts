import { Effect } from "effect"
import { fileURLToPath } from "node:url"
import { openBenchDesk } from "./BenchDesk.ts"
import { benchProgram } from "./BenchProgram.ts"
import { checkStored } from "./checkStored.ts"
import { openControlDatabase } from "./ControlDatabase.ts"
import { ingestControl } from "./ingestControl.ts"
import { inputFor } from "./programInput.ts"
import { rounded } from "./quantilesOf.ts"
import type { Scenario } from "./Scenario.ts"
import { customerCount } from "./signedWebhook.ts"
import { LoadInput, LoadResult } from "./WebhookLoad.ts"

const connections = 64
const warmUpSeconds = 5
const measuredSeconds = 15
/** Made and signed beforehand, which takes about 20 µs each. */
const perSecondMax = 10_000

/**
 * Signed Twilio webhooks of 1,000 customers over 64 connections, answered after commit, beside `pgbench` that writes
 * the same rows one transaction each on the same PostgreSQL.
 */
export const ingest: Scenario = {
  name: "ingest",
  measure: Effect.fn("ingest")(function* ({ thoroughness }) {
    const warmUp = warmUpSeconds * thoroughness
    const desk = yield* openBenchDesk
    const input = LoadInput.make({
      url: desk.url,
      connections,
      warmUpSeconds: warmUp,
      seconds: measuredSeconds * thoroughness,
      perSecondMax,
    })
    const entry = fileURLToPath(new URL("sendWebhooks.ts", import.meta.url))
    const load = yield* benchProgram(entry, { DATA_DIR: desk.folder, ...inputFor(input) })
    const result = yield* load.next(LoadResult, 120)
    const stored = yield* checkStored(desk.databaseUrl("desk", "desk"), result)
    const controlUrl = yield* openControlDatabase(desk)
    const control = yield* ingestControl(desk, controlUrl, warmUp, measuredSeconds * thoroughness)
    const value = result.accepted / result.seconds
    return {
      scenario: "ingest",
      value: rounded(value),
      unit: "webhooks/s",
      control: rounded(control.perSecond),
      ratio: rounded(value / control.perSecond),
      control_by: control.by,
      seconds: rounded(result.seconds),
      connections,
      conversations: customerCount,
      p50_ms: result.millis.p50,
      p95_ms: result.millis.p95,
      p99_ms: result.millis.p99,
      max_ms: result.millis.max,
      errors: result.errors,
      commits: result.commits,
      batches: result.batches,
      stored,
      load_cpu_s: rounded(result.cpuSeconds),
    }
  }),
}
