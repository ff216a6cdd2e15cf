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
import { openTranscriptThread } from "./TranscriptThread.ts"

type Viewer = CurrentUser["Service"]

/** Exports that a node makes at once, each in a thread of its own; more wait for their turn. */
const threadsMax = 2
/** Of one user's on a node, waiting ones too. */
export const exportsMax = 3
const tellEvery = "200 millis"
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

interface Job {
  readonly viewer: Viewer
  readonly request: TranscriptRequest
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
 * which puts it into timeline and audit log, and again when it is fetched. An export lives in this process: it goes on when
 * its desk is closed, not when the node is.
 */
export class Transcripts extends Context.Service<Transcripts, {
  /** Starts an export or, with the id of one that was started, follows it. */
  readonly make: (
    viewer: Viewer,
    request: TranscriptRequest,
  ) => Effect.Effect<Stream.Stream<TranscriptProgress>, Refusal | Unavailable>
  readonly cancel: (viewer: Viewer, id: TranscriptId) => Effect.Effect<void>
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

      const carryOut = Effect.fnUntraced(function* (job: Job, row: InboxRow) {
        const { request, viewer } = job
        const now = yield* Clock.currentTimeMillis
        const name = nameOf(row, request, now)
        const bytes = yield* threads.withPermits(1)(write(job, row, name, now))
        yield* conversations.execute(row.id, viewer.workspaceId, {
          _tag: "NoteExported",
          by: yield* actorNow(viewer),
          format: request.format,
        })
        const full = `${name}.${endings[request.format]}`
        yield* sql`
          INSERT INTO transcripts (id, workspace_id, user_id, conversation_id, name, type, bytes, started_at, expires_at)
          VALUES (${request.id}, ${viewer.workspaceId}, ${viewer.user.id}, ${row.id}, ${full},
            ${types[request.format]}, ${bytes}, to_timestamp(${now}::float8 / 1000),
            now() + make_interval(mins => ${keptMinutes}))`.pipe(
          Effect.andThen(told(job, null)),
          asWorkspace(sql, viewer.workspaceId),
        )
        job.progress = { _tag: "Made", path: transcriptPath(request.id), name: full }
      })

      const failed = (job: Job, message: string) => {
        job.progress = { _tag: "NotMade", message }
        return told(job, message).pipe(
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
          Effect.onInterrupt(() =>
            Effect.sync(() => {
              job.progress = { _tag: "Cancelled" }
            })
          ),
          Effect.ensuring(Deferred.succeed(job.ended, undefined)),
        )

      const forget = (key: string) => Effect.sync(() => jobs.delete(key)).pipe(Effect.delay(rememberedFor))

      const allowedRow = Effect.fnUntraced(function* (viewer: Viewer, id: InboxRow["id"]) {
        const row = yield* inbox.row(viewer, id)
        if (!mayExport(row, yield* actorNow(viewer))) return yield* notYoursToExport
        return row
      })

      /** Also where another process made it, or this one long ago. */
      const madeBefore = Effect.fnUntraced(function* ({ user, workspaceId }: Viewer, id: TranscriptId) {
        const [found] = yield* sql<{ readonly name: string }>`
          SELECT name FROM transcripts made WHERE id = ${id} AND user_id = ${user.id} AND ${isKept(sql)}`
          .pipe(reads.of(sql, workspaceId))
        return found
          ? { _tag: "Made", path: transcriptPath(id), name: found.name } satisfies TranscriptProgress
          : null
      }, orUnavailable(notMade))

      const make = Effect.fn("Transcripts.make")(function* (viewer: Viewer, request: TranscriptRequest) {
        const key = keyOf(viewer, request.id)
        const before = jobs.get(key)
        if (before) return follow(before)
        const made = yield* madeBefore(viewer, request.id)
        if (made !== null) return Stream.succeed(made)
        const row = yield* allowedRow(viewer, request.conversationId)
        const own = [...jobs.values()].filter((job) => job.viewer.user.id === viewer.user.id && !isEnded(job))
        if (own.length >= exportsMax) return yield* tooMany
        const job: Job = {
          viewer,
          request,
          progress: { _tag: "Making", percent: 0 },
          ended: Deferred.makeUnsafe(),
        }
        jobs.set(key, job)
        yield* FiberMap.run(running, key, attempt(job, row))
        yield* Effect.forkIn(Effect.andThen(Deferred.await(job.ended), forget(key)), scope)
        return follow(job)
      })

      const cancel = (viewer: Viewer, id: TranscriptId) => FiberMap.remove(running, keyOf(viewer, id))

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
        Effect.catch((error) => Effect.logWarning("Old transcripts were not removed", errorSummary(error))),
        Effect.schedule(Schedule.spaced(sweepEvery)),
        Effect.forkScoped,
      )
      return Transcripts.of({ make, cancel, file })
    }),
  )
}
