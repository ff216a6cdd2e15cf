import { assert, layer } from "@effect/vitest"
import { Effect, Fiber, Layer, Stream } from "effect"
import { RpcTest } from "effect/rpc"
import type { AuditEntry } from "../../domain/audit/AuditEntry.ts"
import type { BusinessHours } from "../../domain/hours/BusinessHours.ts"
import { Authentication, CurrentUser } from "../../domain/rpc/Authentication.ts"
import { HoursRpcs } from "../../domain/rpc/HoursRpcs.ts"
import { SenderId } from "../../domain/sender/Sender.ts"
import type { User } from "../../domain/user/User.ts"
import { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { AuditLog } from "../audit/AuditLog.ts"
import { Directory } from "../directory/Directory.ts"
import { directoryFor } from "../feed/directoryFor.ts"
import { HoursHandlersLive } from "./HoursHandlers.ts"

const clientOf = Effect.fnUntraced(function* (user: User, workspaceId: WorkspaceId) {
  const signedIn = Layer.succeed(
    Authentication,
    Authentication.of((effect) =>
      Effect.provideService(effect, CurrentUser, { user, workspaceId, sessionId: `session of ${user.name}` })
    ),
  )
  const handlers = yield* Layer.build(Layer.merge(HoursHandlersLive, signedIn))
  return yield* RpcTest.makeClient(HoursRpcs).pipe(Effect.provide(handlers))
})

const always: BusinessHours = { timeZone: "America/New_York", weekly: null, holidays: [] }
const office: BusinessHours = {
  timeZone: "Asia/Kathmandu",
  weekly: { mon: [["09:00", "13:00"], ["14:00", "24:00"]], tue: [] },
  holidays: [{ date: "2026-12-25", name: "Christmas", hours: [["10:00", "12:00"]] }],
}
const night = { from: "21:00", to: "08:00" }

const hoursNow = Effect.gen(function* () {
  const { workspaceId } = yield* TestWorkspace
  const { workspaces } = yield* Directory.use(({ snapshot }) => snapshot)
  const workspace = workspaces.get(workspaceId)
  return workspace && { hours: workspace.hours, quietHours: workspace.quietHours }
})

const testLayer = Layer.merge(Directory.layer, AuditLog.layer).pipe(
  Layer.provideMerge(TestWorkspace.layer),
  Layer.orDie,
)

layer(testLayer, { excludeTestServices: true })("the hours of a workspace", (it) => {
  it.effect("HOURS-1: an admin changes them, and every node and open desk knows at once", () =>
    Effect.gen(function* () {
      const { ann, dana, workspaceId } = yield* TestWorkspace
      const client = yield* clientOf(ann, workspaceId)
      yield* Effect.gen(function* () {
        const there = yield* Directory
        const told = yield* there.changes.pipe(
          Stream.map((snapshot) => directoryFor(snapshot, { user: dana, workspaceId })?.workspace),
          Stream.filter((workspace) => workspace?.quietHours !== null),
          Stream.runHead,
          Effect.forkChild({ startImmediately: true }),
        )
        yield* client["Hours.saveWorkspace"]({
          seen: { hours: always, quietHours: null },
          next: { hours: office, quietHours: night },
        })
        const workspace = yield* Effect.fromOption(yield* Fiber.join(told))
        assert.deepStrictEqual(workspace?.hours, office)
        assert.strictEqual(workspace?.timeZone, "Asia/Kathmandu")
        assert.deepStrictEqual(workspace?.quietHours, night)
      }).pipe(Effect.provide(Layer.fresh(Directory.layer)))
      assert.deepStrictEqual(yield* hoursNow, { hours: office, quietHours: night })
    }))

  it.effect("HOURS-1: of two changes of the same hours the first one stays, and the other is told", () =>
    Effect.gen(function* () {
      const { ann, workspaceId } = yield* TestWorkspace
      const client = yield* clientOf(ann, workspaceId)
      const seen = { hours: always, quietHours: null }
      const error = yield* Effect.flip(client["Hours.saveWorkspace"]({ seen, next: seen }))
      assert.strictEqual(error._tag === "Refusal" && error.code, "changed_meanwhile")
      assert.deepStrictEqual(yield* hoursNow, { hours: office, quietHours: night })
    }))

  it.effect("HOURS-1: a Sender ID has its own, which its desks know, until it has the workspace's again", () =>
    Effect.gen(function* () {
      const { ann, dana, shared, workspaceId } = yield* TestWorkspace
      const client = yield* clientOf(ann, workspaceId)
      const own = { ...office, timeZone: "Pacific/Chatham" }
      const seenByDana = Effect.gen(function* () {
        const snapshot = yield* Directory.use(({ snapshot }) => snapshot)
        const directory = directoryFor(snapshot, { user: dana, workspaceId })
        return directory?.senders.find(({ id }) => id === shared.id)?.hours
      })
      yield* client["Hours.saveSender"]({ id: shared.id, seen: null, next: own })
      assert.deepStrictEqual(yield* seenByDana, own)
      const error = yield* Effect.flip(client["Hours.saveSender"]({ id: shared.id, seen: null, next: null }))
      assert.strictEqual(error._tag === "Refusal" && error.code, "changed_meanwhile")
      yield* client["Hours.saveSender"]({ id: shared.id, seen: own, next: null })
      assert.isNull(yield* seenByDana)
    }))

  it.effect("ADMIN-3: each change is in the audit log, day by day, with what was there before", () =>
    Effect.gen(function* () {
      const { ann, shared, workspaceId } = yield* TestWorkspace
      const page = yield* AuditLog.use((audit) =>
        audit.list(workspaceId, { action: "hours_changed", from: null, until: null, user: null }, 10, null)
      )
      assert.deepStrictEqual(page.entries.map(({ user }) => user), [ann.id, ann.id, ann.id])
      const [back, own, first] = page.entries
      const changeOf = (entry: AuditEntry | undefined, what: string) =>
        entry?.detail.changes?.find((change) => change.what === what)
      assert.deepStrictEqual(changeOf(first, "Monday"), {
        what: "Monday",
        before: null,
        after: "9:00 – 13:00, 14:00 – 24:00",
      })
      assert.deepStrictEqual(changeOf(first, "Quiet hours"), {
        what: "Quiet hours",
        before: "None",
        after: "21:00 – 8:00",
      })
      assert.deepStrictEqual(own?.subject, { kind: "sender", id: shared.id, name: shared.label })
      assert.deepStrictEqual(changeOf(back, "Hours"), {
        what: "Hours",
        before: "By the week",
        after: "The workspace’s",
      })
    }))

  it.effect("AUTH-3: standard users and admins of other workspaces change nothing", () =>
    Effect.gen(function* () {
      const { ann, dana, shared, workspaceId } = yield* TestWorkspace
      const before = yield* hoursNow
      const standard = yield* clientOf(dana, workspaceId)
      const foreign = yield* clientOf(ann, WorkspaceId.make("00000000-0000-4000-8000-00000000000f"))
      const next = { hours: always, quietHours: null }
      const seen = { hours: office, quietHours: night }
      const codes = yield* Effect.forEach(
        [
          standard["Hours.saveWorkspace"]({ seen, next }),
          standard["Hours.saveSender"]({ id: shared.id, seen: null, next: always }),
          foreign["Hours.saveWorkspace"]({ seen, next }),
          foreign["Hours.saveSender"]({ id: shared.id, seen: null, next: always }),
          foreign["Hours.saveSender"]({ id: SenderId.make("none"), seen: null, next: always }),
        ],
        (call) =>
          Effect.map(Effect.flip(call), (error) => error._tag === "Refusal" ? error.code : error._tag),
      )
      assert.deepStrictEqual(codes, [
        "not_allowed",
        "not_allowed",
        "changed_meanwhile",
        "not_found",
        "not_found",
      ])
      assert.deepStrictEqual(yield* hoursNow, before)
    }))
})
