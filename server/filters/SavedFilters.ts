import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer } from "effect"
import { randomUUID } from "node:crypto"
import type { AuditChange } from "../../domain/audit/AuditEntry.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import { SavedFilterId, type SavedFilterSettings, savedFiltersMax } from "../../domain/inbox/SavedFilter.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { UserId } from "../../domain/user/User.ts"
import { auditActorOf, AuditLog } from "../audit/AuditLog.ts"
import { asWorkspace } from "../database/asWorkspace.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { Directory } from "../directory/Directory.ts"
import { labelFactsOf } from "../labels/labelFactsOf.ts"

type Viewer = CurrentUser["Service"]

interface Stored {
  readonly id: SavedFilterId
  readonly userId: UserId
  readonly shared: boolean
  readonly name: string
}

const noSuchFilter = new Refusal({ code: "not_found", message: "There is no such filter." })
const noSuchLabel = new Refusal({ code: "not_found", message: "There is no such label." })
const changedMeanwhile = new Refusal({
  code: "changed_meanwhile",
  message: "This filter was changed elsewhere a moment ago. Look at it, and make your change again.",
})
const onlyAdmins = new Refusal({
  code: "not_allowed",
  message: "Only admins can share filters, and change shared ones.",
})
const tooMany = (shared: boolean) =>
  new Refusal({
    code: "not_possible",
    message: shared
      ? `A workspace shares at most ${savedFiltersMax} filters. Delete one that nobody needs.`
      : `You have ${savedFiltersMax} filters of your own, which is the most. Delete one that you do not need.`,
  })

/** Of one's own nobody else is told, nor does the audit log. */
const sharedName = (one: Pick<Stored, "shared" | "name"> | null): string | null =>
  one?.shared ? one.name.trim() : null

/** The saved filters of users and workspaces. Every desk that may open one knows of a change at once. */
export class SavedFilters extends Context.Service<SavedFilters, {
  readonly add: (
    viewer: Viewer,
    settings: SavedFilterSettings,
  ) => Effect.Effect<SavedFilterId, Refusal | Unavailable>
  /** Compare and set. What an admin shares no longer is their own from then on. */
  readonly change: (
    viewer: Viewer,
    id: SavedFilterId,
    seen: SavedFilterSettings,
    next: SavedFilterSettings,
  ) => Effect.Effect<void, Refusal | Unavailable>
  readonly remove: (viewer: Viewer, id: SavedFilterId) => Effect.Effect<void, Refusal | Unavailable>
}>()("desk/server/filters/SavedFilters") {
  static readonly layer = Layer.effect(
    SavedFilters,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const audit = yield* AuditLog
      const directory = yield* Directory

      /** All of the workspace; whoever else changes some waits until the transaction ends. */
      const hold = Effect.fnUntraced(function* ({ workspaceId }: Viewer) {
        yield* sql`SELECT pg_advisory_xact_lock(hashtextextended(${`saved_filters ${workspaceId}`}, 0))`
        return yield* sql<Stored>`
          SELECT id, user_id, shared, name FROM saved_filters WHERE workspace_id = ${workspaceId}`
      })

      /** One that the viewer may change; another's own is as one that is not there. */
      const changeable = Effect.fnUntraced(
        function* (known: ReadonlyArray<Stored>, { user }: Viewer, id: SavedFilterId) {
          const found = known.find((one) => one.id === id && (one.shared || one.userId === user.id))
          if (!found) return yield* noSuchFilter
          return found.shared && user.role !== "admin" ? yield* onlyAdmins : found
        },
      )

      const check = Effect.fnUntraced(
        function* (
          known: ReadonlyArray<Stored>,
          { user, workspaceId }: Viewer,
          { filter, shared }: SavedFilterSettings,
        ) {
          if (shared && user.role !== "admin") return yield* onlyAdmins
          const inUse = labelFactsOf(yield* directory.snapshot, workspaceId)
          if (filter.label !== undefined && !inUse.has(filter.label)) return yield* noSuchLabel
          const alike = known.filter((one) => shared ? one.shared : !one.shared && one.userId === user.id)
          if (alike.length >= savedFiltersMax) return yield* tooMany(shared)
        },
      )

      const record = (
        viewer: Viewer,
        id: SavedFilterId,
        before: Stored | null,
        after: SavedFilterSettings | null,
      ) => {
        const change: AuditChange = { what: "Filter", before: sharedName(before), after: sharedName(after) }
        return change.before === null && change.after === null ? Effect.void : audit.record({
          workspaceId: viewer.workspaceId,
          actor: auditActorOf(viewer),
          action: "shared_filter_changed",
          subject: { kind: "filter", id, name: change.after ?? change.before },
          detail: change.before === change.after ? {} : { changes: [change] },
        })
      }

      const inTransaction = <A, E>({ workspaceId }: Viewer, effect: Effect.Effect<A, E>) =>
        Effect.tap(asWorkspace(sql, workspaceId)(effect), () => directory.changed)

      const add = Effect.fn("SavedFilters.add")(function* (viewer: Viewer, settings: SavedFilterSettings) {
        const id = SavedFilterId.make(randomUUID())
        const { filter, name, shared } = settings
        yield* inTransaction(
          viewer,
          Effect.gen(function* () {
            yield* check(yield* hold(viewer), viewer, settings)
            yield* sql`INSERT INTO saved_filters (id, workspace_id, user_id, shared, name, filter)
            VALUES (${id}, ${viewer.workspaceId}, ${viewer.user.id}, ${shared}, ${name.trim()}, ${
              JSON.stringify(filter)
            }::jsonb)`
            yield* record(viewer, id, null, settings)
          }),
        )
        return id
      }, orUnavailable("The filter was not saved. Try again."))

      const change = Effect.fn("SavedFilters.change")(
        function* (viewer: Viewer, id: SavedFilterId, seen: SavedFilterSettings, next: SavedFilterSettings) {
          yield* inTransaction(
            viewer,
            Effect.gen(function* () {
              const known = yield* hold(viewer)
              const before = yield* changeable(known, viewer, id)
              yield* check(known.filter((one) => one.id !== id), viewer, next)
              const owner = next.shared ? before.userId : viewer.user.id
              const changed = yield* sql`
                UPDATE saved_filters SET name = ${next.name.trim()}, shared = ${next.shared}, user_id = ${owner},
                  filter = ${JSON.stringify(next.filter)}::jsonb
                WHERE id = ${id} AND name = ${seen.name} AND shared = ${seen.shared}
                  AND filter = ${JSON.stringify(seen.filter)}::jsonb
                RETURNING id`
              if (changed.length === 0) return yield* changedMeanwhile
              yield* record(viewer, id, before, next)
            }),
          )
        },
        orUnavailable("The filter was not saved. Try again."),
      )

      const remove = Effect.fn("SavedFilters.remove")(function* (viewer: Viewer, id: SavedFilterId) {
        yield* inTransaction(
          viewer,
          Effect.gen(function* () {
            const before = yield* changeable(yield* hold(viewer), viewer, id)
            yield* sql`DELETE FROM saved_filters WHERE id = ${id}`
            yield* record(viewer, id, before, null)
          }),
        )
      }, orUnavailable("The filter was not deleted. Try again."))

      return SavedFilters.of({ add, change, remove })
    }),
  )
}
