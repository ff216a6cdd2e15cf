import { PgClient } from "@effect/sql-pg"
import { assert, it } from "@effect/vitest"
import { Effect, Layer, Redacted, Stream } from "effect"
import { randomUUID } from "node:crypto"
import {
  type ConsentUpload,
  isUnderWay,
  uploadBatchMax,
  UploadId,
} from "../../domain/consent/ConsentUpload.ts"
import { DeskProcess } from "../../test/DeskProcess.ts"
import { oneAdminSeed, onlyAdmin } from "../../test/onlyAdmin.ts"
import { TestDatabase } from "../../test/TestDatabase.ts"
import { AuditLog } from "../audit/AuditLog.ts"
import { ConsentUploads } from "./ConsentUploads.ts"

const rowCount = 24_000

const rowsFrom = (from: number) =>
  Array.from({ length: uploadBatchMax }, (_, n) => ({
    line: from + n + 2,
    mobile: `+1415${String(5_550_000 + from + n)}`,
    channel: "sms",
    source: "Web form",
    date: "2026-01-02",
    note: "",
  }))

const services = ConsentUploads.layer.pipe(
  Layer.provideMerge(AuditLog.layer),
  Layer.provideMerge(TestDatabase.layer),
)

it.live(
  "CONSENT-2, FIT-3: a desk that is killed amid the check and amid the import goes on where it was, and takes no row twice",
  () =>
    Effect.gen(function* () {
      const { url } = yield* TestDatabase
      const sql = yield* PgClient.PgClient
      const uploads = yield* ConsentUploads
      const desk = yield* DeskProcess.scoped({ databaseUrl: Redacted.value(url), seed: oneAdminSeed })
      const viewer = yield* onlyAdmin
      const id = UploadId.make(randomUUID())
      const until = (is: (upload: ConsentUpload) => boolean) =>
        uploads.follow(viewer, id).pipe(Stream.takeUntil(is), Stream.runDrain)
      const killed = Effect.gen(function* () {
        yield* Effect.promise(() => desk.kill())
        const [upload] = yield* uploads.list(viewer)
        assert.isTrue(upload && isUnderWay(upload), "it was interrupted")
        yield* Effect.promise(() => desk.restart())
      })

      yield* uploads.open(viewer, { id, name: "many.csv", bytes: 1, rows: rowCount })
      for (let from = 0; from < rowCount; from += uploadBatchMax) {
        yield* uploads.add(viewer, id, rowsFrom(from))
      }
      yield* until(({ checked }) => checked > 0)
      yield* killed
      yield* until(({ state }) => state === "checked")
      yield* uploads.import(viewer, id)
      yield* until(({ imported }) => imported > 0)
      yield* killed
      yield* until(({ state }) => state === "done")

      const [told] = (yield* uploads.list(viewer)).map(({ imported, ready, refused, state }) => ({
        imported,
        ready,
        refused,
        state,
      }))
      assert.deepStrictEqual(told, { imported: rowCount, ready: 0, refused: 0, state: "done" })
      const [kept] = yield* sql`
        SELECT count(*)::int AS records, count(DISTINCT address)::int AS numbers,
          (SELECT count(*)::int FROM permissions WHERE consent_at IS NOT NULL) AS consented FROM permission_records`
      assert.deepStrictEqual(kept, { records: rowCount, numbers: rowCount, consented: rowCount })
    }).pipe(Effect.scoped, Effect.provide(services)),
  120_000,
)
