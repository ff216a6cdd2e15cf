import type { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import {
  type Registration,
  type Template,
  type TemplateId,
  templateKey,
  templateLanguagesMax,
} from "../../domain/template/Template.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"

/** A template as its table holds it. */
export interface TemplateRow extends
  Pick<
    Template,
    | "id"
    | "version"
    | "channel"
    | "type"
    | "name"
    | "language"
    | "header"
    | "body"
    | "footer"
    | "buttons"
    | "fields"
    | "archived"
  >,
  Omit<Registration, "accountId"> {
  readonly accountId: string | null
  readonly updatedAt: Date
  readonly key: string
  readonly rank: number
}

export const selectTemplates = (sql: PgClient.PgClient) =>
  sql`SELECT id, version, channel, type, name, key, language, header, body, footer, buttons, fields, archived, updated_at,
    account_id, provider_id, category, status, quality, rejection, variables, scope, examples, fillable, rank
  FROM templates`

export const templateOf = (row: TemplateRow): Template => ({
  id: row.id,
  version: row.version,
  channel: row.channel,
  type: row.type,
  name: row.name,
  language: row.language,
  header: row.header,
  body: row.body,
  footer: row.footer,
  buttons: row.buttons,
  registered: row.accountId === null ? null : {
    accountId: row.accountId,
    providerId: row.providerId,
    category: row.category,
    status: row.status,
    quality: row.quality,
    rejection: row.rejection,
    variables: row.variables,
    scope: row.scope,
    examples: row.examples,
    fillable: row.fillable,
  },
  fields: row.fields,
  archived: row.archived,
  updatedAt: row.updatedAt.getTime(),
})

export const noSuchTemplate = new Refusal({
  code: "template_not_found",
  message: "There is no such template. Choose another one.",
})

/** Refused as not found where it is another workspace's. */
export const findTemplate = Effect.fnUntraced(
  function* (sql: PgClient.PgClient, workspaceId: WorkspaceId, id: TemplateId) {
    const [row] = yield* sql<TemplateRow>`${selectTemplates(sql)}
      WHERE workspace_id = ${workspaceId} AND id = ${id}`
    return row ? templateOf(row) : yield* noSuchTemplate
  },
)

/** A template in its other languages, itself not among them: what else has its name, channel and account; by language. */
export const findVariants = (
  sql: PgClient.PgClient,
  workspaceId: WorkspaceId,
  { channel, id, name, registered }: Template,
) =>
  Effect.map(
    sql<TemplateRow>`${selectTemplates(sql)}
      WHERE workspace_id = ${workspaceId} AND NOT archived AND channel = ${channel} AND id <> ${id}
        AND account_id IS NOT DISTINCT FROM ${registered?.accountId ?? null} AND ${
      registered === null ? sql`key = ${templateKey(name)}` : sql`name = ${name}`
    }
      ORDER BY language, rank, id LIMIT ${templateLanguagesMax}`,
    (rows) => rows.map(templateOf),
  )
