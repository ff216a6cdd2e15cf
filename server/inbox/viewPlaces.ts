import type { PgClient } from "@effect/sql-pg"
import type { Statement } from "effect/sql"
import { AsideHow } from "../../domain/conversation/Aside.ts"
import { InboxView } from "../../domain/inbox/InboxView.ts"
import type { LabelId } from "../../domain/label/Label.ts"
import { Channel } from "../../domain/sender/Sender.ts"
import type { UserId } from "../../domain/user/User.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"

/** Where a row stands in a list. */
export interface ListPlace {
  readonly at: Date
  readonly id: string
}

/** Which stretch of which list. */
export interface ViewScan {
  readonly view: InboxView
  readonly me: UserId
  readonly workspaceId: WorkspaceId
  readonly unreadOnly: boolean
  readonly channel: Channel | null
  /** Left out: what is in the inbox. */
  readonly aside?: AsideHow | "any"
  readonly pinned?: true
  readonly label?: LabelId
  /** The place before the first; null from the top. */
  readonly after: ListPlace | null
  readonly limit: number
}

/** A list's table under the name `c`, in whose index the list is in order once what `scopes` names is fixed. */
interface Source {
  readonly table: Statement.Fragment
  readonly id: Statement.Fragment
  readonly clauses: ReadonlyArray<Statement.Fragment>
  /** A few rows `scope(it)`: the list is the merge of one scan for each. */
  readonly scopes: Statement.Fragment
  readonly scoped: Statement.Fragment
}

/** The Sender IDs that the list may hold conversations of, as `scope(it)`. */
const sendersIn = (
  sql: PgClient.PgClient,
  { channel, view, workspaceId }: ViewScan,
  clauses: ReadonlyArray<Statement.Fragment> = [],
) =>
  sql`(SELECT id FROM senders WHERE ${
    sql.and([
      sql`workspace_id = ${workspaceId}`,
      ...(channel === null ? [] : [sql`channel = ${channel}`]),
      ...(view._tag === "Sender" ? [sql`id = ${view.senderId}`] : []),
      ...clauses,
    ])
  }) AS scope(it)`

/** The parts of an inbox that the list may hold, as `part(it)`: what was put aside is apart in the indexes. */
const partsOf = (sql: PgClient.PgClient, { aside, pinned }: ViewScan, inbox: "no" | "inbox") => {
  const parts = aside === "any" || pinned ? [inbox, ...AsideHow.literals] : [aside ?? inbox]
  return sql`unnest(${parts}::text[]) AS part(it)`
}

const teamMember = (sql: PgClient.PgClient, userId: UserId, { workspaceId }: ViewScan) =>
  sql`(SELECT id FROM users WHERE id = ${userId} AND workspace_id = ${workspaceId})`

/** LIFE-3: the rows that there are for the lists of a label; of one that is not in use here there are none. */
const labelledSource = (sql: PgClient.PgClient, scan: ViewScan, label: LabelId): Source => {
  const { me, unreadOnly, view, workspaceId } = scan
  const senders = sendersIn(sql, scan, [
    sql`EXISTS (SELECT FROM labels WHERE id = ${label} AND workspace_id = ${workspaceId} AND retired_at IS NULL)`,
  ])
  const lists = view._tag === "Sent" ? sql`(VALUES ('sent')) AS part(it)` : partsOf(sql, scan, "inbox")
  return {
    table: sql`label_places`,
    id: sql`c.conversation_id`,
    clauses: [
      sql`c.label_id = ${label}`,
      sql`c.user_id = ${view._tag === "Team" ? teamMember(sql, view.userId, scan) : sql`${me}`}`,
      ...(unreadOnly ? [sql`c.unread > 0`] : []),
    ],
    scopes: sql`${senders} CROSS JOIN ${lists}`,
    scoped: sql`c.sender_id = scope.it AND c.list = part.it`,
  }
}

const sourceOf = (sql: PgClient.PgClient, scan: ViewScan): Source => {
  const { channel, label, me, unreadOnly, view } = scan
  if (label !== undefined) return labelledSource(sql, scan, label)
  const channels = sql`unnest(${channel === null ? Channel.literals : [channel]}::text[]) AS scope(it)`
  const bySender = unreadOnly || view._tag === "Sender"
  const owned = (owner: Statement.Fragment): Source => ({
    table: sql`conversations`,
    id: sql`c.id`,
    clauses: [
      sql`c.owner_id = ${owner}`,
      unreadOnly ? sql`c.owner_unread > 0` : sql`c.inbound_count > 0`,
    ],
    scopes: sql`${bySender ? sendersIn(sql, scan) : channels} CROSS JOIN ${partsOf(sql, scan, "no")}`,
    scoped: sql`${bySender ? sql`c.sender_id` : sql`c.channel`} = scope.it AND c.aside = part.it`,
  })
  return InboxView.match(view, {
    Mine: () => owned(sql`${me}`),
    Sender: () => owned(sql`${me}`),
    Team: ({ userId }) => owned(teamMember(sql, userId, scan)),
    Sent: () => ({
      table: sql`members`,
      id: sql`c.conversation_id`,
      clauses: [sql`c.user_id = ${me}`, sql`c.took_part`, ...(unreadOnly ? [sql`c.unread > 0`] : [])],
      scopes: channels,
      scoped: sql`c.channel = scope.it`,
    }),
  })
}

/** What a user pinned, as a table `hit`: few, for `viewPlacesAmong`. */
export const pinsOf = (sql: PgClient.PgClient, user: UserId): Statement.Fragment =>
  sql`(SELECT conversation_id FROM members WHERE user_id = ${user} AND pinned) AS hit`

/**
 * The `id` and `last_activity_at` of a stretch of a list, latest first: a short scan of an index for each scope, merged, so
 * that it costs the same at any length of the list and at any depth.
 */
export const viewPlaces = (sql: PgClient.PgClient, scan: ViewScan): Statement.Fragment => {
  if (scan.pinned) return viewPlacesAmong(sql, scan, pinsOf(sql, scan.me))
  const { clauses, id, scoped, scopes, table } = sourceOf(sql, scan)
  return sql`
    SELECT place.id, place.last_activity_at FROM ${scopes} CROSS JOIN LATERAL (
      SELECT ${id} AS id, c.last_activity_at FROM ${table} c
      WHERE ${sql.and([...clauses, scoped, ...keyset(sql, id, scan.after)])}
      ORDER BY c.last_activity_at DESC, ${id} DESC LIMIT ${scan.limit}) place
    ORDER BY place.last_activity_at DESC, place.id DESC LIMIT ${scan.limit}`
}

/**
 * The same stretch of those conversations of the list whose ids the table `hit(conversation_id)` has. Each is looked up by
 * itself: as a plain join, the planner goes through the whole list (measured: 75 to 145 ms at 1 M conversations).
 */
export const viewPlacesAmong = (
  sql: PgClient.PgClient,
  scan: ViewScan,
  hit: Statement.Fragment,
): Statement.Fragment => {
  const { clauses, id, scoped, scopes, table } = sourceOf(sql, scan)
  const pinned = sql`EXISTS (
    SELECT FROM members p WHERE p.conversation_id = hit.conversation_id AND p.user_id = ${scan.me} AND p.pinned)`
  return sql`
    SELECT place.id, place.last_activity_at FROM ${hit} CROSS JOIN LATERAL (
      SELECT ${id} AS id, c.last_activity_at FROM ${table} c
      WHERE ${
    sql.and([
      sql`${id} = hit.conversation_id`,
      ...clauses,
      ...(scan.pinned ? [pinned] : []),
      ...keyset(sql, id, scan.after),
    ])
  }
        AND EXISTS (SELECT FROM ${scopes} WHERE ${scoped}) LIMIT 1) place
    ORDER BY place.last_activity_at DESC, place.id DESC LIMIT ${scan.limit}`
}

const keyset = (
  sql: PgClient.PgClient,
  id: Statement.Fragment,
  after: ListPlace | null,
): ReadonlyArray<Statement.Fragment> =>
  after === null ? [] : [sql`(c.last_activity_at, ${id}) < (${after.at}, ${after.id}::uuid)`]
