import type { PgClient } from "@effect/sql-pg"
import type { Statement } from "effect/sql"
import type { BotMark } from "../../domain/bot/BotMark.ts"
import type { BotTurn } from "../../domain/bot/BotTurn.ts"
import type { Address } from "../../domain/contact/Address.ts"
import { type Member, unreadOf } from "../../domain/conversation/Conversation.ts"
import { maySee } from "../../domain/conversation/ConversationAccess.ts"
import type { Aside } from "../../domain/conversation/Aside.ts"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import type { LabelId } from "../../domain/label/Label.ts"
import type { Channel, SenderId } from "../../domain/sender/Sender.ts"
import type { User, UserId } from "../../domain/user/User.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { asideJson } from "../conversations/asideJson.ts"

/** A conversation as lists know it, before it is cut to what one user sees. */
export interface ConversationSummary {
  readonly id: ConversationId
  readonly workspaceId: WorkspaceId
  readonly version: number
  readonly senderId: SenderId
  readonly channel: Channel
  readonly address: Address
  readonly contact: InboxRow["contact"]
  readonly profileName: string | null
  readonly begun: boolean
  readonly owner: UserId | null
  readonly aside: Aside | null
  readonly labels: ReadonlyArray<LabelId>
  readonly bot: BotTurn | null
  readonly assignedTo: UserId | null
  readonly inboundCount: number
  readonly lastSeq: number
  readonly lastInboundAt: Date | null
  readonly windowClosedAt: Date | null
  readonly lastActivityAt: Date
  readonly waitingSince: Date | null
  readonly optedOutAt: Date | null
  readonly consentAt: Date | null
  readonly preview: InboxRow["preview"]
  readonly members: ReadonlyArray<Member & { readonly userId: UserId }>
}

/** The contact of each `c`, under the name `contact`. */
export const contactJoins = (sql: PgClient.PgClient): Statement.Fragment =>
  sql`LEFT JOIN contact_phones phone ON phone.workspace_id = c.workspace_id AND phone.canonical = c.address
    LEFT JOIN contacts contact ON contact.id = phone.contact_id`

/** `conversations` under the name `c`, its contact, its members and what its number allows; to be followed by further joins or WHERE. */
export const selectSummaries = (sql: PgClient.PgClient): Statement.Fragment =>
  sql`
    SELECT c.id, c.workspace_id, c.version, c.sender_id, c.channel, c.reply_to AS address, c.profile_name, c.begun,
      c.owner_id AS owner, ${
    asideJson(sql)
  } AS aside, c.labels, c.bot, c.assigned_to, c.inbound_count, c.last_seq, c.last_inbound_at, c.window_closed_at, c.last_activity_at, c.waiting_since,
      permission.opted_out_at, permission.consent_at, c.preview,
      CASE WHEN contact.id IS NOT NULL THEN json_build_object('id', contact.id, 'name', contact.name) END AS contact,
      coalesce((SELECT json_agg(json_build_object('userId', m.user_id, 'readInbound', m.read_inbound,
        'markedUnread', m.marked_unread, 'tookPart', m.took_part, 'pinned', m.pinned)) FROM members m WHERE m.conversation_id = c.id),
        '[]') AS members
    FROM conversations c ${contactJoins(sql)}
    LEFT JOIN permissions permission ON permission.workspace_id = c.workspace_id AND permission.channel = c.channel
      AND permission.address = c.address`

/**
 * The row that a user sees; null when they may not see the conversation (AUTH-4). A bot in the place of a user sees the
 * conversations in which it is active, and no others.
 */
export const rowFor = (
  summary: ConversationSummary,
  user: User,
  workspaceId: WorkspaceId,
  bot?: BotMark,
): InboxRow | null => {
  const members = new Map(summary.members.map(({ userId, ...member }) => [userId, member]))
  const { begun, owner } = summary
  const seen = bot ? summary.bot?.id === bot.id : maySee({ begun, owner, members }, user)
  if (summary.workspaceId !== workspaceId || !seen) return null
  const counted = { inboundCount: summary.inboundCount, members }
  return {
    id: summary.id,
    version: summary.version,
    senderId: summary.senderId,
    channel: summary.channel,
    address: summary.address,
    contact: summary.contact,
    profileName: summary.profileName,
    owner: summary.owner,
    ...(summary.bot === null ? {} : { bot: { id: summary.bot.id, name: summary.bot.name } }),
    ...(summary.aside === null ? {} : { aside: summary.aside }),
    ...(summary.labels.length === 0 ? {} : { labels: summary.labels }),
    tookPart: members.get(user.id)?.tookPart ?? false,
    ...(members.get(user.id)?.pinned ? { pinned: true } : {}),
    givenToMe: summary.assignedTo === user.id,
    inboundCount: summary.inboundCount,
    lastSeq: summary.lastSeq,
    lastInboundAt: summary.lastInboundAt?.getTime() ?? null,
    windowClosedAt: summary.windowClosedAt?.getTime() ?? null,
    lastActivityAt: summary.lastActivityAt.getTime(),
    waitingSince: summary.waitingSince?.getTime() ?? null,
    optedOutAt: summary.optedOutAt?.getTime() ?? null,
    consentAt: summary.consentAt?.getTime() ?? null,
    preview: summary.preview,
    unread: unreadOf(counted, user.id),
    ownerUnread: summary.owner === null ? 0 : unreadOf(counted, summary.owner),
  }
}
