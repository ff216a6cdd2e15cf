import type { PgClient } from "@effect/sql-pg"
import type { Statement } from "effect/sql"
import { isMailWanted, mailWish } from "./mailWish.ts"
import { gathered } from "./writtenNotices.ts"

/**
 * The part of `NotificationWriter`'s statement after `writtenNotices` that tells of assignments outside the desk (ASSIGN-3),
 * one notice at a time. A mail waits for what is gathered in its notice and says it as it is then; what is assigned after it was
 * sent has another one.
 */
export const toldAssignments = (sql: PgClient.PgClient, status: "waiting" | "kept"): Statement.Fragment =>
  sql`
    told_assignments AS (
      SELECT user_id, by_user, workspace_id, id, first FROM of_given
      UNION ALL SELECT user_id, by_user, workspace_id, id, first FROM merged
    ), assignments_mailed AS (
      INSERT INTO mails (workspace_id, kind, recipient, subject, html, text, secret, status, due_at, user_id, notice_id)
      SELECT told.workspace_id, 'assigned', reader.email, admin.name || ' assigned you conversations', '', '', false,
        ${status}, now() + ${gathered}::interval, reader.id, told.id
      FROM told_assignments told JOIN users reader ON reader.id = told.user_id ${mailWish(sql)}
      JOIN users admin ON admin.id = told.by_user
      WHERE EXISTS (
        SELECT FROM assigned JOIN conversations c ON c.id = assigned.id
        WHERE assigned.owner_id = told.user_id AND assigned.by_user = told.by_user AND c.bot IS NULL
          AND ${isMailWanted(sql, sql`c.sender_id`)}
      ) AND NOT EXISTS (SELECT FROM mails known WHERE known.notice_id = told.id AND known.status IN ('waiting', 'kept'))
    ), assignments_pushed AS (
      INSERT INTO pushes (workspace_id, user_id, conversation_id, by_user, kind, notice_id)
      SELECT workspace_id, user_id, first, by_user, 'assigned', id FROM told_assignments
      WHERE EXISTS (SELECT FROM push_subscriptions s WHERE s.user_id = told_assignments.user_id)
    )`
