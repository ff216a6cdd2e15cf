import type { PgClient } from "@effect/sql-pg"
import { Effect, Schema } from "effect"
import { BulkFailure, BulkId, BulkItem, type BulkProgress } from "../../domain/inbox/Bulk.ts"
import { UserId } from "../../domain/user/User.ts"
import { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { asWorkspace } from "../database/asWorkspace.ts"
import { workNotices } from "../notifications/workNotices.ts"
import { BulkTask } from "./bulkTasks.ts"

/** Jobs of one user that are under way at once, on whatever node. */
export const runningMax = 2
/** Of which no node has said for so long that it works on it, another takes over. */
const silentAfter = "8 seconds"
/** Jobs that a node takes over at once; the next follow with its next look. */
const takenOverMax = 2
/** So long an assignment can be taken back. */
const undoableFor = "2 minutes"
/** So long it is known how one ended: a tab that is opened again and asks for it does not begin it anew. */
const keptFor = "7 days"
/** Who has not looked for so long has left, and finds behind the bell how it ended (FIT-3). */
const leftAfter = "3 seconds"

/** Whose a job is. */
export interface BulkKey {
  readonly id: BulkId
  readonly userId: UserId
  readonly workspaceId: WorkspaceId
}

/** A conversation of a job, by its place in it. */
export const BulkPlace = Schema.Struct({ ...BulkItem.fields, position: Schema.Int })
export type BulkPlace = typeof BulkPlace.Type

/** How far a job is; absolute. */
export interface BulkCount {
  readonly done: number
  readonly failed: number
  readonly moved: number
  readonly failures: ReadonlyArray<BulkFailure>
  /** How many failed, by why. */
  readonly reasons: ReadonlyMap<string, number>
}

/** What a node says of its job: how far it is, what it tried since it said so last, and how long ago somebody was told. */
export interface BulkReport {
  readonly tries: number
  readonly count: BulkCount
  readonly tried: ReadonlyArray<{ readonly position: number; readonly moved: boolean }>
  readonly followedMillisAgo: number
}

const Counted = Schema.Struct({
  total: Schema.Int,
  done: Schema.Int,
  failed: Schema.Int,
  moved: Schema.Int,
  failures: Schema.Array(BulkFailure),
})
const Stored = Schema.Struct({ ...Counted.fields, ended: Schema.Boolean })
const Left = Schema.Struct({
  ...Counted.fields,
  id: BulkId,
  userId: UserId,
  workspaceId: WorkspaceId,
  action: BulkTask,
  reasons: Schema.Record(Schema.String, Schema.Int),
  tries: Schema.Int,
})
const decodeStored = Schema.decodeUnknownEffect(Stored)
const decodeLeft = Schema.decodeUnknownEffect(Schema.Array(Left))
const decodeTask = Schema.decodeUnknownEffect(BulkTask)
const decodePlaces = Schema.decodeUnknownEffect(Schema.Array(BulkPlace))

/** A job whose node said nothing any more, now this node's, with how often it was begun. */
export type LeftBulk = typeof Left.Type

/** Bulk actions in the database: what a node began and did not end another one goes on with (FIT-3). */
export const makeBulkStore = (sql: PgClient.PgClient) => {
  const byId = ({ id, userId }: BulkKey) => sql`user_id = ${userId} AND id = ${id}`
  const ofJob = ({ id, userId }: BulkKey) => sql`user_id = ${userId} AND job_id = ${id}`
  const countedColumns = sql.literal("total, done, failed, moved, failures")
  const placeColumns = sql.literal(
    "position, conversation_id AS id, owner_id AS owner, inbound_count, owner_unread",
  )

  /** How far it is, as all nodes know; null where nobody began it. `followed`: somebody is told. */
  const find = Effect.fnUntraced(function* (key: BulkKey, followed: boolean) {
    const columns = sql`${countedColumns}, ended_at IS NOT NULL AS ended`
    const [row] = yield* (followed
      ? sql`UPDATE bulk_jobs SET followed_at = now() WHERE ${byId(key)} RETURNING ${columns}`
      : sql`SELECT ${columns} FROM bulk_jobs WHERE ${byId(key)}`).pipe(asWorkspace(sql, key.workspaceId))
    if (row === undefined) {
      return null
    }
    const { moved, ...progress } = yield* Effect.orDie(decodeStored(row))
    return { ...progress, undoable: moved } satisfies BulkProgress
  })

  const insertJob = ({ id, userId, workspaceId }: BulkKey, task: BulkTask, total: number) =>
    Effect.map(
      sql`INSERT INTO bulk_jobs (user_id, id, workspace_id, action, total)
        SELECT ${userId}, ${id}, ${workspaceId}, ${JSON.stringify(task)}::jsonb, ${total}
        WHERE (SELECT count(*) FROM bulk_jobs WHERE user_id = ${userId} AND ended_at IS NULL) < ${runningMax}
        ON CONFLICT DO NOTHING RETURNING id`,
      (rows) => rows.length > 0,
    )

  /** False where it was begun a moment ago, or too many are under way. */
  const begin = (key: BulkKey, task: BulkTask, places: ReadonlyArray<BulkPlace>) =>
    Effect.gen(function* () {
      if (!(yield* insertJob(key, task, places.length))) return false
      yield* sql`
        INSERT INTO bulk_items (user_id, job_id, position, conversation_id, owner_id, inbound_count, owner_unread)
        SELECT ${key.userId}, ${key.id}, position, id, owner, "inboundCount", "ownerUnread"
        FROM json_to_recordset(${JSON.stringify(places)}::json)
          AS p(position int, id uuid, owner uuid, "inboundCount" int, "ownerUnread" int)`
      return true
    }).pipe(asWorkspace(sql, key.workspaceId))

  /** Begins to give back what `of` assigned, once and for as long as that can be; or why not. */
  const beginBack = (key: BulkKey, of: BulkKey) =>
    Effect.gen(function* () {
      const [job] = yield* sql<{ readonly action: unknown }>`SELECT action FROM bulk_jobs
        WHERE ${byId(of)} AND ended_at > now() - ${undoableFor}::interval`
      const before = job === undefined ? null : yield* Effect.orDie(decodeTask(job.action))
      if (before?._tag !== "Assign") return "over"
      const task: BulkTask = { _tag: "GiveBack", from: before.to }
      if (!(yield* insertJob(key, task, 0))) return "busy"
      const rows = yield* sql`UPDATE bulk_items SET job_id = ${key.id}, moved = false
        WHERE ${ofJob(of)} AND moved RETURNING ${placeColumns}`
      if (rows.length === 0) {
        yield* sql`DELETE FROM bulk_jobs WHERE ${byId(key)}`
        return "over"
      }
      yield* sql`UPDATE bulk_jobs SET total = ${rows.length} WHERE ${byId(key)}`
      return { task, places: yield* Effect.orDie(decodePlaces(rows)) }
    }).pipe(asWorkspace(sql, key.workspaceId))

  /** In the caller's transaction, so that nothing is counted twice; false where another node has it by now. */
  const report = Effect.fnUntraced(
    function* (key: BulkKey, { count, followedMillisAgo, tried, tries }: BulkReport) {
      const ours = yield* sql`UPDATE bulk_jobs SET done = ${count.done}, failed = ${count.failed},
          moved = ${count.moved}, failures = ${JSON.stringify(count.failures)}::jsonb,
          reasons = ${JSON.stringify(Object.fromEntries(count.reasons))}::jsonb, beat_at = now(),
          followed_at = greatest(followed_at, now() - ${followedMillisAgo}::float8 * interval '1 millisecond')
        WHERE ${byId(key)} AND tries = ${tries} AND ended_at IS NULL RETURNING id`
      if (ours.length === 0) return false
      const positions = (moved: boolean) => tried.flatMap((one) => one.moved === moved ? [one.position] : [])
      yield* sql`DELETE FROM bulk_items WHERE ${ofJob(key)} AND position = ANY(${positions(false)}::int[])`
      yield* sql`UPDATE bulk_items SET moved = true
        WHERE ${ofJob(key)} AND position = ANY(${positions(true)}::int[])`
      return true
    },
  )

  /** In the desk of who gave conversations away and left; what is over in a moment is told nowhere else. */
  const told = (key: BulkKey, { reasons }: BulkCount) =>
    workNotices(
      sql,
      sql`SELECT workspace_id, user_id, 'bulk' AS kind, id::text AS subject, '{}'::uuid[] AS conversation_ids,
          jsonb_build_object('to', action ->> 'to', 'total', total, 'failed', failed, 'reasons', ${
        JSON.stringify([...reasons].map(([message, count]) => ({ message, count })))
      }::jsonb) AS detail
        FROM bulk_jobs WHERE ${byId(key)} AND action ->> '_tag' = 'Assign'
          AND followed_at < now() - ${leftAfter}::interval`,
    )

  return {
    find,
    begin,
    beginBack,
    /** False where another node has it by now. */
    report: (key: BulkKey, said: BulkReport) => sql.withTransaction(report(key, said)),
    /** With the last report; false as there. */
    end: (key: BulkKey, said: BulkReport) =>
      sql.withTransaction(Effect.gen(function* () {
        if (!(yield* report(key, said))) return false
        yield* sql`UPDATE bulk_jobs SET ended_at = now() WHERE ${byId(key)}`
        yield* told(key, said.count)
        return true
      })),
    /** Those that nobody works on any more, now this node's. */
    takeOver: sql`
      UPDATE bulk_jobs SET beat_at = now(), tries = tries + 1 WHERE (user_id, id) IN (
        SELECT user_id, id FROM bulk_jobs WHERE ended_at IS NULL AND beat_at < now() - ${silentAfter}::interval
        ORDER BY beat_at LIMIT ${takenOverMax} FOR UPDATE SKIP LOCKED)
      RETURNING id, user_id, workspace_id, action, reasons, tries, ${countedColumns}`.pipe(
      Effect.flatMap((rows) => Effect.orDie(decodeLeft(rows))),
    ),
    /** What is still to be tried, in order. */
    left: (key: BulkKey) =>
      sql`SELECT ${placeColumns} FROM bulk_items WHERE ${ofJob(key)} AND NOT moved ORDER BY position`.pipe(
        Effect.flatMap((rows) => Effect.orDie(decodePlaces(rows))),
      ),
    /** What can no longer be given back, and how those of long ago ended. */
    sweep: Effect.andThen(
      sql`DELETE FROM bulk_items i USING bulk_jobs j WHERE j.user_id = i.user_id AND j.id = i.job_id
        AND j.ended_at BETWEEN now() - interval '1 hour' AND now() - ${undoableFor}::interval`,
      sql`DELETE FROM bulk_jobs WHERE ended_at < now() - ${keptFor}::interval`,
    ),
  }
}
