import type { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import { templateKey } from "../../domain/template/Template.ts"
import type { TemplateUpdate } from "../channels/ChannelAdapter.ts"
import type { ProviderAccount } from "../channels/ProviderAccount.ts"
import type { ListedTemplate, TemplatePage } from "../channels/TemplateListing.ts"
import { storableJson } from "../conversations/storableJson.ts"
import { tellTemplates } from "./tellTemplates.ts"

/** The columns that follow from what the provider says alone. */
const written = [
  "name",
  "key",
  "language",
  "header",
  "body",
  "footer",
  "buttons",
  "variables",
  "scope",
  "examples",
  "fillable",
] as const
/** Those that webhooks change too. */
const judged = ["category", "status", "quality", "rejection"] as const

const rowOf = (listed: ListedTemplate) => ({ ...listed, key: templateKey(listed.name) })

/**
 * Writes a page of an account's templates, and tells desks where it changed something. What a webhook said after the page
 * was asked for stays.
 */
export const storePage = Effect.fnUntraced(
  function* (sql: PgClient.PgClient, { id, workspaceId }: ProviderAccount, page: TemplatePage) {
    // Twice the same id in one page would be one row changed twice in one statement.
    const rows = [...new Map(page.templates.map((one) => [one.providerId, rowOf(one)])).values()]
    if (rows.length === 0) return
    const columns = sql.literal([...written, ...judged].join(", "))
    const askedAt = new Date(page.askedAt)
    const newer = sql`known.status_at <= ${askedAt}`
    const taken = sql.literal(written.map((column) => `${column} = excluded.${column}`).join(", "))
    const changedWords = sql.literal(
      `(${written.map((column) => `known.${column}`).join(", ")}) IS DISTINCT FROM (${
        written.map((column) => `excluded.${column}`).join(", ")
      })`,
    )
    const changedJudgement = sql.literal(
      `(${judged.map((column) => `known.${column}`).join(", ")}) IS DISTINCT FROM (${
        judged.map((column) => `excluded.${column}`).join(", ")
      })`,
    )
    yield* sql.withTransaction(Effect.gen(function* () {
      const changed = yield* sql`
        INSERT INTO templates AS known (workspace_id, account_id, channel, type, provider_id, status_at, ${columns})
        SELECT ${workspaceId}::uuid, ${id}, 'whatsapp', 'conversation', "providerId", ${askedAt}::timestamptz, ${columns}
        FROM jsonb_to_recordset(${
        storableJson(rows)
      }::jsonb) AS listed("providerId" text, name text, key text,
          language text, header jsonb, body text, footer text, buttons jsonb, variables text, scope text, examples jsonb,
          fillable boolean, category text, status text, quality text, rejection text)
        ON CONFLICT (account_id, provider_id) WHERE account_id IS NOT NULL DO UPDATE SET ${taken},
          category = CASE WHEN ${newer} THEN excluded.category ELSE known.category END,
          status = CASE WHEN ${newer} THEN excluded.status ELSE known.status END,
          quality = CASE WHEN ${newer} THEN excluded.quality ELSE known.quality END,
          rejection = CASE WHEN ${newer} THEN excluded.rejection ELSE known.rejection END,
          status_at = greatest(known.status_at, excluded.status_at), updated_at = now()
        WHERE ${changedWords} OR (${newer} AND ${changedJudgement}) RETURNING 1 AS one`
      if (changed.length > 0) yield* tellTemplates(sql, workspaceId)
    }))
  },
)

/** What an account's list no longer has stays, to be looked at, and is not sent; gives how many those are. */
export const markVanished = Effect.fnUntraced(
  function* (
    sql: PgClient.PgClient,
    { id, workspaceId }: ProviderAccount,
    seen: ReadonlyArray<string>,
    since: number,
  ) {
    const gone = yield* sql`
      UPDATE templates SET status = 'vanished', status_at = ${new Date(since)}, updated_at = now()
      WHERE account_id = ${id} AND status NOT IN ('vanished', 'deleted') AND status_at <= ${new Date(since)}
        AND provider_id <> ALL(${[...seen]}::text[]) RETURNING 1 AS one`
    if (gone.length > 0) yield* tellTemplates(sql, workspaceId)
    return gone.length
  },
)

/** How many templates of an account are not in a list that was read since. */
export const countMissing = Effect.fnUntraced(
  function* (sql: PgClient.PgClient, { id }: ProviderAccount, seen: ReadonlyArray<string>, since: number) {
    const [row] = yield* sql<{ readonly missing: number }>`
      SELECT count(*)::int AS missing FROM templates
      WHERE account_id = ${id} AND status NOT IN ('vanished', 'deleted') AND status_at <= ${new Date(since)}
        AND provider_id <> ALL(${[...seen]}::text[])`
    return row?.missing ?? 0
  },
)

/**
 * Applies what a webhook says, at once (TMPL-3). Of two about one template the one that is newer by the provider's clock
 * stays, in whatever order they come. Gives false where the desk does not know the template.
 */
export const storeUpdate = Effect.fnUntraced(
  function* (
    sql: PgClient.PgClient,
    { id, workspaceId }: ProviderAccount,
    update: TemplateUpdate,
    now: number,
  ) {
    const { category, language, name, providerId, quality, rejection, status } = update
    const at = update.at === null ? null : new Date(update.at)
    const judged = status === undefined
      ? sql`status`
      : sql`CASE WHEN told_at IS NULL OR ${at}::timestamptz IS NULL OR told_at <= ${at}::timestamptz
          THEN ${status} ELSE status END`
    return yield* sql.withTransaction(Effect.gen(function* () {
      const known = yield* sql`
        UPDATE templates SET status = ${judged},
          rejection = ${rejection === undefined ? sql`rejection` : sql`${rejection}`},
          category = coalesce(${category ?? null}, category), quality = coalesce(${quality ?? null}, quality),
          told_at = ${status === undefined ? sql`told_at` : sql`greatest(told_at, ${at}::timestamptz)`},
          status_at = greatest(status_at, ${new Date(now)}::timestamptz), updated_at = now()
        WHERE account_id = ${id} AND (provider_id = ${providerId}
          OR (name = ${name} AND replace(language, '-', '_') = replace(${language}, '-', '_') AND status <> 'vanished'))
        RETURNING 1 AS one`
      if (known.length > 0) yield* tellTemplates(sql, workspaceId)
      return known.length > 0
    }))
  },
)

/** Meta answers 200 management calls an hour: what webhooks ask for is read no more often than every so many minutes. */
const readAgainMinutes = 10

/** Has an account's templates read before their time. */
export const readSoon = (sql: PgClient.PgClient, { id }: ProviderAccount) =>
  sql`UPDATE template_syncs
    SET due_at = least(due_at, greatest(now(), started_at + make_interval(mins => ${readAgainMinutes})))
    WHERE account_id = ${id}`
