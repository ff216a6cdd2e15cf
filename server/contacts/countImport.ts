import type { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import type { ContactImportPart, ImportResult } from "../../domain/contact/ContactImport.ts"
import { noticeDays } from "../../domain/notification/Notice.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { workNotices } from "../notifications/workNotices.ts"

interface Counted {
  readonly ended: boolean
}

/**
 * Counts what became of the rows of one batch, in its transaction, and tells who brought them once the last are in. A batch
 * that comes again, since its answer was lost, is not counted again.
 */
export const countImport = Effect.fnUntraced(function* (
  sql: PgClient.PgClient,
  { user, workspaceId }: CurrentUser["Service"],
  { after, id, name, total }: ContactImportPart,
  results: ReadonlyArray<ImportResult>,
) {
  const refused = results.filter(({ _tag }) => _tag === "Refused").length
  const known = results.filter(({ _tag }) => _tag === "Unchanged").length
  const imported = results.length - known - refused
  if (after === 0) {
    yield* sql`DELETE FROM contact_imports WHERE user_id = ${user.id}
      AND started_at < now() - make_interval(days => ${noticeDays})`
  }
  const [counted] = after === 0
    ? yield* sql<Counted>`
      INSERT INTO contact_imports (id, workspace_id, user_id, name, total, done, imported, known, refused)
      VALUES (${id}, ${workspaceId}, ${user.id}, ${name}, ${total}, ${results.length}, ${imported}, ${known}, ${refused})
      ON CONFLICT (id) DO NOTHING RETURNING done >= total AS ended`
    : yield* sql<Counted>`
      UPDATE contact_imports SET done = done + ${results.length}, imported = imported + ${imported},
        known = known + ${known}, refused = refused + ${refused}
      WHERE id = ${id} AND user_id = ${user.id} AND done = ${after} RETURNING done >= total AS ended`
  if (counted?.ended !== true) return
  yield* workNotices(
    sql,
    sql`SELECT ${workspaceId}::uuid AS workspace_id, ${user.id}::uuid AS user_id, 'import' AS kind, ${id}::text AS subject,
      '{}'::uuid[] AS conversation_ids, '{}'::jsonb AS detail`,
  )
})
