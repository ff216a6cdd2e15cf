import type { PgClient } from "@effect/sql-pg"
import type { Statement } from "effect/sql"

/** Beside the user `reader`: what `isMailWanted` looks at. */
export const mailWish = (sql: PgClient.PgClient): Statement.Fragment =>
  sql`JOIN workspaces workspace ON workspace.id = reader.workspace_id
    LEFT JOIN notification_settings settings ON settings.user_id = reader.id`

/** Whether the user `reader` has a licence and wants mail about a Sender ID (NOTIFY-2, NOTIFY-3, NOTIFY-4). */
export const isMailWanted = (sql: PgClient.PgClient, sender: Statement.Fragment): Statement.Fragment =>
  sql`(reader.licensed AND coalesce(settings.email, workspace.plan = 'trial')
    AND (settings.email_senders IS NULL OR ${sender} = ANY (settings.email_senders)))`
