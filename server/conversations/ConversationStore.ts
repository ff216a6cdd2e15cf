import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer, Option, RequestResolver, Schema } from "effect"
import { SqlResolver } from "effect/sql"
import { BotId } from "../../domain/bot/BotMark.ts"
import { BotTurn } from "../../domain/bot/BotTurn.ts"
import { CampaignMark } from "../../domain/campaign/CampaignMark.ts"
import { KeywordIntent } from "../../domain/consent/KeywordIntent.ts"
import { noPermission, OptOutSource, type PermissionFacts } from "../../domain/consent/Permission.ts"
import { Address, CanonicalAddress } from "../../domain/contact/Address.ts"
import {
  type Conversation,
  emptyConversation,
  type Outgoing,
} from "../../domain/conversation/Conversation.ts"
import { ConversationCommand } from "../../domain/conversation/ConversationCommand.ts"
import { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { MessageContent, MessageKind } from "../../domain/conversation/MessageContent.ts"
import { Aside } from "../../domain/conversation/Aside.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { MessageStatus } from "../../domain/conversation/MessageStatus.ts"
import { WaitsFor } from "../../domain/conversation/TimelineItem.ts"
import { LabelId } from "../../domain/label/Label.ts"
import { DeliveryError } from "../../domain/sending/DeliveryError.ts"
import type { RegisteredState } from "../../domain/sending/SendPolicy.ts"
import { registeredStateOf } from "../../domain/template/registeredStateOf.ts"
import type { TemplateStatus } from "../../domain/template/Template.ts"
import { Channel, SenderId } from "../../domain/sender/Sender.ts"
import { UserId } from "../../domain/user/User.ts"
import { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { PermissionKey } from "../consent/Permissions.ts"
import { errorSummary } from "../database/errorSummary.ts"
import { asideJson } from "./asideJson.ts"
import { knownAddresses } from "./customerAddress.ts"
import { ConversationIdentity } from "./ConversationEntity.ts"
import { storableJson } from "./storableJson.ts"

/** How many finished messages of ours an actor keeps in mind; older ones are read when a callback is about them. */
export const recentOutgoingMax = 64
/** How many stored webhooks an actor works off when it wakes; the rest follow by the sweeper. */
const storedUpdatesMax = 200
/** Actors that wake at once are read in one statement: a burst of webhooks, or a campaign (CAMP-1). */
const loadedAtOnce = 64

const Millis = Schema.NullOr(Schema.Int)

const DeliveryRow = Schema.Struct({
  messageId: MessageId,
  seq: Schema.Int,
  answers: Schema.NullOr(KeywordIntent),
  campaign: Schema.NullOr(CampaignMark),
  bot: Schema.NullOr(BotId),
  content: MessageContent,
  status: MessageStatus,
  attempt: Schema.Int,
  node: Schema.NullOr(Schema.String),
  scheduledAt: Millis,
  dueAt: Millis,
  waitsFor: Schema.NullOr(WaitsFor),
  retryAt: Millis,
  unconfirmed: Schema.Boolean,
  providerId: Schema.NullOr(Schema.String),
  sentAt: Millis,
  error: Schema.NullOr(DeliveryError),
})

const ConversationRow = Schema.Struct({
  id: ConversationId,
  workspaceId: WorkspaceId,
  senderId: SenderId,
  channel: Channel,
  address: CanonicalAddress,
  replyTo: Address,
  profileName: Schema.NullOr(Schema.String),
  version: Schema.Int,
  lastSeq: Schema.Int,
  begun: Schema.Boolean,
  inboundCount: Schema.Int,
  lastInboundSeq: Schema.Int,
  lastInboundAt: Millis,
  windowClosedAt: Millis,
  lastActivityAt: Schema.Int,
  waitingSince: Millis,
  preview: Schema.NullOr(Schema.Struct({
    direction: Schema.Literals(["in", "out"]),
    kind: MessageKind,
    text: Schema.String,
    messageId: MessageId,
    status: Schema.NullOr(MessageStatus),
  })),
  owner: Schema.NullOr(UserId),
  assignedTo: Schema.NullOr(UserId),
  assignedSeq: Schema.NullOr(Schema.Int),
  lastSenderId: Schema.NullOr(UserId),
  lastSenderSeq: Schema.NullOr(Schema.Int),
  aside: Schema.NullOr(Aside),
  labels: Schema.Array(LabelId),
  bot: Schema.NullOr(BotTurn),
  lastBot: Schema.NullOr(BotId),
  optedOutAt: Millis,
  noted: Schema.Boolean,
  helpedAt: Millis,
  members: Schema.Array(Schema.Struct({
    userId: UserId,
    readInbound: Schema.Int,
    markedUnread: Schema.Boolean,
    tookPart: Schema.Boolean,
    pinned: Schema.Boolean,
  })),
  deliveries: Schema.Array(DeliveryRow),
})

/** An update that was acknowledged while the actor could not take it. */
const StoredUpdate = Schema.Struct({
  id: Schema.Int,
  /** Of the account that brought it: it may speak of no other's conversations. */
  workspaceId: WorkspaceId,
  identity: Schema.NullOr(ConversationIdentity),
  command: ConversationCommand,
})
export type StoredUpdate = typeof StoredUpdate.Type

const PermissionRow = Schema.Struct({
  version: Schema.Int,
  optedOutAt: Millis,
  optedOutSource: Schema.NullOr(OptOutSource),
  optedOutBy: Schema.NullOr(UserId),
  providerHolds: Schema.Boolean,
  consentAt: Millis,
})

const Loaded = Schema.Struct({
  conversation: Schema.NullOr(ConversationRow),
  stored: Schema.Array(Schema.Unknown),
  permission: Schema.NullOr(PermissionRow),
})

/** Whom to read, with the number that it would be born with. */
const Wanted = Schema.Struct({
  id: ConversationId,
  number: Schema.NullOr(Schema.Struct({
    workspaceId: WorkspaceId,
    channel: Channel,
    address: CanonicalAddress,
  })),
})

const outgoingOf = (row: typeof DeliveryRow.Type): Outgoing => {
  const { dueAt, messageId: _, waitsFor, ...message } = row
  return { ...message, wait: waitsFor === null ? null : { until: dueAt, why: waitsFor } }
}

const turnOf = (user: UserId | null, seq: number | null) =>
  user === null || seq === null ? null : { user, seq }

const conversationOf = (row: typeof ConversationRow.Type): Conversation => {
  const { assignedSeq, assignedTo, deliveries, lastSenderId, lastSenderSeq, members, ...rest } = row
  return {
    ...emptyConversation(rest, rest.replyTo),
    ...rest,
    assigned: turnOf(assignedTo, assignedSeq),
    lastSender: turnOf(lastSenderId, lastSenderSeq),
    members: new Map(members.map(({ userId, ...member }) => [userId, member])),
    outgoing: new Map(deliveries.map((delivery) => [delivery.messageId, outgoingOf(delivery)])),
  }
}

const unavailable = <A, E>(effect: Effect.Effect<A, E>) =>
  effect.pipe(
    Effect.tapError((error) => Effect.logError("conversation not read", errorSummary(error))),
    Effect.mapError(() => new Unavailable({ message: "The conversation could not be read. Try again." })),
  )

const decodeLoaded = Schema.decodeUnknownEffect(Loaded)
const decodeStored = Schema.decodeUnknownOption(StoredUpdate)
const decodeDelivery = Schema.decodeUnknownEffect(DeliveryRow)

/** Reads conversations back as the journal wrote them. */
export class ConversationStore extends Context.Service<ConversationStore, {
  /**
   * The conversation, or null before its first commit; updates that wait for it in the webhook inbox; and what its number
   * allows, where the conversation is there or `number` says what it would be born with.
   */
  readonly load: (id: ConversationId, number?: PermissionKey) => Effect.Effect<{
    readonly conversation: Conversation | null
    readonly stored: ReadonlyArray<StoredUpdate>
    readonly permission: PermissionFacts
  }, Unavailable>
  /** One message of ours that the actor no longer has in mind. */
  readonly outgoing: (id: ConversationId, messageId: MessageId) => Effect.Effect<Outgoing | null, Unavailable>
  /** How many incoming messages there are up to and with an item. */
  readonly inboundThrough: (id: ConversationId, seq: number) => Effect.Effect<number, Unavailable>
  /** Where registered templates stand, by the desk's id; what is not there is gone. */
  readonly templateStates: (
    ids: ReadonlyArray<string>,
  ) => Effect.Effect<ReadonlyMap<string, RegisteredState>, Unavailable>
  /** The address of a customer's conversations, who may be known by another name (CONV-8). */
  readonly addressOf: (
    workspaceId: WorkspaceId,
    channel: Channel,
    name: CanonicalAddress,
  ) => Effect.Effect<CanonicalAddress, Unavailable>
  readonly forgetStored: (ids: ReadonlyArray<number>) => Effect.Effect<void, Unavailable>
}>()("desk/server/conversations/ConversationStore") {
  static readonly layer = Layer.effect(
    ConversationStore,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient

      const millis = (column: string) => sql.literal(`(extract(epoch FROM ${column}) * 1000)::bigint`)
      const deliveryJson =
        sql`json_build_object('messageId', d.message_id, 'seq', d.seq, 'answers', i.detail ->> 'answers',
        'campaign', i.detail -> 'campaign', 'bot', i.detail #>> '{bot,id}', 'content', i.content,
        'status', d.status, 'attempt', d.attempt, 'node', d.node, 'scheduledAt', ${millis("d.scheduled_at")},
        'dueAt', ${millis("d.due_at")}, 'waitsFor', d.waits_for, 'retryAt', ${millis("d.retry_at")},
        'unconfirmed', d.unconfirmed, 'providerId', d.provider_id, 'sentAt', ${
          millis("d.sent_at")
        }, 'error', d.error)`

      const conversationJson = sql`
        CASE WHEN c.id IS NOT NULL THEN json_build_object('id', c.id, 'workspaceId', c.workspace_id, 'senderId', c.sender_id,
          'channel', c.channel, 'address', c.address, 'replyTo', c.reply_to, 'profileName', c.profile_name,
          'version', c.version, 'lastSeq', c.last_seq, 'begun', c.begun, 'inboundCount', c.inbound_count,
          'lastInboundSeq', c.last_inbound_seq, 'lastInboundAt', ${millis("c.last_inbound_at")},
          'windowClosedAt', ${millis("c.window_closed_at")},
          'lastActivityAt', ${millis("c.last_activity_at")},
          'waitingSince', ${millis("c.waiting_since")}, 'preview', c.preview, 'owner', c.owner_id,
          'assignedTo', c.assigned_to, 'assignedSeq', c.assigned_seq, 'lastSenderId', c.last_sender_id,
          'lastSenderSeq', c.last_sender_seq, 'aside', ${
        asideJson(sql)
      }, 'labels', c.labels, 'bot', c.bot, 'lastBot', c.last_bot, 'optedOutAt', ${millis("c.opted_out_at")},
          'noted', EXISTS (SELECT FROM items n WHERE n.conversation_id = c.id AND n.kind = 'NoteWritten'
            AND n.content ->> 'kind' <> 'erased'),
          'helpedAt', ${millis("c.helped_at")},
          'members', coalesce((
            SELECT json_agg(json_build_object('userId', m.user_id, 'readInbound', m.read_inbound,
              'markedUnread', m.marked_unread, 'tookPart', m.took_part, 'pinned', m.pinned))
            FROM members m WHERE m.conversation_id = c.id), '[]'),
          'deliveries', coalesce((
            SELECT json_agg(${deliveryJson}) FROM (
              SELECT * FROM deliveries WHERE conversation_id = c.id AND status IN ('queued', 'dispatching')
                AND NOT unconfirmed
              UNION
              (SELECT * FROM deliveries WHERE conversation_id = c.id ORDER BY seq DESC LIMIT ${recentOutgoingMax})
            ) d CROSS JOIN LATERAL (
              SELECT content, detail FROM items WHERE conversation_id = d.conversation_id AND seq = d.seq LIMIT 1) i), '[]')) END`

      const storedJson = sql`
        SELECT json_agg(json_build_object('id', w.id, 'workspaceId', w.workspace_id,
          'identity', w.command -> 'identity', 'command', w.command -> 'command') ORDER BY w.id)
        FROM (SELECT * FROM webhook_inbox WHERE conversation_id = asked.id ORDER BY id LIMIT ${storedUpdatesMax}) w`

      const permissionJson = sql`
        SELECT json_build_object('version', p.version, 'optedOutAt', ${millis("p.opted_out_at")},
          'optedOutSource', p.opt_source, 'optedOutBy', p.opt_by, 'providerHolds', p.provider_holds,
          'consentAt', ${millis("p.consent_at")})
        FROM permissions p WHERE p.workspace_id = coalesce(c.workspace_id, (asked.number ->> 'workspaceId')::uuid)
          AND p.channel = coalesce(c.channel, asked.number ->> 'channel')
          AND p.address = coalesce(c.address, asked.number ->> 'address')`

      /** Actors that wake at the same time are read together; each row is made out by whoever asked for it. */
      const loads = SqlResolver.ordered({
        Request: Wanted,
        Result: Schema.Unknown,
        execute: (wanted) =>
          sql<{ readonly conversation: unknown; readonly stored: unknown; readonly permission: unknown }>`
            SELECT ${conversationJson} AS conversation, coalesce((${storedJson}), '[]') AS stored,
              (${permissionJson}) AS permission
            FROM json_to_recordset(${
            storableJson(wanted.map((one, nth) => ({ nth, ...one })))
          }::json) AS asked(nth int, id uuid, number json)
            LEFT JOIN conversations c ON c.id = asked.id ORDER BY asked.nth`,
      }).pipe(RequestResolver.batchN(loadedAtOnce))

      const load = Effect.fn("ConversationStore.load")(
        function* (id: ConversationId, number?: PermissionKey) {
          const wanted = number === undefined ? null : {
            workspaceId: number.workspaceId,
            channel: number.channel,
            address: number.address,
          }
          const row = yield* SqlResolver.request({ id, number: wanted }, loads)
          const { conversation, permission, stored: kept } = yield* decodeLoaded(row)
          const stored = kept.flatMap((update) => Option.toArray(decodeStored(update)))
          const unread = kept.length - stored.length
          // Of another version of the desk: it stays where it is, and the conversation goes on.
          if (unread > 0) {
            yield* Effect.logError(`${unread} stored updates of a conversation cannot be read`, id)
          }
          return {
            conversation: conversation === null ? null : conversationOf(conversation),
            permission: permission ?? noPermission,
            stored,
          }
        },
        unavailable,
      )

      const outgoing = Effect.fn("ConversationStore.outgoing")(
        function* (id: ConversationId, messageId: MessageId) {
          const [row] = yield* sql<{ readonly delivery: unknown }>`
          SELECT ${deliveryJson} AS delivery FROM deliveries d
          JOIN items i ON i.conversation_id = d.conversation_id AND i.seq = d.seq
          WHERE d.conversation_id = ${id} AND d.message_id = ${messageId}`
          return row ? outgoingOf(yield* decodeDelivery(row.delivery)) : null
        },
        unavailable,
      )

      const inboundThrough = Effect.fn("ConversationStore.inboundThrough")(
        function* (id: ConversationId, seq: number) {
          const [row] = yield* sql<{ readonly inboundNumber: number }>`
            SELECT inbound_number FROM items WHERE conversation_id = ${id} AND seq <= ${seq} ORDER BY seq DESC LIMIT 1`
          return row?.inboundNumber ?? 0
        },
        unavailable,
      )

      const templateStates = Effect.fn("ConversationStore.templateStates")(
        function* (ids: ReadonlyArray<string>) {
          const rows = yield* sql<{ readonly id: string; readonly status: TemplateStatus }>`
            SELECT id, status FROM templates WHERE ${sql.in("id", ids)} AND status IS NOT NULL`
          return new Map(rows.map(({ id, status }) => [id, registeredStateOf(status)]))
        },
        unavailable,
      )

      const forgetStored = Effect.fn("ConversationStore.forgetStored")(
        (ids: ReadonlyArray<number>) =>
          ids.length === 0
            ? Effect.void
            : Effect.asVoid(sql`DELETE FROM webhook_inbox WHERE ${sql.in("id", ids)}`),
        unavailable,
      )

      const addressOf = Effect.fn("ConversationStore.addressOf")(
        function* (workspaceId: WorkspaceId, channel: Channel, name: CanonicalAddress) {
          const known = yield* knownAddresses(sql, { workspaceId, channel }, [name])
          return known.get(name) ?? name
        },
        unavailable,
      )

      return ConversationStore.of({ addressOf, load, outgoing, inboundThrough, templateStates, forgetStored })
    }),
  )
}
