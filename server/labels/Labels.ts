import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer } from "effect"
import { randomUUID } from "node:crypto"
import type { AuditChange } from "../../domain/audit/AuditEntry.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import { LabelId, type LabelSettings, labelsMax } from "../../domain/label/Label.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import { auditActorOf, AuditLog } from "../audit/AuditLog.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { Directory } from "../directory/Directory.ts"

type Viewer = CurrentUser["Service"]

const noSuchLabel = new Refusal({ code: "not_found", message: "There is no such label." })
const tooMany = new Refusal({
  code: "not_possible",
  message: `A workspace has at most ${labelsMax} labels. Retire one that nobody needs.`,
})
const taken = (name: string) =>
  new Refusal({ code: "not_possible", message: `There is a label “${name}” already.` })
const changedMeanwhile = new Refusal({
  code: "changed_meanwhile",
  message: "Someone else changed this label a moment ago. Look at it, and make your change again.",
})

const trimmed = ({ colour, name }: LabelSettings): LabelSettings => ({ colour, name: name.trim() })

/** What was changed, for the audit log. */
const differences = (
  before: LabelSettings | null,
  after: LabelSettings | null,
): ReadonlyArray<AuditChange> =>
  [
    { what: "Name", before: before?.name ?? null, after: after?.name ?? null },
    { what: "Colour", before: before?.colour ?? null, after: after?.colour ?? null },
  ].filter((change) => change.before !== change.after)

/** The labels of workspaces as admins change them. Everybody's desk and every node knows of a change at once. */
export class Labels extends Context.Service<Labels, {
  /** Refused where a label in use has this name, however it is written. */
  readonly add: (viewer: Viewer, settings: LabelSettings) => Effect.Effect<LabelId, Refusal | Unavailable>
  /** Compare and set. What carries it keeps it. */
  readonly change: (
    viewer: Viewer,
    id: LabelId,
    seen: LabelSettings,
    next: LabelSettings,
  ) => Effect.Effect<void, Refusal | Unavailable>
  /** Out of use, at once and for good: nothing shows it, nothing is found by it, and its name is free. */
  readonly retire: (viewer: Viewer, id: LabelId) => Effect.Effect<void, Refusal | Unavailable>
}>()("desk/server/labels/Labels") {
  static readonly layer = Layer.effect(
    Labels,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const audit = yield* AuditLog
      const directory = yield* Directory

      /** The workspace's labels; whoever else changes them waits until the transaction ends. */
      const hold = Effect.fnUntraced(function* ({ workspaceId }: Viewer) {
        yield* sql`SELECT id FROM workspaces WHERE id = ${workspaceId} FOR NO KEY UPDATE`
        return yield* sql<LabelSettings & { readonly id: LabelId }>`
          SELECT id, name, colour FROM labels WHERE workspace_id = ${workspaceId} AND retired_at IS NULL`
      })

      const record = (
        viewer: Viewer,
        id: LabelId,
        before: LabelSettings | null,
        after: LabelSettings | null,
      ) =>
        audit.record({
          workspaceId: viewer.workspaceId,
          actor: auditActorOf(viewer),
          action: before === null ? "label_added" : after === null ? "label_retired" : "label_changed",
          subject: { kind: "label", id, name: (after ?? before)?.name ?? null },
          detail: { changes: differences(before, after) },
        })

      const inTransaction = <A, E>(effect: Effect.Effect<A, E>) =>
        Effect.tap(sql.withTransaction(effect), () => directory.changed)

      const same = (a: string, b: string) => a.toLocaleLowerCase("en") === b.toLocaleLowerCase("en")

      const add = Effect.fn("Labels.add")(function* (viewer: Viewer, settings: LabelSettings) {
        const id = LabelId.make(randomUUID())
        const { colour, name } = trimmed(settings)
        yield* inTransaction(Effect.gen(function* () {
          const known = yield* hold(viewer)
          if (known.length >= labelsMax) return yield* tooMany
          if (known.some((label) => same(label.name, name))) return yield* taken(name)
          yield* sql`INSERT INTO labels (id, workspace_id, name, colour)
            VALUES (${id}, ${viewer.workspaceId}, ${name}, ${colour})`
          yield* record(viewer, id, null, { name, colour })
        }))
        return id
      }, orUnavailable("The label was not saved. Try again."))

      const change = Effect.fn("Labels.change")(
        function* (viewer: Viewer, id: LabelId, seen: LabelSettings, wanted: LabelSettings) {
          const next = trimmed(wanted)
          yield* inTransaction(Effect.gen(function* () {
            const known = yield* hold(viewer)
            const before = known.find((label) => label.id === id)
            if (!before) return yield* noSuchLabel
            if (differences(before, seen).length > 0) return yield* changedMeanwhile
            if (known.some((label) => label.id !== id && same(label.name, next.name))) {
              return yield* taken(next.name)
            }
            if (differences(before, next).length === 0) return
            yield* sql`UPDATE labels SET name = ${next.name}, colour = ${next.colour} WHERE id = ${id}`
            yield* record(viewer, id, before, next)
          }))
        },
        orUnavailable("The label was not saved. Try again."),
      )

      const retire = Effect.fn("Labels.retire")(function* (viewer: Viewer, id: LabelId) {
        yield* inTransaction(Effect.gen(function* () {
          const before = (yield* hold(viewer)).find((label) => label.id === id)
          if (!before) return yield* noSuchLabel
          yield* sql`UPDATE labels SET retired_at = now() WHERE id = ${id}`
          // What they show is gone with it.
          yield* sql`DELETE FROM saved_filters
            WHERE workspace_id = ${viewer.workspaceId} AND filter ->> 'label' = ${id}`
          yield* record(viewer, id, before, null)
        }))
      }, orUnavailable("The label was not retired. Try again."))

      return Labels.of({ add, change, retire })
    }),
  )
}
