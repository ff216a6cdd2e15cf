import type { PgClient } from "@effect/sql-pg"
import { Effect, Option, Schema } from "effect"
import type { Statement } from "effect/sql"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { TemplateCounts, TemplatePage, TemplateQuery } from "../../domain/rpc/TemplateRpcs.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import type { SenderRecord } from "../directory/Directory.ts"
import { selectTemplates, templateOf, type TemplateRow } from "./TemplateRow.ts"

const Cursor = Schema.fromJsonString(Schema.Tuple([Schema.Int, Schema.String, Schema.String, Schema.String]))
const decodeCursor = Schema.decodeUnknownOption(Cursor)

const badCursor = new Refusal({
  code: "not_found",
  message: "This page no longer exists. Start again from the first.",
})

/** A search for `%` finds a per cent sign. */
const escapeLike = (text: string): string => text.replace(/[\\%_]/g, "\\$&")

interface Scope {
  readonly workspaceId: WorkspaceId
  /** Of the Sender ID that was asked for; null where none was. */
  readonly sender: SenderRecord | null
}

const wanted = (sql: PgClient.PgClient, { sender, workspaceId }: Scope, query: TemplateQuery) => {
  const clauses: Array<Statement.Fragment> = [sql`workspace_id = ${workspaceId} AND NOT archived`]
  const text = query.search.replaceAll("\0", "").trim()
  if (text !== "") clauses.push(sql`search_key LIKE contact_key(${`%${escapeLike(text)}%`})`)
  if (query.channel !== null) clauses.push(sql`channel = ${query.channel}`)
  if (query.type !== null) clauses.push(sql`type = ${query.type}`)
  if (sender !== null) {
    clauses.push(
      sql`channel = ${sender.channel} AND (account_id IS NULL OR account_id = ${sender.accountId})`,
    )
  }
  return sql.and(clauses)
}

const ofGroup = (sql: PgClient.PgClient, { group, registeredOnly }: TemplateQuery) => {
  const inGroup = group === null
    ? sql`true`
    : group === "own"
    ? sql`account_id IS NULL`
    : sql`account_id IS NOT NULL AND category = ${group}`
  return registeredOnly ? sql`${inGroup} AND rank = 0` : inGroup
}

const countAll = (sql: PgClient.PgClient, where: Statement.Fragment) =>
  Effect.map(
    sql<TemplateCounts["groups"] & { readonly total: number; readonly registered: number }>`
      SELECT count(*)::int AS total, count(*) FILTER (WHERE rank = 0)::int AS registered,
        count(*) FILTER (WHERE account_id IS NULL)::int AS own,
        count(*) FILTER (WHERE account_id IS NOT NULL AND category = 'utility')::int AS utility,
        count(*) FILTER (WHERE account_id IS NOT NULL AND category = 'marketing')::int AS marketing,
        count(*) FILTER (WHERE account_id IS NOT NULL AND category = 'authentication')::int AS authentication
      FROM templates WHERE ${where}`,
    ([row]): TemplateCounts => {
      const { registered = 0, total = 0, ...groups } = row ?? {}
      return { total, registered, groups: { utility: 0, marketing: 0, authentication: 0, own: 0, ...groups } }
    },
  )

/** By keyset, so that none comes twice and none is skipped, whatever is synchronised meanwhile. */
export const listTemplates = Effect.fnUntraced(
  function* (sql: PgClient.PgClient, scope: Scope, query: TemplateQuery) {
    const after = query.cursor === null ? null : Option.getOrNull(decodeCursor(query.cursor))
    if (query.cursor !== null && after === null) return yield* badCursor
    const where = wanted(sql, scope, query)
    const follows = after === null
      ? sql`true`
      : sql`(rank, key, language, id::text) > (${after[0]}, ${after[1]}, ${after[2]}, ${after[3]})`
    const rows = yield* sql<TemplateRow>`${selectTemplates(sql)}
      WHERE ${where} AND ${ofGroup(sql, query)} AND ${follows}
      ORDER BY rank, key, language, id::text LIMIT ${query.limit + 1}`
    const page = rows.slice(0, query.limit)
    const last = rows.length > query.limit ? page.at(-1) : undefined
    return {
      templates: page.map(templateOf),
      cursor: last ? JSON.stringify([last.rank, last.key, last.language, last.id]) : null,
      counts: after === null ? yield* countAll(sql, where) : null,
    } satisfies TemplatePage
  },
)
