import type { PgClient } from "@effect/sql-pg"
import { Effect, Schema } from "effect"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { type TranscriptId, TranscriptRequest } from "../../domain/transcript/TranscriptRequest.ts"
import type { UserId } from "../../domain/user/User.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { asWorkspace } from "../database/asWorkspace.ts"
import { keptMinutes } from "./keptTranscripts.ts"

type Viewer = CurrentUser["Service"]

/** Of which no node has said for so long that it makes it, another takes over: four beats. */
const silentAfter = "8 seconds"
/** Exports that are taken over at once; the next follow with the next look. */
const takenOverMax = 2

/** An export as all nodes know it, until it is made. */
export interface StoredJob {
  readonly state: "making" | "cancelled" | "failed"
  readonly percent: number
  /** Why it was not made, in words for the user. */
  readonly message: string | null
}

/** One whose node said nothing any more, with how often it was begun. */
export interface LeftJob {
  readonly workspaceId: WorkspaceId
  readonly userId: UserId
  readonly request: TranscriptRequest
  readonly tries: number
  readonly startedAt: Date
}

const decodeRequest = Schema.decodeUnknownEffect(TranscriptRequest)

/** Exports under way, in the database: what a node began and did not end another one goes on with (FIT-3). */
export const makeTranscriptJobs = (sql: PgClient.PgClient) => {
  const byId = ({ user }: Viewer, id: TranscriptId) => sql`user_id = ${user.id} AND id = ${id}`
  const find = (viewer: Viewer, id: TranscriptId) =>
    Effect.map(
      sql<StoredJob>`SELECT state, percent, message FROM transcript_jobs WHERE ${byId(viewer, id)}`,
      ([job]) => job ?? null,
    )
  return {
    find,
    /** How many of a user's are under way, on whatever node. */
    underWay: ({ user }: Viewer) =>
      Effect.map(
        sql<{ readonly count: number }>`SELECT count(*)::int AS count FROM transcript_jobs
          WHERE user_id = ${user.id} AND state = 'making'`,
        ([row]) => row?.count ?? 0,
      ),
    /** When it begins; null where it was begun a moment ago. */
    begin: ({ user, workspaceId }: Viewer, request: TranscriptRequest) =>
      sql<
        { readonly startedAt: Date }
      >`INSERT INTO transcript_jobs (id, workspace_id, user_id, conversation_id, request)
        VALUES (${request.id}, ${workspaceId}, ${user.id}, ${request.conversationId}, ${
        JSON.stringify(request)
      }::jsonb) ON CONFLICT DO NOTHING RETURNING started_at`.pipe(
        asWorkspace(sql, workspaceId),
        Effect.map(([row]) => row?.startedAt ?? null),
      ),
    /** Says that it is being made; false where it was cancelled, or another node has it. */
    beat: (viewer: Viewer, id: TranscriptId, tries: number, percent: number) =>
      sql`UPDATE transcript_jobs SET beat_at = now(), percent = ${percent}
        WHERE ${byId(viewer, id)} AND state = 'making' AND tries = ${tries} RETURNING id`.pipe(
        asWorkspace(sql, viewer.workspaceId),
        Effect.map((rows) => rows.length > 0),
      ),
    cancel: (viewer: Viewer, id: TranscriptId) =>
      sql`UPDATE transcript_jobs SET state = 'cancelled', beat_at = now() WHERE ${
        byId(viewer, id)
      } AND state = 'making'`
        .pipe(asWorkspace(sql, viewer.workspaceId)),
    /** In the caller's transaction. */
    fail: (viewer: Viewer, id: TranscriptId, message: string) =>
      sql`UPDATE transcript_jobs SET state = 'failed', message = ${message}, beat_at = now() WHERE ${
        byId(viewer, id)
      }`,
    /** In the caller's transaction: it is made; false as with `beat`. */
    end: (viewer: Viewer, id: TranscriptId, tries: number) =>
      Effect.map(
        sql`DELETE FROM transcript_jobs
          WHERE ${byId(viewer, id)} AND state = 'making' AND tries = ${tries} RETURNING id`,
        (rows) => rows.length > 0,
      ),
    /** Those that nobody makes any more, now this node's. */
    takeOver: sql<LeftJob & { readonly request: unknown }>`
      UPDATE transcript_jobs SET beat_at = now(), tries = tries + 1 WHERE (user_id, id) IN (
        SELECT user_id, id FROM transcript_jobs
        WHERE state = 'making' AND beat_at < now() - ${silentAfter}::interval
        ORDER BY beat_at LIMIT ${takenOverMax} FOR UPDATE SKIP LOCKED)
      RETURNING workspace_id, user_id, request, tries, started_at`.pipe(
      Effect.flatMap(
        Effect.forEach((left) =>
          Effect.map(Effect.orDie(decodeRequest(left.request)), (request): LeftJob => ({ ...left, request }))
        ),
      ),
    ),
    /** How they ended is told as long as what was made is kept. */
    sweep: sql`DELETE FROM transcript_jobs WHERE state <> 'making'
      AND beat_at < now() - make_interval(mins => ${keptMinutes})`,
  }
}
