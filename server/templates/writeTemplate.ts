import type { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import type { SqlError } from "effect/sql"
import { randomUUID } from "node:crypto"
import type { AuditChange } from "../../domain/audit/AuditEntry.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { TemplateEdition, TemplateOutcome } from "../../domain/rpc/TemplateRpcs.ts"
import type { OwnTemplate } from "../../domain/template/OwnTemplate.ts"
import { ownTemplateProblems } from "../../domain/template/ownTemplateProblems.ts"
import {
  type Template,
  type TemplateFields,
  TemplateId,
  templateKey,
  type TemplateType,
} from "../../domain/template/Template.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { auditActorOf, type AuditLog } from "../audit/AuditLog.ts"
import { findTemplate, selectTemplates, templateOf, type TemplateRow } from "./TemplateRow.ts"
import { tellTemplates } from "./tellTemplates.ts"

type Viewer = CurrentUser["Service"]

const adminsOnly = new Refusal({ code: "not_allowed", message: "Only admins can change templates." })

const admin = ({ user }: Viewer) => user.role === "admin" ? Effect.void : Effect.fail(adminsOnly)

/** What writing takes part in: the database, and the log of who did what. */
export interface TemplateBooks {
  readonly sql: PgClient.PgClient
  readonly audit: AuditLog["Service"]
}

const textLengthMax = 300

/** What a change did, in words for the audit log. */
const changesOf = (before: Template | null, after: Template): ReadonlyArray<AuditChange> => {
  const shown = (template: Template | null): ReadonlyArray<readonly [string, string | null]> => [
    ["Name", template?.name ?? null],
    ["Language", template?.language ?? null],
    ["Channel", template?.channel ?? null],
    ["Type", template?.type ?? null],
    ["Text", template?.body.slice(0, textLengthMax) ?? null],
    ["Fields", template ? JSON.stringify(template.fields).slice(0, textLengthMax) : null],
    ["Archived", template ? (template.archived ? "yes" : "no") : null],
  ]
  const earlier = new Map(shown(before))
  return shown(after).flatMap(([what, value]) =>
    earlier.get(what) === value ? [] : [{ what, before: earlier.get(what) ?? null, after: value }]
  )
}

type Named = Pick<Template, "channel" | "name" | "language">

/** Another of the desk's own that has the name. */
const sameName = Effect.fnUntraced(
  function* (sql: PgClient.PgClient, workspaceId: WorkspaceId, id: TemplateId, named: Named) {
    const [row] = yield* sql<TemplateRow>`${selectTemplates(sql)}
      WHERE workspace_id = ${workspaceId} AND channel = ${named.channel} AND key = ${templateKey(named.name)}
        AND language = ${named.language} AND account_id IS NULL AND NOT archived AND id <> ${id}`
    return row ? templateOf(row) : null
  },
)

/** In the transaction of the caller: the change and its record, or what stood in its way; open desks are told with the commit. */
const write = (
  { audit, sql }: TemplateBooks,
  viewer: Viewer,
  { before, id, named }: {
    readonly id: TemplateId
    readonly before: Template | null
    /** The name that it is to have, where that might be another's. */
    readonly named: Named | null
  },
  change: Effect.Effect<ReadonlyArray<TemplateRow>, SqlError.SqlError>,
) =>
  Effect.gen(function* () {
    const { workspaceId } = viewer
    const taken = named === null ? null : yield* sameName(sql, workspaceId, id, named)
    if (taken) return { _tag: "NameTaken", template: taken } satisfies TemplateOutcome
    const [row] = yield* change
    if (!row) {
      const template = yield* findTemplate(sql, workspaceId, id)
      return { _tag: "Changed", template } satisfies TemplateOutcome
    }
    const template = templateOf(row)
    yield* audit.record({
      workspaceId,
      actor: auditActorOf(viewer),
      action: "template_changed",
      subject: { kind: "template", id, name: template.name },
      detail: { changes: changesOf(before, template) },
    })
    yield* tellTemplates(sql, workspaceId)
    return { _tag: "Saved", template } satisfies TemplateOutcome
  })

const insert = (sql: PgClient.PgClient, { user, workspaceId }: Viewer, id: TemplateId, own: OwnTemplate) =>
  sql<TemplateRow>`
    INSERT INTO templates (id, workspace_id, channel, type, name, key, language, body, updated_by)
    VALUES (${id}, ${workspaceId}, ${own.channel}, ${own.type}, ${own.name.trim()}, ${templateKey(own.name)},
      ${own.language}, ${own.body}, ${user.id}) RETURNING *`

/** What an edit may touch: the version that the editor saw, of a template of their workspace. */
const edited = (sql: PgClient.PgClient, { user, workspaceId }: Viewer, { id, version }: TemplateEdition) => ({
  set: sql`version = version + 1, updated_at = now(), updated_by = ${user.id}`,
  where: sql`id = ${id} AND workspace_id = ${workspaceId} AND version = ${version}`,
})

/** Makes one of the desk's own, or changes it where nobody else has since the edition; admins only. */
export const saveTemplate = Effect.fnUntraced(
  function* (books: TemplateBooks, viewer: Viewer, edition: TemplateEdition | null, own: OwnTemplate) {
    const { sql } = books
    yield* admin(viewer)
    const problems = ownTemplateProblems(own)
    if (problems.length > 0) {
      return yield* new Refusal({
        code: "invalid_template",
        message: problems.map(({ message }) => message).join(" "),
        fields: problems.map(({ field, message }) => ({ path: field, message })),
      })
    }
    if (edition === null) {
      const id = TemplateId.make(randomUUID())
      const place = { id, before: null, named: own }
      return yield* write(books, viewer, place, insert(sql, viewer, id, own))
    }
    const before = yield* findTemplate(sql, viewer.workspaceId, edition.id)
    const { set, where } = edited(sql, viewer, edition)
    const change = sql<TemplateRow>`
      UPDATE templates SET channel = ${own.channel}, type = ${own.type}, name = ${own.name.trim()},
        key = ${templateKey(own.name)}, language = ${own.language}, body = ${own.body}, ${set}
      WHERE ${where} AND account_id IS NULL RETURNING *`
    return yield* write(books, viewer, { id: edition.id, before, named: own }, change)
  },
)

/** What it is for and what its variables are, of any template; admins only. */
export const describeTemplate = Effect.fnUntraced(
  function* (
    books: TemplateBooks,
    viewer: Viewer,
    edition: TemplateEdition,
    type: TemplateType,
    fields: TemplateFields,
  ) {
    const { sql } = books
    yield* admin(viewer)
    const before = yield* findTemplate(sql, viewer.workspaceId, edition.id)
    const { set, where } = edited(sql, viewer, edition)
    const change = sql<TemplateRow>`
      UPDATE templates SET type = ${type}, fields = ${JSON.stringify(fields)}::jsonb, ${set}
      WHERE ${where} RETURNING *`
    return yield* write(books, viewer, { id: edition.id, before, named: null }, change)
  },
)

/** Takes one of the desk's own out of every list, or puts it back; admins only. */
export const archiveTemplate = Effect.fnUntraced(
  function* (books: TemplateBooks, viewer: Viewer, edition: TemplateEdition, archived: boolean) {
    const { sql } = books
    yield* admin(viewer)
    const before = yield* findTemplate(sql, viewer.workspaceId, edition.id)
    const { set, where } = edited(sql, viewer, edition)
    const change = sql<TemplateRow>`
      UPDATE templates SET archived = ${archived}, ${set} WHERE ${where} AND account_id IS NULL RETURNING *`
    return yield* write(books, viewer, { id: edition.id, before, named: archived ? null : before }, change)
  },
)
