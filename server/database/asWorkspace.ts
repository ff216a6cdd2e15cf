import type { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import type { SqlError } from "effect/sql"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { deskRole } from "./DeskRole.ts"

/**
 * Runs what `sql` is asked on behalf of a user, in one transaction that sees and changes nothing but their workspace's rows,
 * whatever its statements say (`raiseWall`). Whatever a user changes directly is changed through it, and what they only read
 * is read by `WorkspaceReads`, which costs less:
 *
 *     const rows = yield* sql`SELECT …`.pipe(reads.of(sql, viewer.workspaceId))
 *     yield* asWorkspace(sql, viewer.workspaceId)(Effect.gen(function* () { … }))
 *
 * What looks for ids by words does neither, since the wall keeps such indexes from being used: what is found is read there.
 */
export const asWorkspace =
  (sql: PgClient.PgClient, workspaceId: WorkspaceId) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | SqlError.SqlError, R> =>
    sql.withTransaction(Effect.andThen(
      sql`SELECT set_config('role', ${deskRole}, true), set_config('desk.workspace', ${workspaceId}, true)`,
      effect,
    ))
