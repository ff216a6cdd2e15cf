import type { PgClient } from "@effect/sql-pg"
import type { Statement } from "effect/sql"
import { tellWhose } from "./writtenNotices.ts"

/**
 * Tells whoever began long work what became of it (FIT-3): in the transaction in which it ended. `ended` selects, or changes
 * and returns, `workspace_id, user_id, kind, subject, conversation_ids, detail`; of nothing, nobody is told.
 */
export const workNotices = (sql: PgClient.PgClient, ended: Statement.Fragment) =>
  sql<{ readonly told: unknown }>`
    WITH ended AS (${ended}), written AS (
      INSERT INTO notices (workspace_id, user_id, kind, subject, conversation_ids, detail)
      SELECT ended.workspace_id, ended.user_id, kind, subject, conversation_ids, detail
      FROM ended JOIN users u ON u.id = ended.user_id RETURNING user_id
    ) ${tellWhose(sql, sql`SELECT user_id FROM written`)}`
