import type { PgClient } from "@effect/sql-pg"
import type { Statement } from "effect/sql"

/** Finished transcripts are kept for so long: whoever left the page meanwhile finds them behind the bell (FIT-3). */
export const keptMinutes = 60

/** Whether a row of `transcripts`, as `made`, is still handed over: not once the person was erased (CONTACT-6). */
export const isKept = (sql: PgClient.PgClient): Statement.Fragment =>
  sql`made.expires_at > now() AND NOT EXISTS (
    SELECT FROM items WHERE conversation_id = made.conversation_id AND kind = 'Erased' AND at >= made.started_at)`
