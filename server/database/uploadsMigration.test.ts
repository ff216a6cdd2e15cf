import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Option, Stream } from "effect"
import { randomUUID } from "node:crypto"
import { RowUploadId } from "../../domain/upload/RowUpload.ts"
import rowUploads from "../../migrations/0085_row_uploads.ts"
import { deskLayer } from "../../test/TestDesk.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { RowUploads } from "../uploads/RowUploads.ts"
import { RowUploadsLive } from "../uploads/RowUploadsLive.ts"
import { raiseWall } from "./raiseWall.ts"

/** The tables as they were before, as far as this looks at them. */
const tablesBefore = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  yield* sql`DROP TABLE uploaded_rows, row_uploads`
  yield* sql`
    CREATE TABLE contact_imports (id uuid PRIMARY KEY, workspace_id uuid, user_id uuid, name text, total int, imported int,
      known int, refused int, started_at timestamptz DEFAULT now(), state text, heads jsonb, columns jsonb, received int,
      characters int DEFAULT 0, received_at timestamptz DEFAULT now(), at_line int, changed int DEFAULT 0,
      faults jsonb DEFAULT '[]', address text, tries int DEFAULT 0, turn_at timestamptz DEFAULT now(), ended_at timestamptz)`
  yield* sql`
    CREATE TABLE contact_import_rows (import_id uuid REFERENCES contact_imports, line int, fields jsonb, numbers text[],
      fault text, reason text)`
  yield* sql`
    CREATE TABLE consent_uploads (id uuid PRIMARY KEY, workspace_id uuid, name text, bytes int, created_by uuid,
      created_at timestamptz DEFAULT now(), state text, total int, received int, checked int, ready int, known int,
      refused int, imported int, at_line int)`
  yield* sql`
    CREATE TABLE consent_upload_rows (upload_id uuid REFERENCES consent_uploads, line int, mobile text, channel text,
      source text, date text, note text, outcome text, reason text, read_channel text, address text, given_at timestamptz)`
})

const id = () => RowUploadId.make(randomUUID())

layer(deskLayer, { excludeTestServices: true })("0085_row_uploads", (it) => {
  it.effect("FIT-3: uploads that are under way go on where they were, and those that ended stay as they are", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const { ann, workspaceId } = yield* TestWorkspace
      const viewer = { user: ann, workspaceId, sessionId: "" }
      const [contacts, checking, importing, cancelled] = [id(), id(), id(), id()]
      yield* tablesBefore
      yield* sql`
        INSERT INTO contact_imports (id, workspace_id, user_id, name, total, received, imported, known, refused, state, heads,
          columns, at_line, faults)
        VALUES (${contacts}, ${workspaceId}, ${ann.id}, 'c.csv', 3, 3, 0, 0, 1, 'importing', '["Name", "Mobile"]',
          '{"name": 0, "phones": 1, "email": -1, "language": -1}', 2, '[{"fault": "no_name", "count": 1}]')`
      yield* sql`
        INSERT INTO contact_import_rows VALUES
          (${contacts}, 2, '["", "+14155558801"]', '{}', 'no_name', 'The name is empty.'),
          (${contacts}, 3, '["Later", "+14155558802"]', '{+14155558802}', NULL, NULL),
          (${contacts}, 4, '[]', '{}', 'erased', 'This person was erased.')`
      yield* sql`
        INSERT INTO consent_uploads (id, workspace_id, name, bytes, created_by, state, total, received, checked, ready,
          known, refused, imported, at_line)
        SELECT v.id::uuid, ${workspaceId}, 'p.csv', 1, ${ann.id}, v.state, 3, 3, 0, v.ready, 0, v.refused, v.imported, v.at_line
        FROM (VALUES (${checking}, 'checking', 1, 0, 0, 2), (${importing}, 'importing', 1, 1, 1, 2),
          (${cancelled}, 'cancelled', 2, 1, 0, 4)) v (id, state, ready, refused, imported, at_line)`
      yield* sql`
        INSERT INTO consent_upload_rows
        SELECT v.id::uuid, v.line, v.mobile, 'sms', 'Web form', '2026-01-02', '', v.outcome,
          CASE WHEN v.outcome = 'refused' THEN 'Said before.' END, 'sms', CASE WHEN v.mobile LIKE '+%' THEN v.mobile END, now()
        FROM (VALUES (${checking}, 2, '+14155558803', 'ready'), (${checking}, 3, '0136', 'refused'),
          (${checking}, 4, '+14155558803', 'waiting'),
          (${importing}, 2, '+14155558804', 'imported'), (${importing}, 3, '0136', 'refused'),
          (${importing}, 4, '+14155558805', 'ready')) v (id, line, mobile, outcome)`

      yield* sql.withTransaction(rowUploads)
      yield* raiseWall
      yield* Effect.gen(function* () {
        const uploads = yield* RowUploads
        const ended = (which: RowUploadId) =>
          Effect.map(Stream.runLast(uploads.follow(viewer, which)), Option.getOrThrow)
        assert.deepInclude(yield* ended(contacts), {
          state: "done",
          imported: 1,
          refused: 2,
          faults: [{ fault: "no_name", count: 1 }, { fault: "erased", count: 1 }],
        })
        assert.deepInclude(yield* ended(checking), { state: "checked", ready: 1, refused: 2 })
        const page = { outcome: "refused", after: 0, limit: 9 } as const
        assert.deepStrictEqual(
          (yield* uploads.rows(viewer, checking, page)).rows.map(({ reason }) => reason),
          [
            "Country code is missing. Write it like +1 415-555-0136.",
            "Same number and channel as row 2.",
          ],
        )
        assert.deepInclude(yield* ended(importing), { state: "done", imported: 2, refused: 1, ready: 0 })
        assert.deepInclude(yield* ended(cancelled), { state: "stopped", by: ann.id, total: 3 })
      }).pipe(Effect.provide(RowUploadsLive.pipe(Layer.provideMerge(RowUploads.layer))))
    }))
})
