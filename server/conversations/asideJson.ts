import type { PgClient } from "@effect/sql-pg"
import type { Statement } from "effect/sql"

/** How each `c` of `conversations` was put aside, as `Aside` has it; null where it is in the inbox. */
export const asideJson = (sql: PgClient.PgClient): Statement.Fragment =>
  sql`CASE c.aside WHEN 'done' THEN json_build_object('how', 'done') WHEN 'snoozed' THEN json_build_object(
    'how', 'snoozed', 'until', (extract(epoch FROM c.snoozed_until) * 1000)::bigint) END`
