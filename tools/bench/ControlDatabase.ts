import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, Redacted } from "effect"
import { databaseLayer } from "../../server/database/Database.ts"
import { Migrations } from "../../server/database/Migrations.ts"
import type { BenchDesk } from "./BenchDesk.ts"
import { customerCount } from "./signedWebhook.ts"

const name = "control"

/** A conversation of the control by its number, as SQL. */
export const controlConversation = (number: string) =>
  `('00000000-0000-4000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`

const fill = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  yield* sql.unsafe(`
    INSERT INTO conversations (id, workspace_id, sender_id, channel, address, reply_to, version, last_seq,
      inbound_count, last_inbound_seq, last_inbound_at, last_activity_at, preview, owner_id)
    SELECT ${
    controlConversation("n")
  }, gen_random_uuid(), 'care', 'sms', '+1212555' || n, '+1212555' || n, 0, 0,
      0, 0, now(), now(), '{}', ${controlConversation("n")}
    FROM generate_series(1, ${customerCount}) n`)
  yield* sql.unsafe(`
    INSERT INTO inbox_counts (user_id, sender_id, unread)
    SELECT id, sender_id, 0 FROM conversations`)
})

/**
 * A second database of the desk's own PostgreSQL, with the same tables and as many conversations, for what the desk is
 * compared with. Returns its address.
 */
export const openControlDatabase = Effect.fn("openControlDatabase")(function* (desk: BenchDesk) {
  const admin = PgClient.layer({
    url: Redacted.make(desk.databaseUrl("postgres", "postgres")),
    maxConnections: 1,
  })
  yield* PgClient.PgClient.use((sql) => sql.unsafe(`CREATE DATABASE ${name} OWNER desk`)).pipe(
    Effect.provide(admin),
  )
  const url = desk.databaseUrl("desk", name)
  yield* fill.pipe(
    Effect.provide(Migrations.layer.pipe(Layer.provideMerge(databaseLayer(Redacted.make(url))))),
  )
  return url
})
