import { PgClient } from "@effect/sql-pg"
import { assert, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer, Redacted, Schedule, Stream } from "effect"
import { randomUUID } from "node:crypto"
import type { FileToUpload } from "../../domain/rpc/RowUploadRpcs.ts"
import {
  type RowUpload,
  RowUploadId,
  uploadChunkMax,
  type UploadKind,
} from "../../domain/upload/RowUpload.ts"
import { DeskProcess } from "../../test/DeskProcess.ts"
import { oneAdminSeed, onlyAdmin } from "../../test/onlyAdmin.ts"
import { TestDatabase } from "../../test/TestDatabase.ts"
import { AuditLog } from "../audit/AuditLog.ts"
import { RowUploads } from "./RowUploads.ts"

/** Of these each of some is in the file twice, and each tenth number has no country code. */
const people = 3_500
const doubles = 500
const rowCount = people + doubles
const [wrong, wrongDoubles] = [people / 10, doubles / 10]

/** Past this line a batch waits at a gate: any numbers that only this locks. */
const gatedLine = 1_200
const gates = { checking: 7, importing: 8 }

const numberOf = (person: number) => `${person % 10 === 0 ? "" : "+"}1415${5_550_000 + person}`

interface Case {
  readonly kind: UploadKind
  readonly title: string
  readonly heads: ReadonlyArray<string>
  readonly columns: FileToUpload["columns"]
  readonly fieldsOf: (person: number) => ReadonlyArray<string>
  /** Amid what the desk is killed. */
  readonly killedAmid: ReadonlyArray<keyof typeof gates>
  readonly became: Pick<RowUpload, "imported" | "known" | "refused">
  /** What there is once it is done, each in one place. */
  readonly kept: Readonly<Record<string, number>>
}

const cases: ReadonlyArray<Case> = [
  {
    kind: "contacts",
    title: "FIT-3, CONTACT-4: a desk that is killed while it imports contacts",
    heads: ["Name", "Mobile"],
    columns: { name: 0, phones: 1 },
    fieldsOf: (person) => [`Person ${person}`, numberOf(person)],
    killedAmid: ["importing"],
    became: { imported: people - wrong, known: doubles - wrongDoubles, refused: wrong + wrongDoubles },
    kept: { contacts: people - wrong, contact_phones: people - wrong, permission_records: 0 },
  },
  {
    kind: "consents",
    title: "FIT-3, CONSENT-2: a desk that is killed amid the check and amid the import of consents",
    heads: ["Mobile", "Channel", "Source", "Date"],
    columns: { mobile: 0, channel: 1, source: 2, date: 3 },
    fieldsOf: (person) => [numberOf(person), "sms", "Web form", "2026-01-02"],
    killedAmid: ["checking", "importing"],
    became: { imported: people - wrong, known: 0, refused: wrong + doubles },
    kept: { contacts: 0, permission_records: people - wrong, permissions: people - wrong },
  },
]

const services = RowUploads.layer.pipe(
  Layer.provideMerge(AuditLog.layer),
  Layer.provideMerge(TestDatabase.layer),
)

const rowsFrom = ({ fieldsOf }: Case, from: number) =>
  Array.from({ length: uploadChunkMax }, (_, n) => ({
    line: from + n + 2,
    fields: fieldsOf((from + n) % people),
  }))

/** What a batch changes is written at the gate, and how far the upload is not yet: there the desk is killed. */
const killedAt = Effect.fnUntraced(
  function* <E, R>(desk: DeskProcess, gate: number, begin: Effect.Effect<unknown, E, R>) {
    const sql = yield* PgClient.PgClient
    const closed = yield* Deferred.make<void>()
    const waiting = sql<{ readonly pid: number }>`
      SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = ${gate} AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
    const killing = yield* Effect.forkChild(sql.withTransaction(Effect.gen(function* () {
      yield* sql`SELECT pg_advisory_xact_lock(${gate})`
      yield* Deferred.succeed(closed, undefined)
      const [held] = yield* Effect.repeat(waiting, {
        until: (found) => found.length > 0,
        schedule: Schedule.spaced("20 millis"),
      })
      yield* Effect.promise(() => desk.kill())
      yield* sql`SELECT pg_terminate_backend(${held?.pid ?? 0})`
    })))
    yield* Deferred.await(closed)
    yield* begin
    yield* Fiber.join(killing)
  },
)

const gateRaised = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const { checking, importing } = gates
  yield* sql`
    CREATE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN PERFORM pg_advisory_xact_lock_shared(CASE NEW.state WHEN ''checking'' THEN ${
    sql.literal(`${checking} ELSE ${importing}`)
  } END); RETURN NEW; END'`
  yield* sql`CREATE TRIGGER gate BEFORE UPDATE OF at_line ON row_uploads FOR EACH ROW
    WHEN (NEW.at_line > ${sql.literal(String(gatedLine))}) EXECUTE FUNCTION wait_at_gate()`
})

const goesOn = (brought: Case) =>
  Effect.gen(function* () {
    const { url } = yield* TestDatabase
    const sql = yield* PgClient.PgClient
    const uploads = yield* RowUploads
    const desk = yield* DeskProcess.scoped({ databaseUrl: Redacted.value(url), seed: oneAdminSeed })
    const viewer = yield* onlyAdmin
    const { columns, heads, kind } = brought
    const id = RowUploadId.make(randomUUID())
    const until = (is: (shown: RowUpload) => boolean) =>
      uploads.follow(viewer, id).pipe(Stream.takeUntil(is), Stream.runLast, Effect.flatMap(Effect.fromOption))
    yield* gateRaised
    yield* uploads.open(viewer, { id, kind, name: "many.csv", bytes: 1, heads, columns, rows: rowCount })
    const lastRows = rowCount - uploadChunkMax
    for (let from = 0; from < lastRows; from += uploadChunkMax) {
      yield* uploads.addRows(viewer, id, rowsFrom(brought, from))
    }
    for (const [n, state] of brought.killedAmid.entries()) {
      const begin = n === 0
        ? uploads.addRows(viewer, id, rowsFrom(brought, lastRows))
        : uploads.import(viewer, id)
      yield* killedAt(desk, gates[state], begin)
      const [interrupted] = yield* uploads.list(viewer, kind)
      assert.strictEqual(interrupted?.state, state, "it was interrupted")
      yield* Effect.promise(() => desk.restart())
      yield* until((shown) => shown.state !== state)
    }
    assert.deepInclude(yield* until(() => true), { state: "done", updated: 0, ready: 0, ...brought.became })

    for (const [table, count] of Object.entries(brought.kept)) {
      const [kept] = yield* sql`SELECT count(*)::int AS count FROM ${sql(table)}`
      assert.deepStrictEqual(kept, { count }, table)
    }
    const [told] = yield* sql`
      SELECT (SELECT count(*)::int FROM uploaded_rows WHERE outcome = 'refused') AS refused,
        (SELECT count(*)::int FROM uploaded_rows WHERE outcome IN ('waiting', 'ready')) AS left,
        (SELECT count(*)::int FROM notices WHERE kind IN ('import', 'upload')) AS notices,
        (SELECT count(*)::int FROM audit_log WHERE action LIKE '%s_imported') AS recorded`
    assert.deepStrictEqual(told, { refused: brought.became.refused, left: 0, notices: 1, recorded: 1 })
  }).pipe(Effect.scoped, Effect.provide(services))

for (const brought of cases) {
  it.live(`${brought.title} goes on where it was, and takes no row twice`, () => goesOn(brought), 120_000)
}
