import { PgClient } from "@effect/sql-pg"
import {
  type Cause,
  Clock,
  Context,
  Duration,
  Effect,
  Latch,
  Layer,
  Metric,
  Option,
  Queue,
  Schedule,
  Stream,
} from "effect"
import type { SqlError } from "effect/sql"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { FeedCursor, SyncFrame } from "../../domain/inbox/DeskChange.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { SenderId } from "../../domain/sender/Sender.ts"
import type { UserId } from "../../domain/user/User.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { Drafts } from "../drafts/Drafts.ts"
import { Directory, type DirectorySnapshot } from "../directory/Directory.ts"
import { rowFor } from "../inbox/ConversationSummary.ts"
import { Notices } from "../notifications/Notices.ts"
import { Sessions } from "../session/Sessions.ts"
import { changesFor, countsFor, movesCountsOf } from "./changesFor.ts"
import { directoryFor } from "./directoryFor.ts"
import { isAtOrAfter } from "./feedPosition.ts"
import { OnlineDesks } from "./OnlineDesks.ts"
import { Presence } from "./Presence.ts"
import { type FeedBatch, FeedReader } from "./FeedReader.ts"

type Viewer = CurrentUser["Service"]

const batchMax = 500
/** A desk that was away for more entries than this fetches afresh: cheaper than replaying them. */
const replayMax = 5_000
/** Frames that a slow desk may be behind; then it is cut off and told to fetch afresh (SYNC-5). */
export const framesMax = 256
const heartbeatEvery = Duration.seconds(5)
const pollEvery = Duration.seconds(1)
const tellTriesMax = 5
/** The feed waits for open transactions: they are short, or they are not the feed's. */
const heldPause = Duration.millis(5)

const openDesks = Metric.gauge("desk_open_desks", { description: "sync streams open on this node" })
const slowDesks = Metric.counter("desk_slow_desks_total", {
  description: "desks cut off for reading too slowly",
  incremental: true,
})

interface Desk {
  readonly viewer: Viewer
  /** What it has been told; behind the reader's position while a batch goes from desk to desk. */
  told: FeedCursor
  readonly frames: Queue.Queue<SyncFrame, Unavailable | Cause.Done>
}

interface Replay {
  readonly cursor: FeedCursor
  readonly read: number
}
type MissedPage = Effect.gen.Return<
  readonly [ReadonlyArray<SyncFrame>, Option.Option<Replay>],
  SqlError.SqlError
>

const accessEnded = new Unavailable({ message: "Your session ended. Sign in to go on." })

/** Users who lost their licence, or the admin's view of everything. */
const whoSeeLess = (before: DirectorySnapshot, after: DirectorySnapshot): ReadonlyArray<UserId> =>
  [...before.users.values()].filter(({ id, licensed, role }) => {
    const now = after.users.get(id)
    return (licensed && !now?.licensed) || (role === "admin" && now?.role !== "admin")
  }).map(({ id }) => id)

/**
 * Follows the feed on this node and tells every open desk what it may see of it. One tailer reads for all desks; a desk
 * that does not keep up is cut off and never makes the others wait.
 */
export class Feed extends Context.Service<Feed, {
  /** Where it stands, then every change: from a cursor on, what was missed first (SYNC-2). */
  readonly follow: (
    viewer: Viewer,
    cursor: FeedCursor | null,
  ) => Stream.Stream<SyncFrame, Refusal | Unavailable>
}>()("desk/server/feed/Feed") {
  static readonly layer = Layer.effect(
    Feed,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const reader = yield* FeedReader
      const directory = yield* Directory
      const sessions = yield* Sessions
      const presence = yield* Presence
      const drafts = yield* Drafts
      const notices = yield* Notices
      const online = yield* OnlineDesks
      const desks = new Set<Desk>()
      const counts = new Map<UserId, Map<SenderId, number>>()
      const woken = yield* Latch.make(false)
      let position = yield* reader.end
      let known = yield* directory.snapshot

      const remember = (rows: FeedBatch["counts"]) => {
        for (const { senderId, unread, userId } of rows) {
          const known = counts.get(userId) ?? new Map<SenderId, number>()
          counts.set(userId, known.set(senderId, unread))
        }
      }
      remember(yield* reader.allCounts)

      /** What it is behind with is fetched afresh. */
      const cutOff = (desk: Desk) => {
        desks.delete(desk)
        while (Queue.sizeUnsafe(desk.frames) > 0) Queue.takeUnsafe(desk.frames)
        Queue.offerUnsafe(desk.frames, { _tag: "Reset" })
        Queue.endUnsafe(desk.frames)
      }
      /**
       * In one step, and never failing: a desk that is too slow, or that was closed since somebody looked who is to be told,
       * must not keep the next one from being told.
       */
      const tell = (desk: Desk, frame: SyncFrame) =>
        Effect.suspend(() => {
          if (!desks.has(desk) || Queue.offerUnsafe(desk.frames, frame)) return Effect.void
          cutOff(desk)
          return Metric.update(slowDesks, 1)
        })

      /** Role and licence as they are now, not as they were when the desk was opened (SYNC-3). */
      const asNow = Effect.fnUntraced(function* (viewer: Viewer) {
        const user = (yield* directory.snapshot).users.get(viewer.user.id)
        return user?.licensed ? { ...viewer, user } : null
      })

      const frameFor = Effect.fnUntraced(function* (batch: FeedBatch, asked: Viewer, cursor: FeedCursor) {
        const viewer = yield* asNow(asked)
        if (viewer === null) return null
        const changes = changesFor(batch, viewer)
        const moved = movesCountsOf(batch, viewer)
        if (changes.length === 0 && !moved) return null
        const shown = moved ? countsFor(counts, viewer, yield* directory.snapshot) : null
        return { _tag: "Changes", cursor, changes, counts: shown } satisfies SyncFrame
      })

      /** Whoever lost sight of a conversation is not among those who look at it. */
      const forgetGone = Effect.fnUntraced(function* (batch: FeedBatch) {
        const { users } = yield* directory.snapshot
        for (const { conversationId, goneFor, workspaceId } of batch.entries) {
          const summary = batch.summaries.get(conversationId)
          for (const id of goneFor) {
            const user = users.get(id)
            const sees = user && summary && rowFor(summary, user, workspaceId) !== null
            if (!sees) yield* presence.forget(id, conversationId)
          }
        }
      })

      const readOn = Effect.gen(function* () {
        const batch = yield* reader.after(position, batchMax)
        const last = batch.entries.at(-1)
        if (last) {
          remember(batch.counts)
          position = last.cursor
          yield* forgetGone(batch)
          for (const desk of [...desks]) {
            const frame = yield* frameFor(batch, desk.viewer, last.cursor)
            if (frame) yield* tell(desk, frame)
            desk.told = last.cursor
          }
        }
        return { more: batch.entries.length === batchMax, held: batch.held }
      })

      const tail = Effect.gen(function* () {
        yield* Effect.timeoutOption(woken.await, pollEvery)
        yield* woken.close
        let state = yield* readOn
        while (state.more || state.held) {
          if (!state.more) yield* Effect.sleep(heldPause)
          state = yield* readOn
        }
      }).pipe(
        Effect.catchCause((cause) =>
          Effect.andThen(Effect.logError("the feed could not be read", cause), Effect.sleep(pollEvery))
        ),
        Effect.forever,
      )

      const listen = Effect.gen(function* () {
        const notifications = yield* sql.listen("feed")
        yield* Queue.takeAll(notifications).pipe(Effect.andThen(woken.open), Effect.forever)
      }).pipe(
        Effect.scoped,
        Effect.tapError((error) => Effect.logWarning("listening to the feed broke off", error)),
        Effect.retry(Schedule.spaced(pollEvery)),
      )

      const close = (desk: Desk) =>
        Effect.andThen(Effect.sync(() => desks.delete(desk)), Queue.fail(desk.frames, accessEnded))

      const beat = Effect.gen(function* () {
        // A desk that opens while the database is asked is not judged by the answer.
        const asked = [...desks]
        const valid = yield* sessions.stillValid([...new Set(asked.map((desk) => desk.viewer.sessionId))])
        const at = yield* Clock.currentTimeMillis
        yield* Metric.update(openDesks, desks.size)
        for (const desk of asked) {
          if (!desks.has(desk)) continue
          const lasts = valid.has(desk.viewer.sessionId) && (yield* asNow(desk.viewer)) !== null
          yield* lasts ? tell(desk, { _tag: "Heartbeat", cursor: desk.told, at }) : close(desk)
        }
      }).pipe(Effect.catchCause((cause) => Effect.logWarning("the heartbeat failed", cause)))

      /** A session that ended on this node takes its desks with it at once; on others the next heartbeat does. */
      const closeEnded = Stream.runForEach(
        sessions.ended,
        (sessionId) =>
          Effect.forEach([...desks].filter((desk) => desk.viewer.sessionId === sessionId), close, {
            discard: true,
          }),
      )

      /** Users, Sender IDs or the workspace changed: each desk gets what it may see of them, or is closed. */
      const tellDirectory = Stream.runForEach(
        directory.changes,
        Effect.fnUntraced(function* (snapshot) {
          yield* Effect.forEach(whoSeeLess(known, snapshot), (id) => presence.forget(id, null))
          known = snapshot
          yield* Effect.forEach([...desks], (desk) => {
            const about = directoryFor(snapshot, desk.viewer)
            if (about === null) return close(desk)
            const viewer = { ...desk.viewer, user: about.me }
            return tell(desk, {
              _tag: "DirectoryChanged",
              cursor: desk.told,
              directory: about,
              counts: countsFor(counts, viewer, snapshot),
            })
          }, { discard: true })
        }),
      )

      /** ASSIGN-5: told to those who have the same conversation open, and so were found to see it. */
      const tellPresence = Stream.runForEach(
        presence.changes,
        ({ id, people }) =>
          Effect.forEach(
            [...desks].filter((desk) => people.some(({ user }) => user === desk.viewer.user.id)),
            (desk) => tell(desk, { _tag: "Presence", cursor: desk.told, id, people }),
            { discard: true },
          ),
      )

      /** What was to be read for telling is asked for again; what cannot be told keeps nothing after it from being told. */
      const despiteBreaks = (warning: string) => <E>(telling: Effect.Effect<void, E>) =>
        telling.pipe(
          Effect.retry({ schedule: Schedule.spaced(pollEvery), times: tellTriesMax }),
          Effect.catchCause((cause) => Effect.logWarning(warning, cause)),
        )

      /** SYNC-2: to the other desks of the user whose draft it is, and to nobody else. */
      const tellDrafts = Stream.runForEach(
        drafts.changes,
        ({ desk: saidBy, id, kind, user }) =>
          Effect.gen(function* () {
            const own = [...desks].filter((desk) => desk.viewer.user.id === user)
            const viewer = own[0] && (yield* asNow(own[0].viewer))
            if (!viewer) return
            const draft = yield* drafts.read(viewer, id, kind)
            for (const desk of own) {
              yield* tell(desk, { _tag: "DraftSaved", cursor: desk.told, desk: saidBy, draft })
            }
          }).pipe(despiteBreaks("a draft was not told")),
      )

      /** NOTIFY-6: to all desks of whose notices changed, so that they agree. */
      const tellNotices = Stream.runForEach(
        notices.changes,
        (user) =>
          Effect.gen(function* () {
            const own = [...desks].filter((desk) => desk.viewer.user.id === user)
            const viewer = own[0] && (yield* asNow(own[0].viewer))
            if (!viewer) return
            const unread = yield* notices.unread(viewer)
            for (const desk of own) yield* tell(desk, { _tag: "NoticesChanged", cursor: desk.told, unread })
          }).pipe(despiteBreaks("notices were not told")),
      )

      /** UI: who of their workspace is online is for admins only. */
      const tellOnline = Effect.fnUntraced(function* (desk: Desk) {
        const viewer = yield* asNow(desk.viewer)
        if (viewer?.user.role !== "admin") return
        const { users } = yield* directory.snapshot
        const here = [...yield* online.users].filter((id) =>
          users.get(id)?.workspaceId === viewer.workspaceId
        )
        yield* tell(desk, { _tag: "Online", cursor: desk.told, users: here })
      })
      const tellAllOnline = Stream.runForEach(
        online.changes,
        () => Effect.forEach([...desks], tellOnline, { discard: true }),
      )

      yield* Effect.forkScoped(tellAllOnline)
      yield* Effect.forkScoped(tellPresence)
      yield* Effect.forkScoped(tellDrafts)
      yield* Effect.forkScoped(tellNotices)
      yield* Effect.forkScoped(tail)
      yield* Effect.forkScoped(listen)
      yield* Effect.forkScoped(closeEnded)
      yield* Effect.forkScoped(tellDirectory)
      yield* Effect.forkScoped(Effect.repeat(beat, Schedule.spaced(heartbeatEvery)))

      const register = (viewer: Viewer) =>
        Effect.acquireRelease(
          Effect.gen(function* () {
            const frames = yield* Queue.dropping<SyncFrame, Unavailable | Cause.Done>(framesMax)
            const desk: Desk = { viewer, frames, told: position }
            desks.add(desk)
            return desk
          }),
          (desk) => Effect.andThen(Effect.sync(() => desks.delete(desk)), Queue.shutdown(desk.frames)),
        )

      /** What happened between the cursor and the moment at which the desk was registered. */
      const missed = (
        viewer: Viewer,
        from: FeedCursor,
        to: FeedCursor,
      ): Stream.Stream<SyncFrame, Unavailable> =>
        Stream.paginate({ cursor: from, read: 0 }, ({ cursor, read }) =>
          Effect.gen(function* (): MissedPage {
            const batch = yield* reader.after(cursor, batchMax, to)
            const last = batch.entries.at(-1)
            const total = read + batch.entries.length
            if (total > replayMax) return [[{ _tag: "Reset" }], Option.none()]
            if (!last) return [[], Option.none()]
            const frame = yield* frameFor(batch, viewer, last.cursor)
            const next = isAtOrAfter(last.cursor, to)
              ? Option.none()
              : Option.some({ cursor: last.cursor, read: total })
            return [frame ? [frame] : [], next]
          }).pipe(orUnavailable("The desk could not read what you missed. It tries again by itself.")))

      const opened = Effect.fnUntraced(function* (viewer: Viewer, cursor: FeedCursor) {
        const snapshot = yield* directory.snapshot
        const about = directoryFor(snapshot, viewer)
        if (about === null) {
          return yield* new Refusal({ code: "not_licensed", message: "You have no Portal licence." })
        }
        return {
          _tag: "Opened",
          cursor,
          directory: about,
          counts: countsFor(counts, viewer, snapshot),
        } satisfies SyncFrame
      })

      const follow = (viewer: Viewer, cursor: FeedCursor | null) =>
        Stream.unwrap(Effect.gen(function* () {
          // Registered first: what is committed from here on waits in the queue while the past is read.
          const desk = yield* register(viewer)
          yield* tellOnline(desk)
          const live = Stream.fromQueue(desk.frames)
          const here = desk.told
          if (cursor === null) return Stream.concat(Stream.fromEffect(opened(viewer, here)), live)
          const tooOld = yield* reader.isTooOld(cursor).pipe(
            orUnavailable("The desk could not be read. Try again."),
          )
          if (tooOld) return Stream.make<[SyncFrame]>({ _tag: "Reset" })
          return Stream.fromEffect(opened(viewer, cursor)).pipe(
            Stream.concat(isAtOrAfter(cursor, here) ? Stream.empty : missed(viewer, cursor, here)),
            Stream.concat(live),
          )
        }))

      return Feed.of({ follow })
    }),
  )
}
