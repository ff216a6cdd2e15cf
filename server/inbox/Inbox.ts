import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer } from "effect"
import type { Statement } from "effect/sql"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { noSuchConversation, Refusal } from "../../domain/conversation/Refusal.ts"
import type { BulkItem } from "../../domain/inbox/Bulk.ts"
import { findsAside, type InboxFilter } from "../../domain/inbox/InboxFilter.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { hasPins } from "../../domain/inbox/InboxView.ts"
import { type InboxPage, type InboxQuery, pinsMax } from "../../domain/rpc/InboxRpcs.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { User, UserId } from "../../domain/user/User.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { WorkspaceReads } from "../database/WorkspaceReads.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { type NameMatch, nameMatch } from "../search/nameMatch.ts"
import { SearchClient } from "../search/SearchClient.ts"
import { type ConversationSummary, rowFor, selectSummaries } from "./ConversationSummary.ts"
import { pinsOf, viewPlaces, viewPlacesAmong, type ViewScan } from "./viewPlaces.ts"

type Viewer = CurrentUser["Service"]

const cursorPattern = /^(\d{1,15})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

const badCursor = new Refusal({
  code: "not_found",
  message: "This page no longer exists. Start again from the first.",
})
const notAllowed = new Refusal({ code: "not_allowed", message: "Only admins can open another user's inbox." })

/** How much of a list is looked through for a name before the index is asked: what is common is found there, what is rare by index. */
const walkedMax = 3_000
/** Of a part too short for the index; beyond it the search runs into its time limit anyway. */
const listMax = 2_000_000

interface FoundPlace {
  readonly id: string
}

const rowsFor = (summaries: ReadonlyArray<ConversationSummary>, user: User, workspaceId: WorkspaceId) =>
  summaries.flatMap((summary) => rowFor(summary, user, workspaceId) ?? [])

/** The lists of conversations, as one user may see them. */
export class Inbox extends Context.Service<Inbox, {
  /**
   * A page of a view, latest activity first: by keyset, so that no row comes twice and none is skipped (INBOX-9). With the
   * first page of one's own inbox comes what is pinned in it, whatever page that is on (LIFE-1).
   */
  readonly list: (viewer: Viewer, query: InboxQuery) => Effect.Effect<InboxPage, Refusal | Unavailable>
  /**
   * The conversations of a view as bulk actions take them, latest activity first, at most `most`: in one statement, and
   * so as they were at one moment, however many pages a desk has loaded (ASSIGN-6).
   */
  readonly matching: (
    viewer: Viewer,
    filter: InboxFilter,
    most: number,
  ) => Effect.Effect<ReadonlyArray<BulkItem>, Refusal | Unavailable>
  /** What the viewer pinned, at most one more than they may. */
  readonly pins: (viewer: Viewer) => Effect.Effect<ReadonlyArray<ConversationId>, Unavailable>
  /** One conversation as a list would show it; refused as not found where the viewer may not see it (AUTH-4). */
  readonly row: (viewer: Viewer, id: ConversationId) => Effect.Effect<InboxRow, Refusal | Unavailable>
  /** Of some users those who may see a conversation; refused as `row` is. */
  readonly readersAmong: (
    viewer: Viewer,
    id: ConversationId,
    users: ReadonlyArray<User>,
  ) => Effect.Effect<ReadonlyArray<UserId>, Refusal | Unavailable>
}>()("desk/server/inbox/Inbox") {
  static readonly layer = Layer.effect(
    Inbox,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const reads = yield* WorkspaceReads

      const searching = yield* SearchClient

      const summariesAt = (places: Statement.Fragment, { workspaceId }: ViewScan) =>
        sql<ConversationSummary>`
          WITH place AS MATERIALIZED (${places})
          ${selectSummaries(sql)} JOIN place ON place.id = c.id WHERE c.workspace_id = ${workspaceId}
          ORDER BY place.last_activity_at DESC, place.id DESC`.pipe(reads.of(sql, workspaceId))

      /** Rows of the view whose name or number matches, as of `viewPlaces`. */
      const found = Effect.fnUntraced(function* (scan: ViewScan, { clause, indexed }: NameMatch) {
        const walked = viewPlaces(searching, { ...scan, limit: indexed ? walkedMax : listMax })
        const common = yield* searching<FoundPlace>`
          SELECT p.id FROM (${walked}) p JOIN conversation_names n ON n.conversation_id = p.id WHERE ${clause}
          ORDER BY p.last_activity_at DESC, p.id DESC LIMIT ${scan.limit}`
        if (!indexed || common.length === scan.limit) return common
        return yield* searching<FoundPlace>`
          WITH hit AS MATERIALIZED (
            SELECT n.conversation_id FROM conversation_names n WHERE n.workspace_id = ${scan.workspaceId} AND ${clause}
          ) ${viewPlacesAmong(searching, scan, searching`hit`)}`
      }, orUnavailable("The search took too long. Type more of the name or number."))

      const pageOf = Effect.fnUntraced(function* (scan: ViewScan, search: string) {
        const match = nameMatch(searching, search)
        if (match === null) return yield* summariesAt(viewPlaces(sql, scan), scan)
        const ids = (yield* found(scan, match)).map(({ id }) => id)
        if (ids.length === 0) return []
        return yield* summariesAt(
          sql`SELECT id, last_activity_at FROM conversations WHERE ${sql.in("id", ids)}`,
          scan,
        )
      })

      /** Every place of a filter with a search, whatever its length: as exact as the list, without its pages. */
      const placesFound = (scan: ViewScan, { clause }: NameMatch) =>
        sql<FoundPlace>`
          WITH hit AS MATERIALIZED (
            SELECT n.conversation_id FROM conversation_names n WHERE n.workspace_id = ${scan.workspaceId} AND ${clause}
          ) ${viewPlacesAmong(sql, scan, sql`hit`)}`

      const list = Effect.fn("Inbox.list")(function* (viewer: Viewer, query: InboxQuery) {
        const { user, workspaceId } = viewer
        if (query.view._tag === "Team" && user.role !== "admin") return yield* notAllowed
        const after = query.cursor === null ? null : cursorPattern.exec(query.cursor)
        if (query.cursor !== null && after === null) return yield* badCursor
        const { cursor: _, limit, search, ...scope } = query
        const scan: ViewScan = {
          ...scope,
          ...(findsAside(query) ? { aside: "any" } : {}),
          me: user.id,
          workspaceId,
          after: after && { at: new Date(Number(after[1])), id: after[2] ?? "" },
          limit: limit + 1,
        }
        const summaries = yield* pageOf(scan, search)
        const pinned = after === null && search === "" && !query.pinned && hasPins(query.view)
          ? yield* summariesAt(viewPlacesAmong(sql, { ...scan, limit: pinsMax }, pinsOf(sql, user.id)), scan)
          : []
        const page = summaries.slice(0, query.limit)
        const last = summaries.length > query.limit ? page.at(-1) : undefined
        return {
          rows: rowsFor(page, user, workspaceId),
          ...(pinned.length === 0 ? {} : { pinned: rowsFor(pinned, user, workspaceId) }),
          cursor: last ? `${last.lastActivityAt.getTime()}.${last.id}` : null,
        }
      }, orUnavailable("The list could not be read. Try again."))

      const pins = Effect.fn("Inbox.pins")(function* ({ user, workspaceId }: Viewer) {
        const found = yield* sql<{ readonly id: ConversationId }>`
          SELECT hit.conversation_id AS id FROM ${pinsOf(sql, user.id)} LIMIT ${pinsMax + 1}`.pipe(
          reads.of(sql, workspaceId),
        )
        return found.map(({ id }) => id)
      }, orUnavailable("Your pinned conversations could not be read. Try again."))

      const row = Effect.fn("Inbox.row")(function* (viewer: Viewer, id: ConversationId) {
        const [summary] = yield* sql<ConversationSummary>`${selectSummaries(sql)} WHERE c.id = ${id}`.pipe(
          reads.of(sql, viewer.workspaceId),
        )
        const found = summary ? rowFor(summary, viewer.user, viewer.workspaceId, viewer.bot) : null
        return found ?? (yield* noSuchConversation)
      }, orUnavailable("The conversation could not be read. Try again."))

      const readersAmong = Effect.fn("Inbox.readersAmong")(
        function* (viewer: Viewer, id: ConversationId, users: ReadonlyArray<User>) {
          const { workspaceId } = viewer
          const [summary] = yield* sql<ConversationSummary>`${selectSummaries(sql)} WHERE c.id = ${id}`.pipe(
            reads.of(sql, workspaceId),
          )
          if (!summary || rowFor(summary, viewer.user, workspaceId) === null) return yield* noSuchConversation
          return users.filter((user) => rowFor(summary, user, workspaceId) !== null).map((user) => user.id)
        },
        orUnavailable("The conversation could not be read. Try again."),
      )

      const matching = Effect.fn("Inbox.matching")(
        function* (viewer: Viewer, filter: InboxFilter, most: number) {
          if (filter.view._tag === "Team" && viewer.user.role !== "admin") return yield* notAllowed
          const { search, ...scope } = filter
          const scan: ViewScan = {
            ...scope,
            ...(findsAside(filter) ? { aside: "any" } : {}),
            me: viewer.user.id,
            workspaceId: viewer.workspaceId,
            after: null,
            limit: most,
          }
          const match = nameMatch(sql, search)
          const places = match === null ? viewPlaces(sql, scan) : sql`
            SELECT id, last_activity_at FROM conversations
            WHERE id = ANY(${(yield* placesFound(scan, match)).map(({ id }) => id)}::uuid[])`
          return yield* sql<BulkItem>`
            WITH place AS MATERIALIZED (${places})
            SELECT c.id, c.owner_id AS owner, c.inbound_count, c.owner_unread
            FROM conversations c JOIN place ON place.id = c.id WHERE c.workspace_id = ${viewer.workspaceId}
            ORDER BY place.last_activity_at DESC, place.id DESC`.pipe(reads.of(sql, viewer.workspaceId))
        },
        orUnavailable("The list could not be read. Try again."),
      )

      return Inbox.of({ list, pins, row, readersAmong, matching })
    }),
  ).pipe(Layer.provide(SearchClient.layer))
}
