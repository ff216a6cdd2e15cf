import { NodeRuntime } from "@effect/platform-node"
import { Effect, Schema } from "effect"
import process from "node:process"
import { StopWithParent } from "../../server/StopWithParent.ts"
import { FilledDesks } from "./FilledDesks.ts"
import { campaign } from "./campaign.ts"
import { history } from "./history.ts"
import { inbox } from "./inbox.ts"
import { ingest } from "./ingest.ts"
import { live } from "./live.ts"
import type { Scenario } from "./Scenario.ts"
import { search } from "./search.ts"
import { send } from "./send.ts"
import { transcript } from "./transcript.ts"

/** Each has a file of its own. */
const scenarios: ReadonlyArray<Scenario> = [ingest, live, send, inbox, search, history, transcript, campaign]

const quickly = "--quick"

class UsageError extends Schema.TaggedError<UsageError>()("UsageError", { message: Schema.String }) {}

/** `npm run bench [scenario…] [-- --quick]`: prints one JSON object per line. Quick trials are for development. */
const bench = Effect.gen(function* () {
  const words = process.argv.slice(2)
  const names = words.filter((word) => word !== quickly)
  const unknown = names.filter((name) => !scenarios.some((scenario) => scenario.name === name))
  if (unknown.length > 0) {
    const known = scenarios.map((scenario) => scenario.name).join(", ")
    return yield* new UsageError({
      message: `There is no scenario ${unknown.join(", ")}. There are: ${known}.`,
    })
  }
  const chosen = names.length === 0
    ? scenarios
    : scenarios.filter((scenario) => names.includes(scenario.name))
  const thoroughness = words.includes(quickly) ? 0.2 : 1
  for (const { measure } of chosen) {
    const measurement = yield* Effect.scoped(measure({ thoroughness }))
    yield* Effect.sync(() => process.stdout.write(`${JSON.stringify(measurement)}\n`))
  }
})

NodeRuntime.runMain(bench.pipe(Effect.provide([StopWithParent.layer, FilledDesks.layer])))
