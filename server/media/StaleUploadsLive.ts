import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, Schedule } from "effect"
import { errorSummary } from "../database/errorSummary.ts"
import { atOnce } from "./MediaFiles.ts"
import { MediaStore } from "./MediaStore.ts"

const sweepEvery = "10 minutes"
const sweptAtOnce = 200

interface StaleUpload {
  readonly id: string
  readonly key: string
  readonly sent: boolean
}

/**
 * Takes away what was put in and not sent within a day, its bytes first, so that a crash in between leaves nothing that nobody
 * knows of. Of what was sent the message has the bytes by then.
 */
export const StaleUploadsLive = Layer.effectDiscard(Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const store = yield* MediaStore

  const sweep = sql.withTransaction(Effect.gen(function* () {
    const stale = yield* sql<StaleUpload>`
      SELECT id, key, sent FROM uploads WHERE created_at < now() - interval '1 day'
      LIMIT ${sweptAtOnce} FOR UPDATE SKIP LOCKED`
    if (stale.length === 0) return false
    const unsent = stale.filter(({ sent }) => !sent)
    yield* Effect.forEach(unsent, ({ key }) => store.remove(key), { concurrency: atOnce, discard: true })
    yield* sql`DELETE FROM uploads WHERE ${sql.in("id", stale.map(({ id }) => id))}`
    return stale.length === sweptAtOnce
  }))

  yield* sweep.pipe(
    Effect.repeat({ while: (more) => more }),
    Effect.catch((error) =>
      Effect.logWarning("Files that nobody sent were not removed", errorSummary(error))
    ),
    Effect.repeat(Schedule.spaced(sweepEvery)),
    Effect.forkScoped,
  )
}))
