import { PgClient } from "@effect/sql-pg"
import { Context, Deferred, Effect, FiberSet, Layer, Option, Result, Schedule, Stream } from "effect"
import { mayAssign } from "../../domain/conversation/ConversationAccess.ts"
import type { Actor } from "../../domain/conversation/ConversationCommand.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import {
  type BulkAction,
  type BulkFailure,
  type BulkId,
  bulkMax,
  type BulkProgress,
  BulkTarget,
  failuresNamedMax,
} from "../../domain/inbox/Bulk.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { UserId } from "../../domain/user/User.ts"
import { actorOf, Conversations } from "../conversations/Conversations.ts"
import { errorSummary } from "../database/errorSummary.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { Directory } from "../directory/Directory.ts"
import { type BulkCount, type BulkKey, type BulkPlace, type LeftBulk, makeBulkStore } from "./bulkStore.ts"
import { type BulkTask, commandsOf, movesAway } from "./bulkTasks.ts"
import { Inbox } from "./Inbox.ts"

type Viewer = CurrentUser["Service"]

/** Conversations of one action that change at once: enough for the journal to commit them together. */
const atOnce = 8
const tellEvery = "200 millis"
/** What was tried is noted as often: so little a crash has done again, which changes nothing that was done. */
const reportEvery = "200 millis"
/** Where nothing was, that it is still worked on. */
const beatMillis = 2_000
/** How far one is that another node works on. */
const lookEvery = "500 millis"
const takeOverEvery = "2 seconds"
const sweepEvery = "1 minute"
/** One that as many nodes died over is not begun again: what is left of it counts as failed. */
const triesMax = 3
/** How often its end is noted where the database does not answer, a second apart; then another node ends it. */
const endTriesMax = 30

/** A job that this node works on. */
interface Job {
  readonly key: BulkKey
  readonly task: BulkTask
  readonly total: number
  readonly tries: number
  count: BulkCount
  /** Not noted yet. */
  readonly tried: Array<{ readonly position: number; readonly moved: boolean }>
  /** When it was noted last, and when somebody was last told how far it is; epoch milliseconds. */
  notedAt: number
  followedAt: number
  /** True where it ended here, false where another node has it. */
  readonly over: Deferred.Deferred<boolean>
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
const brokenOff = new Unavailable({ message: "The server stopped each time that this was done. Try again." })
const notKnown = orUnavailable("The desk does not know how far this is. Try again.")

const failureOf = (id: BulkPlace["id"], error: Refusal | Unavailable): BulkFailure => ({
  id,
  code: error._tag === "Refusal" ? error.code : "unavailable",
  message: error.message,
  holder: error._tag === "Refusal" ? error.holder ?? null : null,
})

const nothingDone: BulkCount = { done: 0, failed: 0, moved: 0, failures: [], reasons: new Map() }

const withFailure = (count: BulkCount, failure: BulkFailure): BulkCount => ({
  ...count,
  done: count.done + 1,
  failed: count.failed + 1,
  failures: count.failures.length < failuresNamedMax ? [...count.failures, failure] : count.failures,
  reasons: new Map(count.reasons).set(failure.message, (count.reasons.get(failure.message) ?? 0) + 1),
})

const progressOf = (
  { count: { done, failed, failures, moved }, total }: Job,
  ended: boolean,
): BulkProgress => ({
  total,
  done,
  failed,
  failures,
  undoable: moved,
  ended,
})

/**
 * Actions on many conversations (ASSIGN-6). Each conversation judges for itself, in its own actor; what one refuses does
 * not keep the others from changing. A job goes on when its desk is closed, and when its node dies, on another one or once it
 * is started again: from where it was, each conversation once (FIT-3).
 */
export class BulkJobs extends Context.Service<BulkJobs, {
  /** Starts a job or, with the id of one that was started, follows it. */
  readonly run: (
    viewer: Viewer,
    id: BulkId,
    action: BulkAction,
    target: BulkTarget,
  ) => Effect.Effect<Stream.Stream<BulkProgress, Unavailable>, Refusal | Unavailable>
  /** Takes the assignments of a job that ended back: within two minutes, once. */
  readonly undo: (
    viewer: Viewer,
    id: BulkId,
    of: BulkId,
  ) => Effect.Effect<Stream.Stream<BulkProgress, Unavailable>, Refusal | Unavailable>
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
      const store = makeBulkStore(sql)

      // Ids are made by desks: one's own never names another's job.
      const nameOf = ({ id, userId }: BulkKey) => `${userId} ${id}`
      const keyOf = ({ user, workspaceId }: Viewer, id: BulkId): BulkKey => ({
        id,
        userId: user.id,
        workspaceId,
      })

      /** Role and licence as they are by now, not as they were when the job began. */
      const actorNow = (id: UserId): Effect.Effect<Actor> =>
        Effect.map(directory.snapshot, ({ users }) => {
          const user = users.get(id)
          return user ? actorOf(user) : { id, role: "standard", licensed: false }
        })

      const attempt = Effect.fnUntraced(function* ({ key, task }: Job, place: BulkPlace) {
        const by = yield* actorNow(key.userId)
        for (const command of commandsOf(task, place, by)) {
          yield* conversations.execute(place.id, key.workspaceId, command)
        }
      })

      const tryPlace = (job: Job, place: BulkPlace) =>
        Effect.result(attempt(job, place)).pipe(
          Effect.map((result) => {
            const moved = Result.isSuccess(result) && movesAway(job.task, place)
            job.count = Result.isFailure(result)
              ? withFailure(job.count, failureOf(place.id, result.failure))
              : { ...job.count, done: job.count.done + 1, moved: job.count.moved + (moved ? 1 : 0) }
            job.tried.push({ position: place.position, moved })
          }),
        )

      /** What is said of it with `note`; where that was not to be, it is said with the next. */
      const noted = (job: Job, note: typeof store.report) =>
        Effect.suspend(() => {
          const tried = job.tried.splice(0)
          const { count, followedAt, tries } = job
          job.notedAt = Date.now()
          return note(job.key, { count, tries, tried, followedMillisAgo: Date.now() - followedAt }).pipe(
            Effect.onError(() => Effect.sync(() => job.tried.unshift(...tried))),
          )
        })

      /** Goes on for as long as it is this node's. */
      const reporting = (job: Job) =>
        Effect.suspend(() =>
          job.tried.length > 0 || Date.now() - job.notedAt >= beatMillis
            ? noted(job, store.report)
            : Effect.succeed(true)
        ).pipe(
          Effect.catch((error) =>
            Effect.as(
              Effect.logWarning("a bulk action could not say how far it is", errorSummary(error)),
              true,
            )
          ),
          Effect.delay(reportEvery),
          Effect.repeat({ while: (ours) => ours }),
        )

      const work = (job: Job, places: ReadonlyArray<BulkPlace>) =>
        Effect.raceFirst(
          Effect.forEach(places, (place) => tryPlace(job, place), { concurrency: atOnce, discard: true }),
          reporting(job),
        ).pipe(
          Effect.andThen(
            noted(job, store.end).pipe(
              Effect.retry({ times: endTriesMax, schedule: Schedule.spaced("1 second") }),
            ),
          ),
          Effect.catch((error) =>
            Effect.as(Effect.logError("a bulk action could not end", errorSummary(error)), false)
          ),
          Effect.flatMap((ours) => Deferred.succeed(job.over, ours)),
          Effect.ensuring(Effect.suspend(() => {
            if (jobs.get(nameOf(job.key)) === job) jobs.delete(nameOf(job.key))
            return Deferred.succeed(job.over, false)
          })),
          Effect.asVoid,
        )

      const launch = Effect.fnUntraced(function* (
        { count, key, task, total, tries }: Pick<Job, "key" | "task" | "total" | "tries" | "count">,
        places: ReadonlyArray<BulkPlace>,
        followedAt: number,
      ) {
        const over = Deferred.makeUnsafe<boolean>()
        const job: Job = { key, task, total, tries, count, tried: [], notedAt: Date.now(), followedAt, over }
        jobs.set(nameOf(key), job)
        yield* FiberSet.run(running, work(job, places))
        return job
      })

      const followStored = (key: BulkKey): Stream.Stream<BulkProgress, Unavailable> =>
        Stream.fromEffectSchedule(notKnown(store.find(key, true)), Schedule.spaced(lookEvery)).pipe(
          Stream.takeWhile((progress) => progress !== null),
          Stream.takeUntil(({ ended }) => ended),
        )

      /** How far a job is, now and then until it has ended; who stops following does not stop the job. */
      const follow = (job: Job): Stream.Stream<BulkProgress, Unavailable> =>
        Stream.paginate(null, () =>
          Effect.map(
            Effect.raceFirst(
              Effect.asSome(Deferred.await(job.over)),
              Effect.as(Effect.sleep(tellEvery), Option.none<boolean>()),
            ),
            (over) => {
              job.followedAt = Date.now()
              const ended = Option.getOrElse(over, () => false)
              return [
                [progressOf(job, ended)],
                Option.isSome(over) ? Option.none() : Option.some(null),
              ] as const
            },
          )).pipe(
            Stream.concat(Stream.unwrap(
              Effect.map(Deferred.await(job.over), (ended) => ended ? Stream.empty : followStored(job.key)),
            )),
          )

      /** On whatever node; null where nobody began it. */
      const known = Effect.fnUntraced(function* (key: BulkKey) {
        const job = jobs.get(nameOf(key))
        if (job) return follow(job)
        return (yield* notKnown(store.find(key, true))) === null ? null : followStored(key)
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
          const key = keyOf(viewer, id)
          const before = yield* known(key)
          if (before) return before
          if (action._tag === "Assign" && !mayAssign(yield* actorNow(viewer.user.id))) {
            return yield* onlyAdmins
          }
          const items = yield* itemsOf(viewer, target)
          const places = items.map((item, position) => ({ ...item, position }))
          if (!(yield* store.begin(key, action, places))) return (yield* known(key)) ?? (yield* tooMany)
          const job = { key, task: action, total: places.length, tries: 1, count: nothingDone }
          return follow(yield* launch(job, places, Date.now()))
        },
        orUnavailable("Nothing was changed, since the database did not answer. Try again."),
      )

      const undo = Effect.fn("BulkJobs.undo")(
        function* (viewer: Viewer, id: BulkId, of: BulkId) {
          const key = keyOf(viewer, id)
          const before = yield* known(key)
          if (before) return before
          const begun = yield* store.beginBack(key, keyOf(viewer, of))
          if (begun === "over") return yield* tooLate
          if (begun === "busy") return (yield* known(key)) ?? (yield* tooMany)
          const { places, task } = begun
          const job = { key, task, total: places.length, tries: 1, count: nothingDone }
          return follow(yield* launch(job, places, Date.now()))
        },
        orUnavailable("Nothing was taken back, since the database did not answer. Try again."),
      )

      /** Goes on with what a dead node left. */
      const resume = Effect.fnUntraced(function* ({ action: task, reasons, ...left }: LeftBulk) {
        const key = { id: left.id, userId: left.userId, workspaceId: left.workspaceId }
        const places = yield* store.left(key)
        const before: BulkCount = { ...left, reasons: new Map(Object.entries(reasons)) }
        const gaveUp = left.tries > triesMax
        const count = gaveUp
          ? places.reduce((all, { id }) => withFailure(all, failureOf(id, brokenOff)), before)
          : before
        yield* launch({ key, task, total: left.total, tries: left.tries, count }, gaveUp ? [] : places, 0)
      })

      yield* store.takeOver.pipe(
        Effect.flatMap(Effect.forEach(resume, { discard: true })),
        Effect.catchCause((cause) =>
          Effect.logWarning("bulk actions of dead nodes were not taken over", cause)
        ),
        Effect.schedule(Schedule.spaced(takeOverEvery)),
        Effect.forkScoped,
      )
      yield* store.sweep.pipe(
        Effect.catch((error) => Effect.logWarning("Old bulk actions were not removed", errorSummary(error))),
        Effect.schedule(Schedule.spaced(sweepEvery)),
        Effect.forkScoped,
      )
      return BulkJobs.of({ run, undo })
    }),
  )
}
