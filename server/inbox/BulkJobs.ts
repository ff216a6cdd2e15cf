import { PgClient } from "@effect/sql-pg"
import { Context, Deferred, Effect, FiberSet, Layer, Option, Stream } from "effect"
import { mayAssign } from "../../domain/conversation/ConversationAccess.ts"
import type { Actor, ConversationCommand } from "../../domain/conversation/ConversationCommand.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import {
  type BulkAction,
  type BulkFailure,
  type BulkId,
  type BulkItem,
  bulkMax,
  type BulkProgress,
  BulkTarget,
  failuresNamedMax,
} from "../../domain/inbox/Bulk.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { UserId } from "../../domain/user/User.ts"
import { actorOf, Conversations } from "../conversations/Conversations.ts"
import { errorSummary } from "../database/errorSummary.ts"
import { Directory } from "../directory/Directory.ts"
import { workNotices } from "../notifications/workNotices.ts"
import { Inbox } from "./Inbox.ts"

type Viewer = CurrentUser["Service"]

/** Bulk actions of one user that run at once on a node. */
export const runningMax = 2
/** Ended ones that are kept for taking back; the oldest goes first. */
const endedMax = 2
const keptFor = "2 minutes"
/** Conversations of one action that change at once: enough for the journal to commit them together. */
const atOnce = 8
const tellEvery = "200 millis"
/** Who has not looked for so long has left, and finds behind the bell how it ended (FIT-3). */
const leftAfterMillis = 3_000

/** One conversation of a job, and what is asked of it, in order. */
interface Task {
  readonly item: BulkItem
  readonly commands: (by: Actor) => ReadonlyArray<ConversationCommand>
  /** Who has it once this is done, where that can be taken back. */
  readonly movesTo: UserId | null
}

interface Job {
  readonly id: BulkId
  readonly viewer: Viewer
  readonly total: number
  done: number
  failed: number
  readonly failures: Array<BulkFailure>
  /** How many failed, by why. */
  readonly reasons: Map<string, number>
  /** To whom they are assigned; null for what is over in a moment and told nowhere else. */
  readonly assignedTo: UserId | null
  /** When somebody was last told how far it is, epoch milliseconds. */
  followedAt: number
  readonly moved: Array<{ readonly item: BulkItem; readonly to: UserId }>
  readonly ended: Deferred.Deferred<void>
}

const onlyAdmins = new Refusal({ code: "not_allowed", message: "Only admins can assign conversations." })
const tooMany = new Refusal({
  code: "too_many_requests",
  message: "Two of your actions are still under way. Wait until one of them is done.",
})
const tooLate = new Refusal({
  code: "not_found",
  message: "This can no longer be taken back. Assign the conversations again.",
})

const taskOf = (action: BulkAction) => (item: BulkItem): Task => ({
  item,
  movesTo: action._tag === "Assign" && item.owner !== null && item.owner !== action.to ? action.to : null,
  commands: (by) => {
    switch (action._tag) {
      case "Assign":
        return [{ _tag: "Assign", by, to: action.to, seen: { owner: item.owner } }]
      case "MarkRead":
        return [{ _tag: "MarkRead", by, user: action.user, inboundRead: item.inboundCount }]
      case "MarkUnread":
        return [{ _tag: "MarkUnread", by, user: action.user }]
      case "PutAside":
        return [{ _tag: "PutAside", by, aside: action.aside, inboundSeen: item.inboundCount }]
      case "BringBack":
        return [{ _tag: "BringBack", by }]
      case "SetLabel":
        return [{ _tag: "SetLabel", by, label: action.label, on: action.on }]
    }
  },
})

/** Back to its owner of before, and read there if it was; refused where somebody else has it by now. */
const undoTaskOf = ({ item, to }: Job["moved"][number]): Task => ({
  item,
  movesTo: null,
  commands: (by) =>
    item.owner === null ? [] : [
      { _tag: "Assign", by, to: item.owner, seen: { owner: to } },
      ...(item.ownerUnread === 0
        ? [{ _tag: "MarkRead", by, user: item.owner, inboundRead: item.inboundCount } as const]
        : []),
    ],
})

const failureOf = (id: BulkItem["id"], error: Refusal | Unavailable): BulkFailure => ({
  id,
  code: error._tag === "Refusal" ? error.code : "unavailable",
  message: error.message,
  holder: error._tag === "Refusal" ? error.holder ?? null : null,
})

const progressOf = (job: Job, ended: boolean): BulkProgress => ({
  total: job.total,
  done: job.done,
  failed: job.failed,
  failures: [...job.failures],
  undoable: job.moved.length,
  ended,
})

const isEnded = (job: Job) => Deferred.isDoneUnsafe(job.ended)

/** How far a job is, now and then until it has ended; who stops following does not stop the job. */
const follow = (job: Job): Stream.Stream<BulkProgress> =>
  Stream.paginate(null, () =>
    Effect.map(
      Effect.raceFirst(Deferred.await(job.ended), Effect.sleep(tellEvery)),
      () => {
        const ended = isEnded(job)
        job.followedAt = Date.now()
        return [[progressOf(job, ended)], ended ? Option.none() : Option.some(null)] as const
      },
    ))

/**
 * Actions on many conversations (ASSIGN-6). Each conversation judges for itself, in its own actor; what one refuses does
 * not keep the others from changing. A job lives in this process: it goes on when its desk is closed, not when the node is.
 */
export class BulkJobs extends Context.Service<BulkJobs, {
  /** Starts a job or, with the id of one that was started, follows it. */
  readonly run: (
    viewer: Viewer,
    id: BulkId,
    action: BulkAction,
    target: BulkTarget,
  ) => Effect.Effect<Stream.Stream<BulkProgress>, Refusal | Unavailable>
  /** Takes the assignments of an ended job back, as long as it is kept: two minutes. */
  readonly undo: (
    viewer: Viewer,
    id: BulkId,
    of: BulkId,
  ) => Effect.Effect<Stream.Stream<BulkProgress>, Refusal | Unavailable>
}>()("desk/server/inbox/BulkJobs") {
  static readonly layer = Layer.effect(
    BulkJobs,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const conversations = yield* Conversations
      const directory = yield* Directory
      const inbox = yield* Inbox
      const running = yield* FiberSet.make<void>()
      const jobs = new Map<string, Job>()

      const jobsOf = (userId: UserId) => [...jobs.values()].filter((job) => job.viewer.user.id === userId)
      // Ids are made by desks: one's own never names another's job.
      const keyOf = ({ user }: Viewer, id: BulkId) => `${user.id} ${id}`
      const known = (viewer: Viewer, id: BulkId) => jobs.get(keyOf(viewer, id))

      /** Role and licence as they are by now, not as they were when the job began. */
      const actorNow = (viewer: Viewer) =>
        Effect.map(
          directory.snapshot,
          ({ users }) => actorOf(users.get(viewer.user.id) ?? { ...viewer.user, licensed: false }),
        )

      const carryOut = Effect.fnUntraced(function* (job: Job, { commands, item, movesTo }: Task) {
        const by = yield* actorNow(job.viewer)
        for (const command of commands(by)) {
          yield* conversations.execute(item.id, job.viewer.workspaceId, command)
        }
        if (movesTo !== null) job.moved.push({ item, to: movesTo })
      })

      const attempt = (job: Job, task: Task) =>
        carryOut(job, task).pipe(
          Effect.catch((error) =>
            Effect.sync(() => {
              job.failed += 1
              job.reasons.set(error.message, (job.reasons.get(error.message) ?? 0) + 1)
              if (job.failures.length < failuresNamedMax) job.failures.push(failureOf(task.item.id, error))
            })
          ),
          Effect.andThen(Effect.sync(() => job.done += 1)),
        )

      const makeRoom = (userId: UserId) => {
        const ended = jobsOf(userId).filter(isEnded)
        for (const job of ended.slice(0, Math.max(0, ended.length + 1 - endedMax))) {
          jobs.delete(keyOf(job.viewer, job.id))
        }
      }

      /** FIT-3: in the desk of who gave them away and left. */
      const told = (job: Job) => {
        if (job.assignedTo === null || Date.now() - job.followedAt < leftAfterMillis) return Effect.void
        const { user, workspaceId } = job.viewer
        const reasons = [...job.reasons].map(([message, count]) => ({ message, count }))
        const detail = { to: job.assignedTo, total: job.total, failed: job.failed, reasons }
        return workNotices(
          sql,
          sql`SELECT ${workspaceId}::uuid AS workspace_id, ${user.id}::uuid AS user_id, 'bulk' AS kind, ${job.id}::text AS subject,
            '{}'::uuid[] AS conversation_ids, ${JSON.stringify(detail)}::jsonb AS detail`,
        ).pipe(
          Effect.catch((error) => Effect.logWarning("nobody was told of a bulk action", errorSummary(error))),
        )
      }

      const start = Effect.fnUntraced(function* (
        viewer: Viewer,
        id: BulkId,
        tasks: ReadonlyArray<Task>,
        assignedTo: UserId | null = null,
      ) {
        const before = known(viewer, id)
        if (before) return follow(before)
        if (jobsOf(viewer.user.id).filter((job) => !isEnded(job)).length >= runningMax) return yield* tooMany
        makeRoom(viewer.user.id)
        const job: Job = {
          id,
          viewer,
          total: tasks.length,
          done: 0,
          failed: 0,
          failures: [],
          reasons: new Map(),
          assignedTo,
          followedAt: Date.now(),
          moved: [],
          ended: Deferred.makeUnsafe(),
        }
        jobs.set(keyOf(viewer, id), job)
        yield* FiberSet.run(
          running,
          Effect.forEach(tasks, (task) => attempt(job, task), { concurrency: atOnce, discard: true }).pipe(
            Effect.andThen(Effect.suspend(() => told(job))),
            Effect.ensuring(Deferred.succeed(job.ended, undefined)),
            Effect.andThen(Effect.sleep(keptFor)),
            Effect.ensuring(Effect.sync(() => jobs.delete(keyOf(viewer, id)))),
          ),
        )
        return follow(job)
      })

      const itemsOf = (viewer: Viewer, target: BulkTarget) =>
        BulkTarget.match(target, {
          Named: ({ items }) => Effect.succeed(items),
          Matching: ({ except, filter }) => {
            const left = new Set(except)
            return Effect.map(
              inbox.matching(viewer, filter, bulkMax + left.size),
              (items) => items.filter(({ id }) => !left.has(id)).slice(0, bulkMax),
            )
          },
        })

      const run = Effect.fn("BulkJobs.run")(
        function* (viewer: Viewer, id: BulkId, action: BulkAction, target: BulkTarget) {
          const before = known(viewer, id)
          if (before) return follow(before)
          if (action._tag === "Assign" && !mayAssign(yield* actorNow(viewer))) return yield* onlyAdmins
          const items = yield* itemsOf(viewer, target)
          return yield* start(
            viewer,
            id,
            items.map(taskOf(action)),
            action._tag === "Assign" ? action.to : null,
          )
        },
      )

      const undo = Effect.fn("BulkJobs.undo")(function* (viewer: Viewer, id: BulkId, of: BulkId) {
        const before = known(viewer, id)
        if (before) return follow(before)
        const job = known(viewer, of)
        if (!job || !isEnded(job)) return yield* tooLate
        jobs.delete(keyOf(viewer, of))
        return yield* start(viewer, id, job.moved.map(undoTaskOf))
      })

      return BulkJobs.of({ run, undo })
    }),
  )
}
