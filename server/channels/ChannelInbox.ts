import { PgClient } from "@effect/sql-pg"
import { Clock, Context, Effect, Layer, Metric, Schema } from "effect"
import { Address, type CanonicalAddress, canonicalAddress } from "../../domain/contact/Address.ts"
import { AccountHealth } from "../accounts/AccountHealth.ts"
import { ConversationCommand } from "../../domain/conversation/ConversationCommand.ts"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { MessageId } from "../../domain/conversation/MessageId.ts"
import type { Channel } from "../../domain/sender/Sender.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import type { ConversationIdentity } from "../conversations/ConversationEntity.ts"
import { PermissionNotes } from "../consent/PermissionNotes.ts"
import { conversationIdOf, inboundMessageIdOf } from "../conversations/conversationIdOf.ts"
import {
  addressAmong,
  type KnownAddresses,
  knownAddresses,
  linkAddresses,
} from "../conversations/customerAddress.ts"
import { storableJson } from "../conversations/storableJson.ts"
import { Conversations } from "../conversations/Conversations.ts"
import { Directory, type DirectorySnapshot, type SenderRecord } from "../directory/Directory.ts"
import { MediaFiles } from "../media/MediaFiles.ts"
import type {
  ChannelUpdate,
  EchoedMessage,
  InboundMessage,
  OptOutUpdate,
  SenderAddress,
  StatusUpdate,
  TemplateUpdate,
} from "./ChannelAdapter.ts"
import { readSoon, storeUpdate } from "../templates/storeTemplates.ts"
import type { ProviderAccount } from "./ProviderAccount.ts"
import { WebhookLog } from "./WebhookLog.ts"

/** The updates could not be made durable; whoever brought them keeps them and tries again (HOOK-4). */
export class NotStored extends Schema.TaggedError<NotStored>()("NotStored", { message: Schema.String }) {}

/** `ignored` is about a message or template that this desk does not know, such as one sent from the provider's console. */
export type UpdateFate = "stored" | "unknownSender" | "ignored"

/** A conversation has this long to take an update; then it is kept for it in the webhook inbox (HOOK-3). */
const takenWithin = "2 seconds"
const conversationsAtOnce = 64

const inbound = Metric.counter("desk_inbound_messages_total", {
  description: "messages received",
  incremental: true,
})

interface Routed {
  readonly conversationId: ConversationId
  readonly workspaceId: WorkspaceId
  readonly identity: ConversationIdentity | null
  readonly command: ConversationCommand
}

const encodeCommand = Schema.encodeSync(Schema.toCodecJson(ConversationCommand))

/** Whom an update is addressed to: by its address, else by the pool of numbers through which it came. */
const senderOf = (
  { senderAt }: DirectorySnapshot,
  { id }: ProviderAccount,
  { channel, to, toId, toPool }: SenderAddress,
): SenderRecord | undefined =>
  senderAt(id, channel, to, toId) ??
    (toPool === undefined ? undefined : senderAt(id, channel, Address.make(toPool), toPool))

const notAnswered = () => new NotStored({ message: "The database did not answer" })

type Names = readonly [CanonicalAddress, ...ReadonlyArray<CanonicalAddress>]

/** Under which names an update's customer may be known, the most lasting first; null where it is about none. */
const namesIn = (update: ChannelUpdate): Names | null => {
  switch (update._tag) {
    case "InboundMessage": {
      const others = [...(update.movedTo ? [update.movedTo] : []), ...(update.aliases ?? [])]
      return [canonicalAddress(update.from), ...others.map(canonicalAddress)]
    }
    case "OptOutUpdate":
      return [canonicalAddress(update.from), ...(update.aliases ?? []).map(canonicalAddress)]
    case "EchoedMessage":
      return [canonicalAddress(update.customer)]
    default:
      return null
  }
}

/** Where everything that providers report enters the desk: webhooks and the simulated carrier use the same door. */
export class ChannelInbox extends Context.Service<ChannelInbox, {
  /** Routes updates to their conversations and returns what became of each, in order, when they are durable. */
  readonly accept: (
    account: ProviderAccount,
    updates: ReadonlyArray<ChannelUpdate>,
  ) => Effect.Effect<ReadonlyArray<UpdateFate>, NotStored>
  /** Which of some messages, each for a Sender ID of ours, never came: by the provider's id. */
  readonly missing: (
    account: ProviderAccount,
    messages: ReadonlyArray<InboundMessage>,
  ) => Effect.Effect<ReadonlySet<string>, NotStored>
}>()("desk/server/channels/ChannelInbox") {
  static readonly layer = Layer.effect(
    ChannelInbox,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const conversations = yield* Conversations
      const directory = yield* Directory
      const log = yield* WebhookLog
      const health = yield* AccountHealth
      const files = yield* MediaFiles
      const notes = yield* PermissionNotes
      const scope = yield* Effect.scope

      /** Only WhatsApp knows customers by several names. */
      const known = Effect.fnUntraced(function* (
        { workspaceId }: ProviderAccount,
        updates: ReadonlyArray<ChannelUpdate>,
      ) {
        const names = updates.flatMap((update) =>
          "channel" in update && update.channel === "whatsapp" ? namesIn(update) ?? [] : []
        )
        return yield* knownAddresses(sql, { workspaceId, channel: "whatsapp" }, [...new Set(names)])
      }, Effect.mapError(notAnswered))

      const addressOf = Effect.fnUntraced(function* (
        { workspaceId }: ProviderAccount,
        channel: Channel,
        names: Names,
        among: KnownAddresses,
      ) {
        if (channel === "sms") return names[0]
        const settled = addressAmong(among, names)
        if (settled !== null) return settled
        const { address, optedOut } = yield* linkAddresses(sql, { workspaceId, channel }, names)
        if (optedOut) yield* notes.remind({ workspaceId, channel, address })
        for (const name of names) if (name !== address || !name.startsWith("+")) among.set(name, address)
        return address
      }, Effect.mapError(notAnswered))

      const routeMessage = Effect.fnUntraced(function* (
        account: ProviderAccount,
        update: InboundMessage,
        address: CanonicalAddress,
      ) {
        const sender = senderOf(yield* directory.snapshot, account, update)
        if (!sender) return "unknownSender" as const
        const { content, movedTo, profileName, providerAt, providerId } = update
        const from = movedTo ?? update.from
        const routed: Routed = {
          conversationId: conversationIdOf(sender.id, address),
          workspaceId: sender.workspaceId,
          identity: {
            workspaceId: sender.workspaceId,
            senderId: sender.id,
            channel: sender.channel,
            address,
            replyTo: from,
          },
          command: {
            _tag: "Receive",
            messageId: inboundMessageIdOf(account.id, providerId),
            accountId: account.id,
            providerId,
            from,
            profileName,
            content,
            providerAt,
            ...(update.optOut === null ? {} : { optOut: update.optOut }),
          },
        }
        yield* Metric.update(Metric.withAttributes(inbound, { channel: update.channel }), 1)
        return [routed]
      })

      const routeEcho = Effect.fnUntraced(function* (
        account: ProviderAccount,
        update: EchoedMessage,
        address: CanonicalAddress,
      ) {
        const sender = senderOf(yield* directory.snapshot, account, update)
        if (!sender) return "unknownSender" as const
        const { content, providerAt, providerId } = update
        const messageId = inboundMessageIdOf(account.id, providerId)
        const { channel, id: senderId, workspaceId } = sender
        return [{
          conversationId: conversationIdOf(senderId, address),
          workspaceId,
          identity: { workspaceId, senderId, channel, address, replyTo: update.customer },
          command: { _tag: "Echo", messageId, providerId, content, providerAt } satisfies ConversationCommand,
        }]
      })

      const routeOptOut = Effect.fnUntraced(function* (
        account: ProviderAccount,
        update: OptOutUpdate,
        address: CanonicalAddress,
      ) {
        const sender = senderOf(yield* directory.snapshot, account, update)
        if (!sender) return "unknownSender" as const
        return [{
          conversationId: conversationIdOf(sender.id, address),
          workspaceId: sender.workspaceId,
          identity: null,
          command: { _tag: "ReportOptOut", optedOut: update.optedOut } satisfies ConversationCommand,
        }]
      })

      const routeCustomer = Effect.fnUntraced(function* (
        account: ProviderAccount,
        update: InboundMessage | OptOutUpdate | EchoedMessage,
        among: KnownAddresses,
      ) {
        const names = namesIn(update)
        if (names === null || !senderOf(yield* directory.snapshot, account, update)) {
          return "unknownSender" as const
        }
        const address = yield* addressOf(account, update.channel, names, among)
        switch (update._tag) {
          case "InboundMessage":
            return yield* routeMessage(account, update, address)
          case "OptOutUpdate":
            return yield* routeOptOut(account, update, address)
          case "EchoedMessage":
            return yield* routeEcho(account, update, address)
        }
      })

      const messageOf = Effect.fnUntraced(function* (account: ProviderAccount, update: StatusUpdate) {
        if (update.message) return update.message
        const [row] = yield* sql<{ readonly conversationId: ConversationId; readonly messageId: MessageId }>`
          SELECT conversation_id, message_id FROM deliveries
          WHERE account_id = ${account.id} AND provider_id = ${update.providerId} LIMIT 1`
        return row ?? null
      }, Effect.mapError(notAnswered))

      const routeStatus = Effect.fnUntraced(function* (account: ProviderAccount, update: StatusUpdate) {
        const message = yield* messageOf(account, update)
        if (message === null) return "ignored" as const
        const { error, providerId, status } = update
        const command: ConversationCommand = {
          _tag: "ReportStatus",
          messageId: message.messageId,
          providerId,
          status,
          error,
        }
        return [{
          conversationId: message.conversationId,
          workspaceId: account.workspaceId,
          identity: null,
          command,
        }]
      })

      /** Of no conversation: it is applied here. One that is not known is read with its account soon. */
      const takeTemplate = Effect.fnUntraced(function* (account: ProviderAccount, update: TemplateUpdate) {
        const known = yield* storeUpdate(sql, account, update, yield* Clock.currentTimeMillis)
        if (!known || update.readAgain) yield* readSoon(sql, account)
        return known ? "stored" as const : "ignored" as const
      }, Effect.mapError(notAnswered))

      const route = Effect.fnUntraced(function* (
        account: ProviderAccount,
        update: ChannelUpdate,
        among: KnownAddresses,
      ) {
        switch (update._tag) {
          case "InboundMessage":
          case "OptOutUpdate":
          case "EchoedMessage":
            return yield* routeCustomer(account, update, among)
          case "StatusUpdate":
            return yield* routeStatus(account, update)
          case "TemplateUpdate":
            return yield* takeTemplate(account, update)
          case "AccountNotice":
            yield* log.notice(account, update).pipe(
              Effect.mapError(() => new NotStored({ message: "The notice could not be stored" })),
            )
            yield* health.noticed(account, update)
            return [] as const
        }
      })

      const keep = Effect.fn("ChannelInbox.keep")(function* (routed: Routed) {
        const kept = storableJson({ identity: routed.identity, command: encodeCommand(routed.command) })
        yield* sql`INSERT INTO webhook_inbox (conversation_id, workspace_id, command)
          VALUES (${routed.conversationId}, ${routed.workspaceId}, ${kept}::jsonb)`
      }, Effect.mapError(() => new NotStored({ message: "The update could not be stored" })))

      /** Asked at once, the actor takes what was kept before whatever reaches it later; the sweeper is for the rest. */
      const remind = (routed: Routed) =>
        conversations.workOff(routed.conversationId).pipe(Effect.ignore, Effect.forkIn(scope), Effect.asVoid)

      /** Its files are noted before it is acknowledged, and fetched afterwards (MEDIA-2). */
      const deliver = (account: ProviderAccount) =>
        Effect.fnUntraced(function* (routed: Routed) {
          yield* conversations.execute(
            routed.conversationId,
            routed.workspaceId,
            routed.command,
            routed.identity ?? undefined,
          )
            .pipe(
              Effect.timeout(takenWithin),
              // About a conversation that does not exist: there is nothing to store it in.
              Effect.catchTag("Refusal", () => Effect.void),
              Effect.catchTag(
                ["Unavailable", "TimeoutError"],
                () => Effect.andThen(keep(routed), remind(routed)),
              ),
            )
          const { command } = routed
          if (
            (command._tag !== "Receive" && command._tag !== "Echo") || command.content.media.length === 0
          ) return
          const message = { conversationId: routed.conversationId, messageId: command.messageId }
          yield* files.want(account, message, command.content.media).pipe(
            Effect.mapError(() => new NotStored({ message: "The files could not be noted" })),
          )
        })

      const accept = Effect.fn("ChannelInbox.accept")(function* (
        account: ProviderAccount,
        updates: ReadonlyArray<ChannelUpdate>,
      ) {
        const fates: Array<UpdateFate> = []
        const byConversation = new Map<ConversationId, Array<Routed>>()
        const among = yield* known(account, updates)
        for (const update of updates) {
          const routed = yield* route(account, update, among)
          fates.push(typeof routed === "string" ? routed : "stored")
          for (const one of typeof routed === "string" ? [] : routed) {
            const group = byConversation.get(one.conversationId)
            if (group) group.push(one)
            else byConversation.set(one.conversationId, [one])
          }
        }
        yield* Effect.forEach(
          byConversation.values(),
          (group) => Effect.forEach(group, deliver(account), { discard: true }),
          { concurrency: conversationsAtOnce, discard: true },
        )
        return fates
      })

      const missing = Effect.fn("ChannelInbox.missing")(function* (
        account: ProviderAccount,
        messages: ReadonlyArray<InboundMessage>,
      ) {
        const snapshot = yield* directory.snapshot
        const ours = messages.flatMap((message) => {
          const sender = senderOf(snapshot, account, message)
          return sender ? [{ message, id: inboundMessageIdOf(account.id, message.providerId), sender }] : []
        })
        if (ours.length === 0) return new Set<string>()
        const among = yield* known(account, messages)
        const conversationIds = ours.map(({ message, sender }) => {
          const name = canonicalAddress(message.from)
          return conversationIdOf(sender.id, among.get(name) ?? name)
        })
        const stored = yield* sql<{ readonly messageId: MessageId }>`
          SELECT i.message_id FROM unnest(${conversationIds}::uuid[], ${ours.map(({ id }) => id)}::uuid[])
            AS asked (conversation_id, message_id)
          JOIN items i ON i.conversation_id = asked.conversation_id AND i.message_id = asked.message_id`
        const ids = new Set(stored.map(({ messageId }) => messageId))
        return new Set(ours.filter(({ id }) => !ids.has(id)).map(({ message }) => message.providerId))
      }, Effect.mapError(notAnswered))

      return ChannelInbox.of({ accept, missing })
    }),
  ).pipe(Layer.provide(AccountHealth.layer))
}
