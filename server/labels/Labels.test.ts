import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { randomUUID } from "node:crypto"
import { LabelId, type LabelSettings, labelsMax } from "../../domain/label/Label.ts"
import type { User } from "../../domain/user/User.ts"
import { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { deskLayer, TestDesk } from "../../test/TestDesk.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { AuditLog } from "../audit/AuditLog.ts"
import { Directory } from "../directory/Directory.ts"
import { Labels } from "./Labels.ts"

const testLayer = Labels.layer.pipe(Layer.provideMerge(deskLayer))

const viewerOf = Effect.fnUntraced(function* (user: User, elsewhere?: WorkspaceId) {
  const { workspaceId } = yield* TestWorkspace
  return { user, workspaceId: elsewhere ?? workspaceId, sessionId: "session", address: "192.0.2.7" }
})

const vip: LabelSettings = { name: "VIP", colour: "pink" }

/** What everybody's desk has. */
const inUse = Directory.use(({ snapshot }) =>
  Effect.map(snapshot, ({ labels }) => [...labels.values()].map(({ colour, name }) => ({ name, colour })))
)

const refused = <A, R>(
  asked: Effect.Effect<A, { readonly _tag: string; readonly message: string }, R>,
) => Effect.map(Effect.flip(asked), ({ message }) => message)

layer(testLayer, { excludeTestServices: true })("labels of a workspace", (it) => {
  it.effect("LIFE-3, ADMIN-3: are made, renamed and retired, on every open desk at once and in the audit log", () =>
    Effect.gen(function* () {
      const { ann, dana, workspaceId } = yield* TestWorkspace
      const labels = yield* Labels
      const viewer = yield* viewerOf(ann)
      const told: Array<ReadonlyArray<string>> = []
      const desk = yield* new TestDesk(dana, workspaceId).open((frame) => {
        if (frame._tag === "DirectoryChanged") told.push(frame.directory.labels.map(({ name }) => name))
        return told.at(-1)?.length === 0
      })
      const id = yield* labels.add(viewer, { ...vip, name: "  VIP " })
      yield* labels.change(viewer, id, vip, { name: "Gold", colour: "yellow" })
      assert.deepStrictEqual(yield* inUse, [{ name: "Gold", colour: "yellow" }])
      yield* labels.retire(viewer, id)
      yield* desk.finished
      assert.deepStrictEqual(told.at(-1), [])
      const whole = { user: null, action: null, from: null, until: null }
      const { entries } = yield* AuditLog.use((audit) => audit.list(workspaceId, whole, 3, null))
      assert.deepStrictEqual(entries.map(({ action, subject }) => [action, subject?.name]), [
        ["label_retired", "Gold"],
        ["label_changed", "Gold"],
        ["label_added", "VIP"],
      ])
      assert.deepStrictEqual(entries[1]?.detail.changes, [
        { what: "Name", before: "VIP", after: "Gold" },
        { what: "Colour", before: "pink", after: "yellow" },
      ])
    }).pipe(Effect.scoped))

  it.effect("LIFE-3: a name is there once, however it is written, and of two who change one the first does", () =>
    Effect.gen(function* () {
      const { ann } = yield* TestWorkspace
      const labels = yield* Labels
      const viewer = yield* viewerOf(ann)
      const id = yield* labels.add(viewer, vip)
      const again = refused(labels.add(viewer, { name: " vip", colour: "blue" }))
      assert.strictEqual(yield* again, "There is a label “vip” already.")
      const other = yield* labels.add(viewer, { name: "Refund", colour: "blue" })
      assert.include(
        yield* refused(labels.change(viewer, other, { name: "Refund", colour: "blue" }, vip)),
        "already",
      )
      yield* labels.change(viewer, id, vip, { ...vip, colour: "teal" })
      assert.include(
        yield* refused(labels.change(viewer, id, vip, { ...vip, name: "Gold" })),
        "Someone else changed",
      )
      yield* labels.retire(viewer, id)
      yield* labels.add(viewer, vip)
    }))

  it.effect("LIFE-3, AUTH-4: another workspace's label is as one that is not there", () =>
    Effect.gen(function* () {
      const { ann } = yield* TestWorkspace
      const sql = yield* PgClient.PgClient
      const labels = yield* Labels
      const own = yield* labels.add(yield* viewerOf(ann), { name: "Ours", colour: "grey" })
      const elsewhere = WorkspaceId.make(randomUUID())
      yield* sql`INSERT INTO workspaces (id, name, time_zone, plan) VALUES (${elsewhere}, 'Other', 'UTC', 'trial')`
      const eve = yield* viewerOf(ann, elsewhere)
      for (const id of [own, LabelId.make(randomUUID())]) {
        assert.strictEqual(yield* refused(labels.retire(eve, id)), "There is no such label.")
        assert.strictEqual(yield* refused(labels.change(eve, id, vip, vip)), "There is no such label.")
      }
    }))

  it.effect("LIFE-3: a workspace has no more than a hundred, also where two admins make the last at once", () =>
    Effect.gen(function* () {
      const { ann, workspaceId } = yield* TestWorkspace
      const sql = yield* PgClient.PgClient
      const labels = yield* Labels
      const viewer = yield* viewerOf(ann)
      yield* sql`UPDATE labels SET retired_at = now()`
      yield* sql`INSERT INTO labels (id, workspace_id, name, colour)
        SELECT gen_random_uuid(), ${workspaceId}, 'L' || n, 'blue' FROM generate_series(1, ${
        labelsMax - 1
      }) n`
      const made = yield* Effect.forEach(
        ["One", "Two"],
        (name) => Effect.result(labels.add(viewer, { name, colour: "blue" })),
        { concurrency: "unbounded" },
      )
      assert.deepStrictEqual(made.map(({ _tag }) => _tag).sort(), ["Failure", "Success"])
      assert.strictEqual((yield* inUse).length, labelsMax)
    }))
})
