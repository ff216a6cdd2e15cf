import type { PgClient } from "@effect/sql-pg"
import type { Statement } from "effect/sql"
import type { AccountProblemKind } from "../../domain/account/AccountProblem.ts"
import type { ProviderAccount } from "../channels/ProviderAccount.ts"
import { tellWhose } from "./writtenNotices.ts"

/** What comes and goes by turns is told so often. */
const toldAgainAfter = "1 hour"

/**
 * The part of a statement that tells admins of a problem of an account (HOOK-6), where `written` says that it is `fresh`. It
 * ends with `noticed`, which has to be read.
 */
export const accountNotices = (
  sql: PgClient.PgClient,
  { id, workspaceId }: ProviderAccount,
  problem: { readonly kind: AccountProblemKind; readonly subject: string },
): Statement.Fragment =>
  sql`
    told_admins AS (
      INSERT INTO notices (workspace_id, user_id, kind, subject, detail)
      SELECT admin.workspace_id, admin.id, 'account', ${id}, ${JSON.stringify(problem)}::text::jsonb
      FROM written JOIN users admin ON written.fresh AND admin.workspace_id = ${workspaceId}
        AND admin.role = 'admin' AND admin.licensed
      WHERE NOT EXISTS (SELECT FROM notices told WHERE told.user_id = admin.id AND told.kind = 'account'
        AND told.subject = ${id} AND told.detail = ${JSON.stringify(problem)}::text::jsonb
        AND told.at > now() - ${toldAgainAfter}::interval)
      RETURNING user_id
    ), noticed AS MATERIALIZED (${tellWhose(sql, sql`SELECT user_id FROM told_admins`)})`
