import { PgClient } from "@effect/sql-pg"
import {
  Clock,
  Context,
  Deferred,
  Effect,
  FiberMap,
  Layer,
  Option,
  Schedule,
  Semaphore,
  Stream,
} from "effect"
import { mayExport } from "../../domain/conversation/ConversationAccess.ts"
import { notYoursToExport, Refusal } from "../../domain/conversation/Refusal.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import {
  type TranscriptId,
  transcriptPath,
  type TranscriptProgress,
  type TranscriptRequest,
} from "../../domain/transcript/TranscriptRequest.ts"
import { actorOf, Conversations } from "../conversations/Conversations.ts"
import { exportItemIdOf } from "../conversations/conversationIdOf.ts"
import { WorkspaceReads } from "../database/WorkspaceReads.ts"
import { asWorkspace } from "../database/asWorkspace.ts"
import { errorSummary } from "../database/errorSummary.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { Directory } from "../directory/Directory.ts"
import { Inbox } from "../inbox/Inbox.ts"
import { makeKeptTranscripts, type TranscriptFile } from "./keptTranscripts.ts"
import { makeTranscriptWriter } from "./makeTranscriptWriter.ts"
import { type LeftJob, makeTranscriptJobs } from "./transcriptJobs.ts"

type Viewer = CurrentUser["Service"]

/** Exports that a node makes at once, each in a thread of its own; more wait for their turn. */
const threadsMax = 2
/** Of one user's on a node, waiting ones too. */
export const exportsMax = 3
const tellEvery = "200 millis"
/** So often a node says that it makes an export; after four times without a word another one takes over. */
const beatEvery = "2 seconds"
/** An export that as many nodes died over is not begun again. */
const triesMax = 3
const lookEvery = "500 millis"
/** Who followed an export and lost the connection learns within this time how it ended. */
const rememberedFor = "2 minutes"
const sweepEvery = "1 minute"

const tooMany = new Refusal({
  code: "too_many_requests",
  message: "Three of your transcripts are still being made. Wait until one of them is done.",
})
const gone = new Refusal({
  code: "not_found",
  message: "This transcript is no longer kept. Export the conversation again.",
})
const notMade = "The transcript was not made. Try again in a minute."

const brokenOff =
  "The server stopped each time that the transcript was made. Export the conversation again, or a part of it."

interface Task {
  readonly viewer: Viewer
  readonly request: TranscriptRequest
  /** How often it was begun, also by nodes that died over it. */
  readonly tries: number
  /** When it was begun first. */
  readonly startedAt: Date
}

interface Job extends Task {
  progress: TranscriptProgress
  readonly ended: Deferred.Deferred<void>
}

const isEnded = (job: Job) => Deferred.isDoneUnsafe(job.ended)

const follow = (job: Job): Stream.Stream<TranscriptProgress> =>
  Stream.paginate(null, () =>
    Effect.map(
      Effect.raceFirst(Deferred.await(job.ended), Effect.sleep(tellEvery)),
      () => [[job.progress], isEnded(job) ? Option.none() : Option.some(null)] as const,
    ))

/**
 * Conversations written down (EXPORT): read page by page as the user may see them, set in a thread of its own, and kept for an
 * hour for whoever asked. Who may have it is judged when it is asked for, by the conversation when it is done,
 * which puts it into timeline and audit log, once, and again when it is fetched. It goes on when its desk is closed, and when
 * its node dies, on another one or once it is started again, from the beginning.
 */
export class Transcripts extends Context.Service<Transcripts, {
  /** Starts an export or, with the id of one that was started, follows it. */
  readonly make: (
    viewer: Viewer,
    request: TranscriptRequest,
  ) => Effect.Effect<Stream.Stream<TranscriptProgress, Unavailable>, Refusal | Unavailable>
  readonly cancel: (viewer: Viewer, id: TranscriptId) => Effect.Effect<void, Unavailable>
  /** Refused alike where there is none, where it is somebody else's, and where it may no longer be had. */
  readonly file: (viewer: Viewer, id: TranscriptId) => Effect.Effect<TranscriptFile, Refusal | Unavailable>
}>()("desk/server/transcripts/Transcripts") {
  static readonly layer = Layer.effect(
    Transcripts,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const reads = yield* WorkspaceReads
      const conversations = yield* Conversations
      const directory = yield* Directory
      const inbox = yield* Inbox
      const write = yield* makeTranscriptWriter
      const threads = yield* Semaphore.make(threadsMax)
      const running = yield* FiberMap.make<string, void>()
      const scope = yield* Effect.scope
      const jobs = new Map<string, Job>()
      const stored = makeTranscriptJobs(sql)
      const kept = makeKeptTranscripts(sql, reads)

      // Ids are made by desks: one's own never names another's export.
      const keyOf = ({ user }: Viewer, id: TranscriptId) => `${user.id} ${id}`

      /** Role and licence as they are by now. */
      const actorNow = (viewer: Viewer) =>
        Effect.map(
          directory.snapshot,
          ({ users }) => actorOf(users.get(viewer.user.id) ?? { ...viewer.user, licensed: false }),
        )

      /** What is another node's or cancelled by now is asked of the database from here on. */
      const drop = (job: Job) => {
        const key = keyOf(job.viewer, job.request.id)
        if (jobs.get(key) === job) jobs.delete(key)
      }

      /** Also where another process made it, or this one long ago. */
      const madeBefore = Effect.fnUntraced(function* (viewer: Viewer, id: TranscriptId) {
        const name = yield* kept.nameOf(viewer, id)
        return name === null
          ? null
          : { _tag: "Made", path: transcriptPath(id), name } satisfies TranscriptProgress
      })

      /** How far it is or how it ended, as all nodes know; null where nobody has begun it. */
      const storedProgress = Effect.fnUntraced(function* (viewer: Viewer, id: TranscriptId) {
        const made = yield* madeBefore(viewer, id)
        if (made !== null) return made
        const job = yield* stored.find(viewer, id).pipe(reads.of(sql, viewer.workspaceId))
        if (job === null) return null
        if (job.state === "cancelled") return { _tag: "Cancelled" } satisfies TranscriptProgress
        return job.state === "making"
          ? { _tag: "Making", percent: job.percent } satisfies TranscriptProgress
          : { _tag: "NotMade", message: job.message ?? notMade } satisfies TranscriptProgress
      }, orUnavailable(notMade))

      /** It was cancelled on another node, or taken over by one: whoever follows it here hears which. */
      const giveUp = Effect.fnUntraced(function* (job: Job) {
        const now = yield* storedProgress(job.viewer, job.request.id)
        job.progress = now ?? job.progress
      }, (effect, job) => Effect.ensuring(effect, Effect.sync(() => drop(job))))

      const carryOut = Effect.fnUntraced(function* (job: Job, row: InboxRow) {
        const { request, startedAt, tries, viewer } = job
        const now = yield* Clock.currentTimeMillis
        const file = yield* threads.withPermits(1)(write({ viewer, request, row, now }, (percent) => {
          job.progress = { _tag: "Making", percent }
        }))
        // Of what was cancelled meanwhile the timeline says nothing.
        if (!(yield* stored.beat(viewer, request.id, tries, 99))) return yield* giveUp(job)
        yield* conversations.execute(row.id, viewer.workspaceId, {
          _tag: "NoteExported",
          by: yield* actorNow(viewer),
          format: request.format,
          exportId: exportItemIdOf(viewer.user.id, request.id, startedAt),
        })
        const isOurs = yield* Effect.gen(function* () {
          if (!(yield* stored.end(viewer, request.id, tries))) return false
          yield* kept.keep(viewer, request, file, now)
          yield* kept.told(viewer, request, null)
          return true
        }).pipe(asWorkspace(sql, viewer.workspaceId))
        if (!isOurs) return yield* giveUp(job)
        job.progress = { _tag: "Made", path: transcriptPath(request.id), name: file.name }
      })

      const failed = (job: Job, message: string) => {
        job.progress = { _tag: "NotMade", message }
        return stored.fail(job.viewer, job.request.id, message).pipe(
          Effect.andThen(kept.told(job.viewer, job.request, message)),
          asWorkspace(sql, job.viewer.workspaceId),
          Effect.catch((error) =>
            Effect.logWarning("Nobody was told that a transcript was not made", errorSummary(error))
          ),
        )
      }

      const attempt = (job: Job, row: InboxRow) =>
        carryOut(job, row).pipe(
          Effect.catchTag("Refusal", ({ message }) => failed(job, message)),
          Effect.catch((error) => {
            const reason = error._tag === "ThreadFailed" ? error.reason : errorSummary(error)
            return Effect.andThen(Effect.logError("a transcript was not made", reason), failed(job, notMade))
          }),
          Effect.catchDefect((defect) =>
            Effect.andThen(Effect.logError("a transcript was not made", defect), failed(job, notMade))
          ),
          Effect.ensuring(Deferred.succeed(job.ended, undefined)),
        )

      /** Ends where it was cancelled on another node, or taken over by one. */
      const beating = ({ progress, request, tries, viewer }: Job) =>
        stored.beat(viewer, request.id, tries, progress._tag === "Making" ? progress.percent : 100).pipe(
          Effect.catch((error) =>
            Effect.as(Effect.logWarning("an export could not say that it goes on", errorSummary(error)), true)
          ),
          Effect.delay(beatEvery),
        )

      const allowedRow = Effect.fnUntraced(function* (viewer: Viewer, id: InboxRow["id"]) {
        const row = yield* inbox.row(viewer, id)
        if (!mayExport(row, yield* actorNow(viewer))) return yield* notYoursToExport
        return row
      })

      const followStored = (viewer: Viewer, id: TranscriptId) =>
        Stream.fromEffectSchedule(storedProgress(viewer, id), Schedule.spaced(lookEvery)).pipe(
          Stream.map((progress): TranscriptProgress => progress ?? { _tag: "NotMade", message: notMade }),
          Stream.takeUntil(({ _tag }) => _tag !== "Making"),
        )

      const admitted = Effect.fnUntraced(function* (viewer: Viewer, request: TranscriptRequest) {
        const own = yield* stored.underWay(viewer).pipe(reads.of(sql, viewer.workspaceId))
        if (own >= exportsMax) return yield* tooMany
        return yield* stored.begin(viewer, request)
      }, orUnavailable(notMade))

      const newJob = (task: Task): Job => ({
        ...task,
        progress: { _tag: "Making", percent: 0 },
        ended: Deferred.makeUnsafe(),
      })

      const launch = Effect.fnUntraced(
        function* (task: Task, row: InboxRow) {
          const key = keyOf(task.viewer, task.request.id)
          const job = newJob(task)
          jobs.set(key, job)
          const dropped = Effect.sync(() => drop(job))
          const lost = Effect.suspend(() => beating(job)).pipe(
            Effect.repeat({ while: (ours) => ours }),
            Effect.andThen(giveUp(job)),
          )
          yield* FiberMap.run(running, key, Effect.raceFirst(attempt(job, row), lost))
          yield* Deferred.await(job.ended).pipe(
            Effect.andThen(Effect.delay(dropped, rememberedFor)),
            Effect.forkIn(scope),
          )
          return job
        },
      )

      const make = Effect.fn("Transcripts.make")(function* (viewer: Viewer, request: TranscriptRequest) {
        const key = keyOf(viewer, request.id)
        const before = jobs.get(key)
        if (before) return follow(before)
        const elsewhere = yield* storedProgress(viewer, request.id)
        if (elsewhere !== null) return followStored(viewer, request.id)
        const row = yield* allowedRow(viewer, request.conversationId)
        const startedAt = yield* admitted(viewer, request)
        if (startedAt === null) return followStored(viewer, request.id)
        return follow(yield* launch({ viewer, request, tries: 1, startedAt }, row))
      })

      const cancel = Effect.fn("Transcripts.cancel")(function* (viewer: Viewer, id: TranscriptId) {
        const key = keyOf(viewer, id)
        const job = jobs.get(key)
        if (job && !isEnded(job)) job.progress = { _tag: "Cancelled" }
        yield* FiberMap.remove(running, key)
        yield* stored.cancel(viewer, id)
      }, orUnavailable("The export could not be cancelled. Try again."))

      /** Goes on with what a dead node left, with its user's rights as they are by now. */
      const resume = Effect.fnUntraced(
        function* ({ request, startedAt, tries, userId, workspaceId }: LeftJob) {
          const user = (yield* directory.snapshot).users.get(userId)
          const viewer = user && { user, workspaceId, sessionId: "" }
          if (!viewer || jobs.has(keyOf(viewer, request.id))) return
          if (!viewer.user.licensed) return yield* stored.cancel(viewer, request.id)
          const task = { viewer, request, tries, startedAt }
          const end = (refused: string) => failed(newJob(task), refused)
          if (tries > triesMax) return yield* end(brokenOff)
          yield* allowedRow(viewer, request.conversationId).pipe(
            Effect.flatMap((row) => launch(task, row)),
            Effect.catchTag("Refusal", ({ message }) => end(message)),
          )
        },
      )

      yield* stored.takeOver.pipe(
        Effect.flatMap(Effect.forEach(resume, { discard: true })),
        Effect.catchCause((cause) => Effect.logWarning("exports of dead nodes were not taken over", cause)),
        Effect.schedule(Schedule.spaced(beatEvery)),
        Effect.forkScoped,
      )

      const file = Effect.fn("Transcripts.file")(
        function* (viewer: Viewer, id: TranscriptId) {
          const found = yield* kept.file(viewer, id)
          if (found === null) return yield* gone
          yield* allowedRow(viewer, found.conversationId)
          yield* kept.noticeRead(viewer, id)
          return found
        },
        orUnavailable("The transcript could not be read. Try again."),
      )

      yield* Effect.andThen(kept.sweep, stored.sweep).pipe(
        Effect.catch((error) => Effect.logWarning("Old transcripts were not removed", errorSummary(error))),
        Effect.schedule(Schedule.spaced(sweepEvery)),
        Effect.forkScoped,
      )
      return Transcripts.of({ make, cancel, file })
    }),
  )
}
