import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { randomUUID } from "node:crypto"
import { type SavedFilterSettings, savedFiltersMax } from "../../domain/inbox/SavedFilter.ts"
import type { User } from "../../domain/user/User.ts"
import { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { deskLayer, TestDesk } from "../../test/TestDesk.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { AuditLog } from "../audit/AuditLog.ts"
import { Directory } from "../directory/Directory.ts"
import { directoryFor } from "../feed/directoryFor.ts"
import { makeLabels } from "../labels/LabelFixture.ts"
import { Labels } from "../labels/Labels.ts"
import { SavedFilters } from "./SavedFilters.ts"

const testLayer = Layer.merge(SavedFilters.layer, Labels.layer).pipe(Layer.provideMerge(deskLayer))

const viewerOf = Effect.fnUntraced(function* (user: User, elsewhere?: WorkspaceId) {
  const { workspaceId } = yield* TestWorkspace
  return { user, workspaceId: elsewhere ?? workspaceId, sessionId: "session" }
})

const filter = { view: { _tag: "Mine" }, unreadOnly: true, channel: "sms" } as const
const named = (name: string, change: Partial<SavedFilterSettings> = {}): SavedFilterSettings => ({
  name,
  shared: false,
  filter,
  ...change,
})

/** The names that a user's desk has. */
const namesFor = Effect.fnUntraced(function* (user: User) {
  const snapshot = yield* Directory.use((directory) => directory.snapshot)
  return directoryFor(snapshot, yield* viewerOf(user))?.savedFilters.map(({ name }) => name)
})

const refused = <A, R>(
  asked: Effect.Effect<A, { readonly _tag: string; readonly message: string }, R>,
) => Effect.map(Effect.flip(asked), ({ message }) => message)

const clear = Effect.andThen(
  PgClient.PgClient.use((sql) => sql`DELETE FROM saved_filters`),
  Directory.use(({ changed }) => changed),
)

layer(testLayer, { excludeTestServices: true })("saved filters", (it) => {
  it.effect("LIFE-3, SYNC-1: one's own are on one's own desks at once, shared ones on everybody's, and nowhere once deleted", () =>
    Effect.gen(function* () {
      const { ann, dana, omar, workspaceId } = yield* TestWorkspace
      const filters = yield* SavedFilters
      const [asAnn, asDana] = [yield* viewerOf(ann), yield* viewerOf(dana)]
      const desk = yield* new TestDesk(dana, workspaceId).open((frame) =>
        frame._tag === "DirectoryChanged" && frame.directory.savedFilters.length === 2
      )
      const own = yield* filters.add(asDana, named(" Waiting "))
      const shared = yield* filters.add(asAnn, named("Everyone's", { shared: true }))
      yield* desk.finished
      assert.deepStrictEqual(yield* namesFor(dana), ["Everyone's", "Waiting"])
      assert.deepStrictEqual(yield* namesFor(omar), ["Everyone's"])
      yield* filters.change(asDana, own, named("Waiting"), named("Late"))
      assert.deepStrictEqual(yield* namesFor(dana), ["Everyone's", "Late"])
      yield* filters.remove(asAnn, shared)
      yield* filters.remove(asDana, own)
      assert.deepStrictEqual(yield* namesFor(dana), [])
      const changes = { user: null, action: "shared_filter_changed", from: null, until: null }
      const { entries } = yield* AuditLog.use((audit) => audit.list(workspaceId, changes, 10, null))
      assert.deepStrictEqual(entries.map(({ subject, user }) => [subject?.name, user]), [
        ["Everyone's", ann.id],
        ["Everyone's", ann.id],
      ])
    }).pipe(Effect.scoped))

  it.effect("LIFE-3, AUTH-4: only admins share, another's own is as one that is not there, and no shared one names an inbox that is out of sight", () =>
    Effect.gen(function* () {
      const { ann, dana, omar, owned } = yield* TestWorkspace
      const sql = yield* PgClient.PgClient
      const filters = yield* SavedFilters
      const [asAnn, asDana] = [yield* viewerOf(ann), yield* viewerOf(dana)]
      const elsewhere = WorkspaceId.make(randomUUID())
      yield* sql`INSERT INTO workspaces (id, name, time_zone, plan) VALUES (${elsewhere}, 'Other', 'UTC', 'trial')`
      assert.include(yield* refused(filters.add(asDana, named("Mine", { shared: true }))), "Only admins")
      const own = yield* filters.add(asDana, named("Mine"))
      for (const other of [asAnn, yield* viewerOf(omar), yield* viewerOf(ann, elsewhere)]) {
        assert.strictEqual(
          yield* refused(filters.change(other, own, named("Mine"), named("x"))),
          "There is no such filter.",
        )
        assert.strictEqual(yield* refused(filters.remove(other, own)), "There is no such filter.")
      }
      const team = { ...filter, view: { _tag: "Team", userId: dana.id } } as const
      const sender = { ...filter, view: { _tag: "Sender", senderId: owned.id } } as const
      const shared = yield* filters.add(asAnn, named("Of Dana", { shared: true, filter: team }))
      yield* filters.add(asAnn, named("On owned", { shared: true, filter: sender }))
      assert.include(yield* refused(filters.remove(asDana, shared)), "Only admins")
      assert.deepStrictEqual(yield* namesFor(ann), ["Of Dana", "On owned"])
      assert.deepStrictEqual(yield* namesFor(dana), ["Mine", "On owned"])
      assert.deepStrictEqual(yield* namesFor(omar), [])
      yield* clear
    }))

  it.effect("LIFE-3: of two who change a filter the second is told, and nothing of the first change is lost", () =>
    Effect.gen(function* () {
      const { ann } = yield* TestWorkspace
      const filters = yield* SavedFilters
      const viewer = yield* viewerOf(ann)
      const seen = named("Team", { shared: true })
      const id = yield* filters.add(viewer, seen)
      const narrowed = { ...seen, filter: { ...filter, channel: "whatsapp" as const } }
      yield* filters.change(viewer, id, seen, narrowed)
      const late = filters.change(viewer, id, seen, { ...seen, name: "Teams" })
      assert.include(yield* refused(late), "changed elsewhere")
      assert.deepStrictEqual(yield* namesFor(ann), ["Team"])
      yield* filters.change(viewer, id, narrowed, { ...narrowed, name: "Teams" })
      assert.deepStrictEqual(yield* namesFor(ann), ["Teams"])
      yield* clear
    }))

  it.effect("LIFE-3: a filter by a label goes with the label, and none is made by one that is not in use", () =>
    Effect.gen(function* () {
      const { ann, dana } = yield* TestWorkspace
      const filters = yield* SavedFilters
      const [vip] = yield* makeLabels("VIP")
      if (!vip) return assert.fail("a label")
      const byLabel = named("VIP", { filter: { ...filter, label: vip } })
      yield* filters.add(yield* viewerOf(dana), byLabel)
      assert.deepStrictEqual(yield* namesFor(dana), ["VIP"])
      yield* Labels.use((labels) => Effect.flatMap(viewerOf(ann), (viewer) => labels.retire(viewer, vip)))
      assert.deepStrictEqual(yield* namesFor(dana), [])
      assert.strictEqual(
        yield* refused(filters.add(yield* viewerOf(dana), byLabel)),
        "There is no such label.",
      )
    }))

  it.effect("LIFE-3: nobody has more than thirty of their own, also where two are saved at once", () =>
    Effect.gen(function* () {
      const { dana, workspaceId } = yield* TestWorkspace
      const sql = yield* PgClient.PgClient
      const filters = yield* SavedFilters
      const viewer = yield* viewerOf(dana)
      yield* sql`INSERT INTO saved_filters (id, workspace_id, user_id, shared, name, filter)
        SELECT gen_random_uuid(), ${workspaceId}, ${dana.id}, false, 'F' || n, ${
        JSON.stringify(filter)
      }::jsonb
        FROM generate_series(1, ${savedFiltersMax - 1}) n`
      const made = yield* Effect.forEach(
        ["One", "Two"],
        (name) => Effect.result(filters.add(viewer, named(name))),
        { concurrency: "unbounded" },
      )
      assert.deepStrictEqual(made.map(({ _tag }) => _tag).sort(), ["Failure", "Success"])
      yield* clear
    }))
})
