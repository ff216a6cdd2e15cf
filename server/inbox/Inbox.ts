import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer } from "effect"
import type { Statement } from "effect/sql"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { BulkItem } from "../../domain/inbox/Bulk.ts"
import type { InboxFilter } from "../../domain/inbox/InboxFilter.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { InboxView } from "../../domain/inbox/InboxView.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { InboxPage, InboxQuery } from "../../domain/rpc/InboxRpcs.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { UserId } from "../../domain/user/User.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { contactJoins, type ConversationSummary, rowFor, selectSummaries } from "./ConversationSummary.ts"

type Viewer = CurrentUser["Service"]

const cursorPattern = /^(\d{1,15})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

const badCursor = new Refusal({
  code: "not_found",
  message: "This page no longer exists. Start again from the first.",
})
const notAllowed = new Refusal({ code: "not_allowed", message: "Only admins can open another user's inbox." })
const noSuchConversation = new Refusal({
  code: "not_found",
  message: "There is no such conversation, or you may not see it.",
})

/** A search for `%` finds a per cent sign. */
const escapeLike = (text: string): string => text.replace(/[\\%_]/g, "\\$&")

const searchClauses = (sql: PgClient.PgClient, search: string): ReadonlyArray<Statement.Fragment> => {
  const text = search.replaceAll("\0", "").trim()
  if (text === "") return []
  const named = `%${escapeLike(text)}%`
  const byName = sql`(contact.name ILIKE ${named} OR (contact.id IS NULL AND c.profile_name ILIKE ${named}))`
  const digits = text.replace(/\D/g, "")
  const isNumber = digits.length >= 2 && /^[\d\s()+.-]+$/.test(text)
  return [isNumber ? sql`(${byName} OR c.reply_to LIKE ${`%${digits}%`})` : byName]
}

/** The lists of conversations, as one user may see them. */
export class Inbox extends Context.Service<Inbox, {
  /** A page of a view, latest activity first: by keyset, so that no row comes twice and none is skipped (INBOX-9). */
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
  /** One conversation as a list would show it; refused as not found where the viewer may not see it (AUTH-4). */
  readonly row: (viewer: Viewer, id: ConversationId) => Effect.Effect<InboxRow, Refusal | Unavailable>
}>()("desk/server/inbox/Inbox") {
  static readonly layer = Layer.effect(
    Inbox,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient

      const viewClauses = (view: InboxView, me: UserId): ReadonlyArray<Statement.Fragment> =>
        InboxView.match(view, {
          Mine: () => [sql`c.owner_id = ${me}`, sql`c.inbound_count > 0`],
          Sender: ({ senderId }) => [
            sql`c.owner_id = ${me}`,
            sql`c.sender_id = ${senderId}`,
            sql`c.inbound_count > 0`,
          ],
          Team: ({ userId }) => [sql`c.owner_id = ${userId}`, sql`c.inbound_count > 0`],
          Sent: () => [
            sql`EXISTS (SELECT 1 FROM members s WHERE s.conversation_id = c.id AND s.user_id = ${me} AND s.took_part)`,
          ],
        })

      const unreadClause = (reader: UserId) =>
        sql`EXISTS (SELECT 1 FROM members r WHERE r.conversation_id = c.id AND r.user_id = ${reader}
          AND (r.marked_unread OR r.read_inbound < c.inbound_count))`

      const filterClauses = ({ user, workspaceId }: Viewer, filter: InboxFilter) => [
        sql`c.workspace_id = ${workspaceId}`,
        ...viewClauses(filter.view, user.id),
        ...searchClauses(sql, filter.search),
        ...(filter.unreadOnly
          ? [unreadClause(filter.view._tag === "Team" ? filter.view.userId : user.id)]
          : []),
        ...(filter.channel === null ? [] : [sql`c.channel = ${filter.channel}`]),
      ]

      const list = Effect.fn("Inbox.list")(function* (viewer: Viewer, query: InboxQuery) {
        const { user, workspaceId } = viewer
        if (query.view._tag === "Team" && user.role !== "admin") return yield* notAllowed
        const after = query.cursor === null ? null : cursorPattern.exec(query.cursor)
        if (query.cursor !== null && after === null) return yield* badCursor
        const clauses = [
          ...filterClauses(viewer, query),
          ...(after
            ? [sql`(c.last_activity_at, c.id) < (${new Date(Number(after[1]))}, ${after[2] ?? ""}::uuid)`]
            : []),
        ]
        const summaries = yield* sql<ConversationSummary>`
          ${selectSummaries(sql)} WHERE ${sql.and(clauses)}
          ORDER BY c.last_activity_at DESC, c.id DESC LIMIT ${query.limit + 1}`
        const page = summaries.slice(0, query.limit)
        const last = summaries.length > query.limit ? page.at(-1) : undefined
        return {
          rows: page.map((summary) => rowFor(summary, user, workspaceId)).filter((row) => row !== null),
          cursor: last ? `${last.lastActivityAt.getTime()}.${last.id}` : null,
        }
      }, orUnavailable("The list could not be read. Try again."))

      const row = Effect.fn("Inbox.row")(function* (viewer: Viewer, id: ConversationId) {
        const [summary] = yield* sql<ConversationSummary>`${selectSummaries(sql)} WHERE c.id = ${id}`
        const found = summary ? rowFor(summary, viewer.user, viewer.workspaceId) : null
        return found ?? (yield* noSuchConversation)
      }, orUnavailable("The conversation could not be read. Try again."))

      const matching = Effect.fn("Inbox.matching")(
        function* (viewer: Viewer, filter: InboxFilter, most: number) {
          if (filter.view._tag === "Team" && viewer.user.role !== "admin") return yield* notAllowed
          return yield* sql<BulkItem>`
          SELECT c.id, c.owner_id AS owner, c.inbound_count,
            coalesce((SELECT CASE WHEN m.marked_unread THEN greatest(1, c.inbound_count - m.read_inbound)
              ELSE c.inbound_count - m.read_inbound END
              FROM members m WHERE m.conversation_id = c.id AND m.user_id = c.owner_id), 0) AS owner_unread
          FROM conversations c ${contactJoins(sql)} WHERE ${sql.and(filterClauses(viewer, filter))}
          ORDER BY c.last_activity_at DESC, c.id DESC LIMIT ${most}`
        },
        orUnavailable("The list could not be read. Try again."),
      )

      return Inbox.of({ list, row, matching })
    }),
  )
}
