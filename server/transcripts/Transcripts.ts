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
import { formatAddress } from "../../domain/contact/PhoneNumber.ts"
import { mayExport } from "../../domain/conversation/ConversationAccess.ts"
import { notYoursToExport, Refusal } from "../../domain/conversation/Refusal.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { TranscriptFacts } from "../../domain/transcript/Transcript.ts"
import { transcriptClock } from "../../domain/transcript/transcriptClock.ts"
import {
  type TranscriptId,
  transcriptItemsMax,
  transcriptPath,
  type TranscriptProgress,
  type TranscriptRequest,
} from "../../domain/transcript/TranscriptRequest.ts"
import { actorOf, Conversations } from "../conversations/Conversations.ts"
import { Timeline } from "../conversations/Timeline.ts"
import { WorkspaceReads } from "../database/WorkspaceReads.ts"
import { asWorkspace } from "../database/asWorkspace.ts"
import { errorSummary } from "../database/errorSummary.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { Directory } from "../directory/Directory.ts"
import { Inbox } from "../inbox/Inbox.ts"
import { tellWhose } from "../notifications/writtenNotices.ts"
import { workNotices } from "../notifications/workNotices.ts"
import { isKept, keptMinutes } from "./keptTranscript.ts"
import { readPeriod } from "./readPeriod.ts"
import { type LeftJob, makeTranscriptJobs } from "./transcriptJobs.ts"
import { openTranscriptThread } from "./TranscriptThread.ts"

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
const tooLong = new Refusal({
  code: "not_possible",
  message: "There are more than 50,000 messages in this period. Choose a shorter one.",
})
const gone = new Refusal({
  code: "not_found",
  message: "This transcript is no longer kept. Export the conversation again.",
})
const notMade = "The transcript was not made. Try again in a minute."

const brokenOff =
  "The server stopped each time that the transcript was made. Export the conversation again, or a part of it."

interface Job {
  readonly viewer: Viewer
  readonly request: TranscriptRequest
  /** How often it was begun, also by nodes that died over it. */
  readonly tries: number
  progress: TranscriptProgress
  readonly ended: Deferred.Deferred<void>
}

/** A finished transcript. */
export interface TranscriptFile {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
}

const types = { pdf: "application/pdf", text: "text/plain", both: "application/zip" } as const
const endings = { pdf: "pdf", text: "txt", both: "zip" } as const

const isEnded = (job: Job) => Deferred.isDoneUnsafe(job.ended)

const follow = (job: Job): Stream.Stream<TranscriptProgress> =>
  Stream.paginate(null, () =>
    Effect.map(
      Effect.raceFirst(Deferred.await(job.ended), Effect.sleep(tellEvery)),
      () => [[job.progress], isEnded(job) ? Option.none() : Option.some(null)] as const,
    ))

/** `Transcript Elena Marsh 2026-11-13`: without what file systems cannot have in a name. */
const nameOf = (row: InboxRow, { timeZone }: TranscriptRequest, now: number): string => {
  const who = (row.contact?.name ?? formatAddress(row.address)).replace(/[\\/:*?"<>|\p{Cc}\p{Cf}]/gu, " ")
  return `Transcript ${who.replace(/\s+/g, " ").trim().slice(0, 80)} ${transcriptClock(timeZone).date(now)}`
}

/**
 * Conversations written down (EXPORT): read page by page as the user may see them, set in a thread of its own, and kept for an
 * hour for whoever asked. Who may have it is judged when it is asked for, by the conversation when it is done,
 * which puts it into timeline and audit log, and again when it is fetched. It goes on when its desk is closed, and when its
 * node dies, on another one or once it is started again, from the beginning: then it may be in the timeline twice.
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
      const timeline = yield* Timeline
      const threads = yield* Semaphore.make(threadsMax)
      const running = yield* FiberMap.make<string, void>()
      const scope = yield* Effect.scope
      const jobs = new Map<string, Job>()
      const stored = makeTranscriptJobs(sql)

      // Ids are made by desks: one's own never names another's export.
      const keyOf = ({ user }: Viewer, id: TranscriptId) => `${user.id} ${id}`

      /** Role and licence as they are by now. */
      const actorNow = (viewer: Viewer) =>
        Effect.map(
          directory.snapshot,
          ({ users }) => actorOf(users.get(viewer.user.id) ?? { ...viewer.user, licensed: false }),
        )

      const factsOf = Effect.fnUntraced(function* ({ request, viewer }: Job, row: InboxRow, now: number) {
        const { senders, users } = yield* directory.snapshot
        const sender = senders.get(row.senderId)
        const names = new Map(
          [...users.values()].flatMap((user) =>
            user.workspaceId === viewer.workspaceId ? [[user.id, user.name] as const] : []
          ),
        )
        return {
          contact: row.contact?.name ?? null,
          address: row.address,
          channel: row.channel,
          sender: { label: sender?.label ?? "", address: sender?.address ?? row.address },
          owner: row.owner === null ? null : names.get(row.owner) ?? null,
          exportedBy: viewer.user.name,
          exportedAt: now,
          timeZone: request.timeZone,
          from: request.from,
          until: request.until,
          names,
        } satisfies TranscriptFacts
      })

      /** The bytes of the file: reading is a third of the work, setting the rest. */
      const write = Effect.fnUntraced(function* (job: Job, row: InboxRow, name: string, now: number) {
        const { format, from, paper, until } = job.request
        const { count, pages } = yield* readPeriod(timeline, {
          conversationId: row.id,
          workspaceId: job.viewer.workspaceId,
          lastSeq: row.lastSeq,
          from,
          until,
        })
        if (count > transcriptItemsMax) return yield* tooLong
        const share = (done: number) => count === 0 ? 0 : Math.min(1, done / count)
        const thread = yield* openTranscriptThread
        let read = 0
        yield* Stream.runForEach(pages, (items) =>
          Effect.suspend(() => {
            read += items.length
            job.progress = { _tag: "Making", percent: Math.floor(share(read) * 33) }
            return thread.give(items)
          }))
        const facts = yield* factsOf(job, row, now)
        return yield* thread.write({ format, paper, facts, name }, (lines) => {
          job.progress = { _tag: "Making", percent: 33 + Math.floor(share(lines) * 66) }
        })
      }, Effect.scoped)

      /** FIT-3: whoever has left the page finds it behind the bell. `problem`: why it was not made. */
      const told = ({ request, viewer }: Job, problem: string | null) =>
        workNotices(
          sql,
          sql`SELECT ${viewer.workspaceId}::uuid AS workspace_id, ${viewer.user.id}::uuid AS user_id, 'transcript' AS kind,
            ${request.id}::text AS subject, ARRAY[${request.conversationId}::uuid] AS conversation_ids,
            jsonb_strip_nulls(jsonb_build_object('problem', ${problem}::text)) AS detail`,
        )

      /** Who has fetched it knows. */
      const noticeRead = ({ user, workspaceId }: Viewer, id: TranscriptId) =>
        sql`WITH marked AS (
            UPDATE notices SET read_at = now() WHERE user_id = ${user.id} AND kind = 'transcript' AND subject = ${id}
              AND read_at IS NULL RETURNING user_id
          ) ${tellWhose(sql, sql`SELECT user_id FROM marked`)}`.pipe(asWorkspace(sql, workspaceId))

      /** What is another node's or cancelled by now is asked of the database from here on. */
      const drop = (job: Job) => {
        const key = keyOf(job.viewer, job.request.id)
        if (jobs.get(key) === job) jobs.delete(key)
      }

      /** Also where another process made it, or this one long ago. */
      const madeBefore = Effect.fnUntraced(function* ({ user, workspaceId }: Viewer, id: TranscriptId) {
        const [found] = yield* sql<{ readonly name: string }>`
          SELECT name FROM transcripts made WHERE id = ${id} AND user_id = ${user.id} AND ${isKept(sql)}`
          .pipe(reads.of(sql, workspaceId))
        return found
          ? { _tag: "Made", path: transcriptPath(id), name: found.name } satisfies TranscriptProgress
          : null
      }, orUnavailable(notMade))

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
        const { request, viewer } = job
        const now = yield* Clock.currentTimeMillis
        const name = nameOf(row, request, now)
        const bytes = yield* threads.withPermits(1)(write(job, row, name, now))
        // Of what was cancelled meanwhile the timeline says nothing.
        if (!(yield* stored.beat(viewer, request.id, job.tries, 99))) return yield* giveUp(job)
        yield* conversations.execute(row.id, viewer.workspaceId, {
          _tag: "NoteExported",
          by: yield* actorNow(viewer),
          format: request.format,
        })
        const full = `${name}.${endings[request.format]}`
        const isOurs = yield* Effect.gen(function* () {
          if (!(yield* stored.end(viewer, request.id, job.tries))) return false
          yield* sql`
            INSERT INTO transcripts (id, workspace_id, user_id, conversation_id, name, type, bytes, started_at, expires_at)
            VALUES (${request.id}, ${viewer.workspaceId}, ${viewer.user.id}, ${row.id}, ${full},
              ${types[request.format]}, ${bytes}, to_timestamp(${now}::float8 / 1000),
              now() + make_interval(mins => ${keptMinutes}))`
          yield* told(job, null)
          return true
        }).pipe(asWorkspace(sql, viewer.workspaceId))
        if (!isOurs) return yield* giveUp(job)
        job.progress = { _tag: "Made", path: transcriptPath(request.id), name: full }
      })

      const failed = (job: Job, message: string) => {
        job.progress = { _tag: "NotMade", message }
        return stored.fail(job.viewer, job.request.id, message).pipe(
          Effect.andThen(told(job, message)),
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

      const newJob = (viewer: Viewer, request: TranscriptRequest, tries: number): Job => ({
        viewer,
        request,
        tries,
        progress: { _tag: "Making", percent: 0 },
        ended: Deferred.makeUnsafe(),
      })

      const launch = Effect.fnUntraced(
        function* (viewer: Viewer, request: TranscriptRequest, row: InboxRow, tries: number) {
          const key = keyOf(viewer, request.id)
          const job = newJob(viewer, request, tries)
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
        if (!(yield* admitted(viewer, request))) return followStored(viewer, request.id)
        return follow(yield* launch(viewer, request, row, 1))
      })

      const cancel = Effect.fn("Transcripts.cancel")(function* (viewer: Viewer, id: TranscriptId) {
        const key = keyOf(viewer, id)
        const job = jobs.get(key)
        if (job && !isEnded(job)) job.progress = { _tag: "Cancelled" }
        yield* FiberMap.remove(running, key)
        yield* stored.cancel(viewer, id)
      }, orUnavailable("The export could not be cancelled. Try again."))

      /** Goes on with what a dead node left, with its user's rights as they are by now. */
      const resume = Effect.fnUntraced(function* ({ request, tries, userId, workspaceId }: LeftJob) {
        const user = (yield* directory.snapshot).users.get(userId)
        const viewer = user && { user, workspaceId, sessionId: "" }
        if (!viewer || jobs.has(keyOf(viewer, request.id))) return
        if (!viewer.user.licensed) return yield* stored.cancel(viewer, request.id)
        const job = (refused: string) => failed(newJob(viewer, request, tries), refused)
        if (tries > triesMax) return yield* job(brokenOff)
        yield* allowedRow(viewer, request.conversationId).pipe(
          Effect.flatMap((row) => launch(viewer, request, row, tries)),
          Effect.catchTag("Refusal", ({ message }) => job(message)),
        )
      })

      yield* stored.takeOver.pipe(
        Effect.flatMap(Effect.forEach(resume, { discard: true })),
        Effect.catchCause((cause) => Effect.logWarning("exports of dead nodes were not taken over", cause)),
        Effect.schedule(Schedule.spaced(beatEvery)),
        Effect.forkScoped,
      )

      const file = Effect.fn("Transcripts.file")(
        function* (viewer: Viewer, id: TranscriptId) {
          const [found] = yield* sql<TranscriptFile & { readonly conversationId: InboxRow["id"] }>`
            SELECT name, type, bytes, conversation_id FROM transcripts made
            WHERE id = ${id} AND user_id = ${viewer.user.id} AND ${isKept(sql)}`
            .pipe(reads.of(sql, viewer.workspaceId))
          if (!found) return yield* gone
          yield* allowedRow(viewer, found.conversationId)
          yield* noticeRead(viewer, id)
          return found
        },
        orUnavailable("The transcript could not be read. Try again."),
      )

      yield* sql`
        DELETE FROM transcripts made WHERE NOT (${isKept(sql)})`.pipe(
        Effect.andThen(stored.sweep),
        Effect.catch((error) => Effect.logWarning("Old transcripts were not removed", errorSummary(error))),
        Effect.schedule(Schedule.spaced(sweepEvery)),
        Effect.forkScoped,
      )
      return Transcripts.of({ make, cancel, file })
    }),
  )
}
