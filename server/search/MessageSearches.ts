import { Clock, Context, Effect, Layer } from "effect"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { MessageHit, MessageHits, MessageSearch } from "../../domain/rpc/InboxRpcs.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import { snippetOf } from "../../domain/search/TextMatch.ts"
import { WorkspaceReads } from "../database/WorkspaceReads.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { type ConversationSummary, rowFor, selectSummaries } from "../inbox/ConversationSummary.ts"
import { SearchClient } from "./SearchClient.ts"

type Viewer = CurrentUser["Service"]

/** As `message_stretch` and `stretch_word` of the migration have it. */
const stretchMessages = 16_384
const stretchOf = (id: number): number => Math.floor(id / stretchMessages)
const stretchDigits = 6

/** How many stretches one statement looks through: few at first, for what is common is found there. */
const firstStretches = 16
const stretchesMax = 256
/** After so long the page ends with what was found. */
const millisMax = 1_000
const wordsMax = 8

interface Found {
  readonly id: string
  readonly conversationId: ConversationId
  readonly seq: number
}

interface FoundItem {
  readonly id: string
  readonly conversationId: ConversationId
  readonly seq: number
  readonly at: Date
  readonly direction: MessageHit["direction"]
  readonly text: string
}

/** What is looked for in one stretch, as a tsquery: words are letters and digits only. */
const queryIn = (stretch: number, words: ReadonlyArray<string>): string => {
  const prefix = stretch.toString(16).padStart(stretchDigits, "0")
  return words.map((word) => `'${prefix}${word}':*`).join(" & ")
}

/** Finds messages by their words, newest first, among those that the user may see (SEARCH-2, AUTH-4). */
export class MessageSearches extends Context.Service<MessageSearches, {
  readonly find: (viewer: Viewer, search: MessageSearch) => Effect.Effect<MessageHits, Unavailable>
}>()("desk/server/search/MessageSearches") {
  static readonly layer = Layer.effect(
    MessageSearches,
    Effect.gen(function* () {
      const sql = yield* SearchClient
      const reads = yield* WorkspaceReads

      /** The newest matches of some stretches, which are looked through one after the other until there are enough. */
      const foundIn = (viewer: Viewer, queries: ReadonlyArray<string>, before: number, limit: number) => {
        const { user, workspaceId } = viewer
        const seen = user.role === "admin"
          ? sql`true`
          : sql`(c.owner_id = ${user.id} OR EXISTS (SELECT FROM members m
            WHERE m.conversation_id = c.id AND m.user_id = ${user.id} AND m.took_part))`
        return sql<Found>`
          SELECT hit.* FROM unnest(${queries}::tsquery[]) AS stretch(query) CROSS JOIN LATERAL (
            SELECT w.id::text, w.conversation_id, w.seq
            FROM message_words w JOIN conversations c ON c.id = w.conversation_id
            WHERE w.words @@ stretch.query AND w.id < ${before}::bigint AND c.workspace_id = ${workspaceId} AND ${seen}
            ORDER BY w.id DESC LIMIT ${limit}) hit
          LIMIT ${limit}`
      }

      const hitsOf = Effect.fnUntraced(
        function* (viewer: Viewer, found: ReadonlyArray<Found>, search: string) {
          if (found.length === 0) return []
          const wanted = JSON.stringify(found)
          const reading = sql<FoundItem>`
          SELECT w.id, i.conversation_id, i.seq, i.at, coalesce(i.direction, 'note') AS direction, i.content ->> 'text' AS text
          FROM json_to_recordset(${wanted}::json) AS w(id bigint, "conversationId" uuid, seq int)
          JOIN items i ON i.conversation_id = w."conversationId" AND i.seq = w.seq ORDER BY w.id DESC`
          const ids = [...new Set(found.map((hit) => hit.conversationId))]
          const [items, summaries] = yield* Effect.all([
            reading,
            sql<ConversationSummary>`${selectSummaries(sql)} WHERE ${sql.in("c.id", ids)}`,
          ]).pipe(reads.of(sql, viewer.workspaceId))
          const rows = new Map(
            summaries.map((summary) => [summary.id, rowFor(summary, viewer.user, viewer.workspaceId)]),
          )
          return items.flatMap(({ at, conversationId, direction, seq, text }): ReadonlyArray<MessageHit> => {
            const row = rows.get(conversationId)
            return row ? [{ row, seq, at: at.getTime(), direction, snippet: snippetOf(text, search) }] : []
          })
        },
      )

      const find = Effect.fn("MessageSearches.find")(
        function* (viewer: Viewer, { cursor, limit, search }: MessageSearch) {
          const [asked] = yield* sql<{ readonly words: ReadonlyArray<string>; readonly end: string }>`
            SELECT text_words(${
            search.replaceAll("\0", "")
          }) AS words, last_value + 1 AS end FROM message_number`
          const words = (asked?.words ?? []).slice(0, wordsMax)
          if (words.length === 0) return { hits: [], cursor: null }
          const startedAt = yield* Clock.currentTimeMillis
          let before = cursor === null ? Number(asked?.end ?? 0) : Number(cursor)
          let count = firstStretches
          const found: Array<Found> = []
          while (before > 0 && found.length < limit) {
            const newest = stretchOf(before - 1)
            const oldest = Math.max(0, newest - count + 1)
            const queries = Array.from({ length: newest - oldest + 1 }, (_, n) => queryIn(newest - n, words))
            const some = yield* foundIn(viewer, queries, before, limit - found.length)
            found.push(...some)
            const last = some.at(-1)
            before = last && found.length === limit ? Number(last.id) : oldest * stretchMessages
            if ((yield* Clock.currentTimeMillis) - startedAt > millisMax) break
            count = Math.min(stretchesMax, count * 4)
          }
          return {
            hits: yield* hitsOf(viewer, found, search),
            cursor: before > 0 ? String(before) : null,
          }
        },
        orUnavailable("The search took too long. Type more of the words."),
      )

      return MessageSearches.of({ find })
    }),
  ).pipe(Layer.provide(SearchClient.layer))
}
