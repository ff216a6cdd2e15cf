import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { randomUUID } from "node:crypto"
import { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { deskLayer } from "../../test/TestDesk.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { customerWrites, freshNumber } from "../contacts/ContactFixture.ts"
import { asWorkspace } from "./asWorkspace.ts"
import { deskRole } from "./DeskRole.ts"
import { raiseWall } from "./raiseWall.ts"
import { WorkspaceReads } from "./WorkspaceReads.ts"

/** A workspace with something of everything that users read, and a caller of another one. */
const world = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const { ann, shared, workspaceId } = yield* TestWorkspace
  const phone = freshNumber()
  const id = yield* customerWrites(shared, phone, "only for them")
  yield* sql`INSERT INTO contacts (workspace_id, name) VALUES (${workspaceId}, 'Only Theirs')`
  const other = WorkspaceId.make(randomUUID())
  yield* sql`INSERT INTO workspaces (id, name, time_zone, plan) VALUES (${other}, 'Other', 'UTC', 'trial')`
  return { sql, ann, workspaceId, other, id }
})

layer(deskLayer, { excludeTestServices: true })("the wall around a workspace", (it) => {
  it.effect("AUTH-4: whatever is asked for a workspace, without a word about which, only its own rows are there", () =>
    Effect.gen(function* () {
      const { other, sql, workspaceId } = yield* world
      const readable = yield* sql<{ readonly name: string }>`
        SELECT table_name AS name FROM information_schema.role_table_grants
        WHERE grantee = ${deskRole} AND privilege_type = 'SELECT' AND table_schema = current_schema()`
      assert.isAtLeast(readable.length, 12)
      const written = new Set([
        "workspaces",
        "users",
        "senders",
        "sender_users",
        "conversations",
        "items",
        "members",
        "contacts",
        "conversation_names",
        "inbox_counts",
      ])
      for (const { name } of readable) {
        const rowsFor = (workspace: WorkspaceId) =>
          sql<{ readonly rows: number }>`SELECT count(*)::int AS rows FROM ${sql(name)}`.pipe(
            asWorkspace(sql, workspace),
            Effect.map(([counted]) => counted?.rows),
          )
        assert.strictEqual(yield* rowsFor(other), name === "workspaces" ? 1 : 0, name)
        if (written.delete(name)) assert.isAtLeast((yield* rowsFor(workspaceId)) ?? 0, 1, name)
      }
      assert.deepStrictEqual([...written], [])
    }))

  it.effect("AUTH-4: a row is changed, removed or made for another workspace by nobody, whatever the statement says", () =>
    Effect.gen(function* () {
      const { ann, other, sql, workspaceId } = yield* world
      const names = sql`SELECT name FROM contacts ORDER BY name`
      const before = yield* names
      const changed = yield* sql`UPDATE contacts SET name = 'taken' RETURNING id`.pipe(
        asWorkspace(sql, other),
      )
      const removed = yield* sql`DELETE FROM contacts RETURNING id`.pipe(asWorkspace(sql, other))
      assert.deepStrictEqual([changed, removed], [[], []])
      const made = yield* sql`INSERT INTO contacts (workspace_id, name) VALUES (${workspaceId}, 'slipped in')`
        .pipe(
          asWorkspace(sql, other),
          Effect.flip,
        )
      assert.strictEqual(made.reason._tag, "AuthorizationError")
      const noJournal = yield* sql`UPDATE conversations SET owner_id = ${ann.id}`.pipe(
        asWorkspace(sql, workspaceId),
        Effect.flip,
      )
      assert.strictEqual(noJournal.reason._tag, "AuthorizationError")
      assert.deepStrictEqual(yield* names, before)
    }))

  it.effect("AUTH-4: without a workspace nothing is there, and after the transaction the desk is itself again", () =>
    Effect.gen(function* () {
      const { sql, workspaceId } = yield* world
      const unasked = yield* sql.withTransaction(
        Effect.andThen(sql`SELECT set_config('role', ${deskRole}, true)`, sql`SELECT id FROM conversations`),
      )
      assert.deepStrictEqual(unasked, [])
      yield* sql`SELECT id FROM conversations`.pipe(asWorkspace(sql, workspaceId))
      const seen = yield* Effect.all(
        Array.from({ length: 24 }, () =>
          sql<{ readonly role: string; readonly workspace: string }>`
            SELECT current_user::text AS role, coalesce(current_setting('desk.workspace', true), '') AS workspace`),
        { concurrency: "unbounded" },
      )
      assert.isTrue(seen.every(([now]) => now?.role !== deskRole && now?.workspace === ""))
    }))

  it.effect("AUTH-4: reads of two workspaces, taking turns on the same connections, never see each other's rows", () =>
    Effect.gen(function* () {
      const { other, sql, workspaceId } = yield* world
      const reads = yield* WorkspaceReads
      const counted = sql<{ readonly rows: number; readonly role: string }>`
        SELECT count(*)::int AS rows, current_user::text AS role FROM conversations`
      const both = Effect.all([
        counted.pipe(reads.of(sql, workspaceId)),
        counted.pipe(reads.of(sql, other)),
        Effect.flip(sql`SELECT no_such_column FROM conversations`.pipe(reads.of(sql, workspaceId))),
      ], { concurrency: "unbounded" })
      for (
        const [[own], [foreign]] of yield* Effect.all(Array.from({ length: 20 }, () => both), {
          concurrency: 5,
        })
      ) {
        assert.isAtLeast(own?.rows ?? 0, 1)
        assert.deepStrictEqual(foreign, { rows: 0, role: deskRole })
      }
      const changed = yield* sql`UPDATE contacts SET name = 'taken' RETURNING id`.pipe(reads.of(sql, other))
      assert.deepStrictEqual(changed, [])
    }))

  it.effect("SYNC-2: a read whose connection the database has closed is made on another one", () =>
    Effect.gen(function* () {
      const { sql, workspaceId } = yield* world
      const reads = yield* WorkspaceReads
      const read = sql`SELECT id FROM conversations LIMIT 1`.pipe(reads.of(sql, workspaceId))
      yield* Effect.all(Array.from({ length: 8 }, () => read), { concurrency: "unbounded" })
      yield* sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'converse-desk users' AND datname = current_database()`
      const again = yield* Effect.all(Array.from({ length: 8 }, () => read), { concurrency: "unbounded" })
      assert.isTrue(again.every((rows) => rows.length === 1))
    }))

  it.effect("AUTH-4: no table with a workspace_id, and none that users' calls may touch, stands outside the wall", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const outside = sql<{ readonly name: string }>`
        SELECT t.relname AS name FROM pg_class t
        WHERE t.relkind IN ('r', 'p') AND t.relnamespace = current_schema()::regnamespace
          AND (EXISTS (SELECT FROM pg_attribute WHERE attrelid = t.oid AND attname = 'workspace_id' AND NOT attisdropped)
            OR EXISTS (SELECT FROM aclexplode(t.relacl) acl WHERE acl.grantee = ${deskRole}::regrole))
          AND NOT (t.relrowsecurity AND EXISTS (SELECT FROM pg_policy WHERE polrelid = t.oid
            AND pg_get_expr(polqual, polrelid) ~ 'desk_workspace|FROM (conversations|users|row_uploads|campaigns)'))`
      assert.deepStrictEqual(yield* outside, [])
      yield* sql`CREATE TABLE added_later (id int, workspace_id uuid NOT NULL)`
      assert.deepStrictEqual(yield* outside, [{ name: "added_later" }])
      yield* raiseWall
      assert.deepStrictEqual(yield* outside, [])
      yield* sql`DROP TABLE added_later`
    }))
})
