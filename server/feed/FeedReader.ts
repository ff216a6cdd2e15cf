import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer } from "effect"
import type { SqlError } from "effect/sql"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { TimelineItem } from "../../domain/conversation/TimelineItem.ts"
import type { FeedCursor } from "../../domain/inbox/DeskChange.ts"
import type { SenderId } from "../../domain/sender/Sender.ts"
import type { UserId } from "../../domain/user/User.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { selectTimeline, timelineItemOf, type TimelineRow } from "../conversations/TimelineRow.ts"
import { type ConversationSummary, selectSummaries } from "../inbox/ConversationSummary.ts"
import { cursorAt, type FeedPosition, positionOf } from "./feedPosition.ts"

export interface FeedEntry {
  readonly cursor: FeedCursor
  readonly workspaceId: WorkspaceId
  readonly conversationId: ConversationId
  readonly version: number
  readonly seqs: ReadonlyArray<number>
  readonly goneFor: ReadonlyArray<UserId>
  readonly countedFor: ReadonlyArray<UserId>
}

/** Entries with what they are about, as it is now: at least as new as the entries. */
export interface FeedBatch {
  readonly entries: ReadonlyArray<FeedEntry>
  readonly summaries: ReadonlyMap<ConversationId, ConversationSummary>
  readonly items: ReadonlyMap<ConversationId, ReadonlyArray<TimelineItem>>
  readonly counts: ReadonlyArray<UnreadCount>
  /** Transactions that write to the feed or elsewhere are still open before what follows: look again soon. */
  readonly held: boolean
}

export interface UnreadCount {
  readonly userId: UserId
  readonly senderId: SenderId
  readonly unread: number
}

interface EntryRow extends Omit<FeedEntry, "cursor">, FeedPosition {
  readonly visible: boolean
}

const emptyBatch = (held: boolean): FeedBatch => ({
  entries: [],
  summaries: new Map(),
  items: new Map(),
  counts: [],
  held,
})

/**
 * Reads the feed in an order that no commit can slip into afterwards: by transaction id, then by position, and only
 * below the oldest transaction that is still open. A plain serial number would not do: a commit with a lower number may
 * become visible after a higher one was read.
 */
export class FeedReader extends Context.Service<FeedReader, {
  /** What follows a position, at most `limit` entries; none that follow `to`, where that is given. */
  readonly after: (
    cursor: FeedCursor,
    limit: number,
    to?: FeedCursor,
  ) => Effect.Effect<FeedBatch, SqlError.SqlError>
  /** Where the feed ends now. */
  readonly end: Effect.Effect<FeedCursor, SqlError.SqlError>
  /** Whether entries after a position have been cleared away. */
  readonly isTooOld: (cursor: FeedCursor) => Effect.Effect<boolean, SqlError.SqlError>
  readonly allCounts: Effect.Effect<ReadonlyArray<UnreadCount>, SqlError.SqlError>
}>()("desk/server/feed/FeedReader") {
  static readonly layer = Layer.effect(
    FeedReader,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient

      const entriesAfter = (cursor: FeedCursor, limit: number, to: FeedCursor | undefined) => {
        const { id, xid } = positionOf(cursor)
        const until = to && positionOf(to)
        return sql<EntryRow>`
          SELECT xid::text, id::text, workspace_id, conversation_id, version, seqs, gone_for, counted_for,
            xid < pg_snapshot_xmin(pg_current_snapshot()) AS visible
          FROM feed WHERE (xid, id) > (${xid}::text::xid8, ${id}::text::bigint)
            ${until ? sql`AND (xid, id) <= (${until.xid}::text::xid8, ${until.id}::text::bigint)` : sql``}
          ORDER BY feed.xid, feed.id LIMIT ${limit}`
      }

      const summariesOf = (ids: ReadonlyArray<ConversationId>) =>
        sql<ConversationSummary>`${selectSummaries(sql)} WHERE ${sql.in("c.id", ids)}`

      const itemsOf = (entries: ReadonlyArray<FeedEntry>) => {
        const wanted = JSON.stringify(
          entries.flatMap((entry) => entry.seqs.map((seq) => ({ id: entry.conversationId, seq }))),
        )
        return sql<TimelineRow>`
          ${selectTimeline(sql)}
          JOIN (SELECT DISTINCT id, seq FROM json_to_recordset(${wanted}::json) AS w(id uuid, seq int)) wanted
            ON wanted.id = i.conversation_id AND wanted.seq = i.seq
          ORDER BY i.conversation_id, i.seq`
      }

      const countsOf = (users: ReadonlyArray<UserId>) =>
        users.length === 0
          ? Effect.succeed([])
          : sql<UnreadCount>`SELECT user_id, sender_id, unread FROM inbox_counts WHERE ${
            sql.in("user_id", users)
          }`

      const after = Effect.fn("FeedReader.after")(function* (
        cursor: FeedCursor,
        limit: number,
        to?: FeedCursor,
      ) {
        const rows = yield* entriesAfter(cursor, limit, to)
        const firstHidden = rows.findIndex((row) => !row.visible)
        const held = firstHidden >= 0
        const entries = rows.slice(0, held ? firstHidden : rows.length).map((
          { id, visible: _, xid, ...entry },
        ) => ({
          cursor: cursorAt({ id, xid }),
          ...entry,
        }))
        if (entries.length === 0) return emptyBatch(held)
        const [summaries, items, counts] = yield* Effect.all([
          summariesOf([...new Set(entries.map((entry) => entry.conversationId))]),
          itemsOf(entries),
          countsOf([...new Set(entries.flatMap((entry) => entry.countedFor))]),
        ], { concurrency: "unbounded" })
        const itemsById = new Map<ConversationId, Array<TimelineItem>>()
        for (const row of items) {
          const known = itemsById.get(row.conversationId)
          if (known) known.push(timelineItemOf(row))
          else itemsById.set(row.conversationId, [timelineItemOf(row)])
        }
        return {
          entries,
          summaries: new Map(summaries.map((summary) => [summary.id, summary])),
          items: itemsById,
          counts,
          held,
        }
      })

      const end = Effect.gen(function* () {
        const [last] = yield* sql<FeedPosition>`
          SELECT last.xid::text, last.id::text FROM (
            (SELECT xid, id FROM feed WHERE xid < pg_snapshot_xmin(pg_current_snapshot())
              ORDER BY xid DESC, id DESC LIMIT 1)
            UNION ALL SELECT xid, id FROM feed_floor
          ) last ORDER BY last.xid DESC, last.id DESC LIMIT 1`
        return cursorAt(last ?? { xid: "0", id: "0" })
      })

      const isTooOld = Effect.fn("FeedReader.isTooOld")(function* (cursor: FeedCursor) {
        const { id, xid } = positionOf(cursor)
        const [floor] = yield* sql<{ readonly tooOld: boolean }>`
          SELECT (xid, id) > (${xid}::text::xid8, ${id}::text::bigint) AS too_old FROM feed_floor`
        return floor?.tooOld ?? true
      })

      return FeedReader.of({
        after,
        end,
        isTooOld,
        allCounts: sql<UnreadCount>`SELECT user_id, sender_id, unread FROM inbox_counts`,
      })
    }),
  )
}
