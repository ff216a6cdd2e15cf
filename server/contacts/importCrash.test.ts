import { PgClient } from "@effect/sql-pg"
import { assert, it } from "@effect/vitest"
import { Effect, Layer, Redacted, Schedule, Stream } from "effect"
import { randomUUID } from "node:crypto"
import {
  type ContactImport,
  ContactImportId,
  importChunkMax,
  importedSoFar,
} from "../../domain/contact/ContactImport.ts"
import { DeskProcess } from "../../test/DeskProcess.ts"
import { oneAdminSeed, onlyAdmin } from "../../test/onlyAdmin.ts"
import { TestDatabase } from "../../test/TestDatabase.ts"
import { AuditLog } from "../audit/AuditLog.ts"
import { ContactImports } from "./ContactImports.ts"

const rowCount = 4_000
/** Of these each is in the file twice, and each tenth number has no country code. */
const doubles = 500

const rowsFrom = (from: number) =>
  Array.from({ length: importChunkMax }, (_, n) => {
    const person = (from + n) % (rowCount - doubles)
    const plus = person % 10 === 0 ? "" : "+"
    return { line: from + n + 2, fields: [`Person ${person}`, `${plus}1415${5_550_000 + person}`] }
  })

/** Any number that only this locks. */
const gate = 7

const services = ContactImports.layer.pipe(
  Layer.provideMerge(AuditLog.layer),
  Layer.provideMerge(TestDatabase.layer),
)

it.live(
  "FIT-3, CONTACT-4: a desk that is killed while it imports contacts goes on where it was, and takes no row twice",
  () =>
    Effect.gen(function* () {
      const { url } = yield* TestDatabase
      const sql = yield* PgClient.PgClient
      const imports = yield* ContactImports
      const desk = yield* DeskProcess.scoped({ databaseUrl: Redacted.value(url), seed: oneAdminSeed })
      const viewer = yield* onlyAdmin
      const id = ContactImportId.make(randomUUID())
      const until = (is: (shown: ContactImport) => boolean) =>
        imports.follow(viewer, id).pipe(Stream.takeUntil(is), Stream.runDrain)

      const columns = { name: 0, phones: 1, email: -1, language: -1 }
      yield* imports.open(viewer, {
        id,
        name: "many.csv",
        heads: ["Name", "Mobile"],
        columns,
        rows: rowCount,
      })
      for (let from = 0; from < rowCount; from += importChunkMax) {
        yield* imports.addRows(viewer, id, rowsFrom(from))
      }
      // At the gate its contacts are written, and how far it is not yet.
      yield* sql`
        CREATE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN PERFORM pg_advisory_xact_lock_shared(${sql.literal(String(gate))}); RETURN NEW; END'`
      yield* sql`CREATE TRIGGER gate BEFORE UPDATE OF at_line ON contact_imports FOR EACH ROW EXECUTE FUNCTION wait_at_gate()`
      const waiting = sql<{ readonly pid: number }>`
        SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = ${gate} AND NOT granted
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
      const killedAtTheGate = sql.withTransaction(Effect.gen(function* () {
        yield* sql`SELECT pg_advisory_xact_lock(${gate})`
        const [held] = yield* Effect.repeat(waiting, {
          until: (found) => found.length > 0,
          schedule: Schedule.spaced("20 millis"),
        })
        yield* Effect.promise(() => desk.kill())
        yield* sql`SELECT pg_terminate_backend(${held?.pid ?? 0})`
      }))
      for (const done of [0, 1_500]) {
        yield* until((shown) => importedSoFar(shown) > done)
        yield* killedAtTheGate
        const [shown] = yield* imports.list(viewer)
        assert.strictEqual(shown?.state, "importing", "it was interrupted")
        yield* Effect.promise(() => desk.restart())
      }
      yield* until(({ state }) => state === "done")

      const [told] = (yield* imports.list(viewer)).map(({ created, known, refused, updated }) => ({
        created,
        known,
        refused,
        updated,
      }))
      const people = rowCount - doubles
      const [wrong, wrongDoubles] = [people / 10, doubles / 10]
      assert.deepStrictEqual(told, {
        created: people - wrong,
        known: doubles - wrongDoubles,
        refused: wrong + wrongDoubles,
        updated: 0,
      })
      const [kept] = yield* sql`
        SELECT (SELECT count(*)::int FROM contacts) AS contacts,
          (SELECT count(*)::int FROM contact_phones) AS numbers,
          (SELECT count(*)::int FROM contact_import_rows) AS to_fix,
          (SELECT count(*)::int FROM contact_import_rows WHERE fault IS NULL) AS left,
          (SELECT count(*)::int FROM notices WHERE kind = 'import') AS told,
          (SELECT count(*)::int FROM audit_log WHERE action = 'contacts_imported') AS recorded`
      assert.deepStrictEqual(kept, {
        contacts: people - wrong,
        numbers: people - wrong,
        toFix: wrong + wrongDoubles,
        left: 0,
        told: 1,
        recorded: 1,
      })
    }).pipe(Effect.scoped, Effect.provide(services)),
  120_000,
)
