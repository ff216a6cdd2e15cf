import type { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"

/**
 * CONTACT-3: open desks are told of every conversation with these numbers, in the caller's transaction. The conversations
 * themselves do not change, so the entries carry their versions as they are: a row of the same version is taken.
 */
export const tellDesks = Effect.fnUntraced(
  function* (sql: PgClient.PgClient, workspaceId: WorkspaceId, canonical: ReadonlyArray<string>) {
    if (canonical.length === 0) return
    yield* sql`
      INSERT INTO feed (workspace_id, conversation_id, version, seqs, gone_for, counted_for)
      SELECT workspace_id, id, version, '{}', '{}', '{}' FROM conversations
      WHERE workspace_id = ${workspaceId} AND address = ANY(${canonical}::text[]) AND begun`
    yield* sql`SELECT pg_notify('feed', '')`
  },
)
