import type { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import type { Statement } from "effect/sql"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { TranscriptId, TranscriptRequest } from "../../domain/transcript/TranscriptRequest.ts"
import type { WorkspaceReads } from "../database/WorkspaceReads.ts"
import { asWorkspace } from "../database/asWorkspace.ts"
import { workNotices } from "../notifications/workNotices.ts"
import { tellWhose } from "../notifications/writtenNotices.ts"

type Viewer = CurrentUser["Service"]

/** Finished transcripts are kept for so long: whoever left the page meanwhile finds them behind the bell (FIT-3). */
export const keptMinutes = 60

/** Whether a row of `transcripts`, as `made`, is still handed over: not once the person was erased (CONTACT-6). */
export const isKept = (sql: PgClient.PgClient): Statement.Fragment =>
  sql`made.expires_at > now() AND NOT EXISTS (
    SELECT FROM items WHERE conversation_id = made.conversation_id AND kind = 'Erased' AND at >= made.started_at)`

/** A finished transcript. */
export interface TranscriptFile {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
}

/** Finished transcripts in the database, so that any node hands them over, and how their users hear of them. */
export const makeKeptTranscripts = (sql: PgClient.PgClient, reads: WorkspaceReads["Service"]) => {
  const byId = ({ user }: Viewer, id: TranscriptId) =>
    sql`id = ${id} AND user_id = ${user.id} AND ${isKept(sql)}`
  return {
    /** What the file of one is called; null where none is kept. */
    nameOf: (viewer: Viewer, id: TranscriptId) =>
      sql<{ readonly name: string }>`SELECT name FROM transcripts made WHERE ${byId(viewer, id)}`.pipe(
        reads.of(sql, viewer.workspaceId),
        Effect.map(([found]) => found?.name ?? null),
      ),
    file: (viewer: Viewer, id: TranscriptId) =>
      sql<TranscriptFile & { readonly conversationId: ConversationId }>`
        SELECT name, type, bytes, conversation_id FROM transcripts made WHERE ${byId(viewer, id)}`.pipe(
        reads.of(sql, viewer.workspaceId),
        Effect.map(([found]) => found ?? null),
      ),
    /** In the caller's transaction. `startedAt`: when reading began, epoch milliseconds. */
    keep: (
      { user, workspaceId }: Viewer,
      { conversationId, id }: TranscriptRequest,
      { bytes, name, type }: TranscriptFile,
      startedAt: number,
    ) =>
      sql`
        INSERT INTO transcripts (id, workspace_id, user_id, conversation_id, name, type, bytes, started_at, expires_at)
        VALUES (${id}, ${workspaceId}, ${user.id}, ${conversationId}, ${name}, ${type}, ${bytes},
          to_timestamp(${startedAt}::float8 / 1000), now() + make_interval(mins => ${keptMinutes}))`,
    /** FIT-3: whoever has left the page finds it behind the bell. `problem`: why it was not made. In the caller's transaction. */
    told: ({ user, workspaceId }: Viewer, request: TranscriptRequest, problem: string | null) =>
      workNotices(
        sql,
        sql`SELECT ${workspaceId}::uuid AS workspace_id, ${user.id}::uuid AS user_id, 'transcript' AS kind,
          ${request.id}::text AS subject, ARRAY[${request.conversationId}::uuid] AS conversation_ids,
          jsonb_strip_nulls(jsonb_build_object('problem', ${problem}::text)) AS detail`,
      ),
    /** Who has fetched it knows. */
    noticeRead: ({ user, workspaceId }: Viewer, id: TranscriptId) =>
      sql`WITH marked AS (
          UPDATE notices SET read_at = now() WHERE user_id = ${user.id} AND kind = 'transcript' AND subject = ${id}
            AND read_at IS NULL RETURNING user_id
        ) ${tellWhose(sql, sql`SELECT user_id FROM marked`)}`.pipe(asWorkspace(sql, workspaceId)),
    sweep: sql`DELETE FROM transcripts made WHERE NOT (${isKept(sql)})`,
  }
}
