import { Effect } from "effect"
import { canonicalAddress } from "../../domain/contact/Address.ts"
import { parseTypedNumber } from "../../domain/contact/PhoneNumber.ts"
import type { ConversationCommand } from "../../domain/conversation/ConversationCommand.ts"
import type { SeenOwner } from "../../domain/conversation/SeenOwner.ts"
import type { Aside } from "../../domain/conversation/Aside.ts"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { type MessageContent, previewText, textContent } from "../../domain/conversation/MessageContent.ts"
import type { MessageId } from "../../domain/conversation/MessageId.ts"
import type { Prospect } from "../../domain/conversation/Prospect.ts"
import {
  botTurnOver,
  noSuchConversation,
  Refusal,
  senderNotShared,
} from "../../domain/conversation/Refusal.ts"
import { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { ConversationRpcs } from "../../domain/rpc/ConversationRpcs.ts"
import { pinsMax } from "../../domain/rpc/InboxRpcs.ts"
import type { SenderId } from "../../domain/sender/Sender.ts"
import type { UserId } from "../../domain/user/User.ts"
import type { TimelineItem } from "../../domain/conversation/TimelineItem.ts"
import { mmsLimits } from "../channels/mmsLimits.ts"
import { passesQuotes } from "../channels/ProviderAccount.ts"
import { Permissions } from "../consent/Permissions.ts"
import { ReadReceipts } from "../channels/ReadReceipts.ts"
import { Contacts } from "../contacts/Contacts.ts"
import { conversationIdOf } from "../conversations/conversationIdOf.ts"
import { actorOf, Conversations } from "../conversations/Conversations.ts"
import { ConversationStore } from "../conversations/ConversationStore.ts"
import { routingFactsOf } from "../conversations/routingFactsOf.ts"
import { Timeline, type TimelinePage } from "../conversations/Timeline.ts"
import { Directory } from "../directory/Directory.ts"
import { MediaFiles } from "../media/MediaFiles.ts"
import { Inbox } from "../inbox/Inbox.ts"

const invalidNumber = new Refusal({
  code: "invalid_number",
  message: "This is not a mobile number. Write it with its country code, such as +1 415-555-0136.",
})

const tooManyPins = new Refusal({
  code: "not_possible",
  message: `You have ${pinsMax} pinned conversations. Unpin one of them first.`,
})

/** From whom to whom a conversation is started; the number as it was typed. */
export interface ConversationTarget {
  readonly senderId: SenderId
  readonly to: string
}

export interface NewConversation extends ConversationTarget {
  readonly name: string | null
  readonly messageId: MessageId
  readonly content: MessageContent
}

/** What a signed-in user can do with conversations: the RPCs and the REST API both come here. */
export const makeConversationHandlers = Effect.gen(function* () {
  const receipts = yield* ReadReceipts
  const conversations = yield* Conversations
  const contacts = yield* Contacts
  const store = yield* ConversationStore
  const timeline = yield* Timeline
  const inbox = yield* Inbox
  const directory = yield* Directory
  const permissions = yield* Permissions
  const files = yield* MediaFiles

  const execute = Effect.fnUntraced(function* (
    id: ConversationId,
    make: (by: ReturnType<typeof actorOf>) => ConversationCommand,
  ) {
    const viewer = yield* CurrentUser
    yield* conversations.execute(id, viewer.workspaceId, make(actorOf(viewer.user)))
    return yield* inbox.row(viewer, id)
  })

  const get = Effect.fnUntraced(function* (id: ConversationId) {
    return yield* inbox.row(yield* CurrentUser, id)
  })

  const items = Effect.fnUntraced(function* (id: ConversationId, page: TimelinePage) {
    const viewer = yield* CurrentUser
    yield* inbox.row(viewer, id)
    return yield* timeline.page(viewer.workspaceId, id, page)
  })

  /** `at`: the time that was chosen for it, epoch milliseconds. */
  const send = Effect.fnUntraced(
    function* (id: ConversationId, messageId: MessageId, content: MessageContent, at?: number) {
      const { bot, user, workspaceId } = yield* CurrentUser
      const message = { messageId, content, ...(at === undefined ? {} : { at }) }
      yield* conversations.execute(
        id,
        workspaceId,
        bot
          ? { _tag: "BotAnswer", bot, ...message }
          : { _tag: "Write", by: actorOf(user), starting: false, ...message },
      )
      return yield* timeline.message(workspaceId, id, messageId)
    },
  )

  /** SEND-6: of a message that is there already its files are there too, and it is not filled again. */
  const sentBefore = Effect.fnUntraced(function* (id: ConversationId, messageId: MessageId) {
    const { workspaceId } = yield* CurrentUser
    return yield* timeline.message(workspaceId, id, messageId).pipe(
      Effect.catchTag("Refusal", () => Effect.succeed<TimelineItem | null>(null)),
    )
  })

  /** What is there already under a message's id, and from whom to whom it would go. */
  const writtenTo = Effect.fnUntraced(function* (id: ConversationId, messageId: MessageId) {
    const viewer = yield* CurrentUser
    if (!viewer.bot) {
      const { address, senderId } = yield* inbox.row(viewer, id)
      return { sent: yield* sentBefore(id, messageId), senderId, address }
    }
    // A bot hears that its turn is over, and not that there is no such conversation.
    const { conversation } = yield* store.load(id)
    if (!conversation || conversation.workspaceId !== viewer.workspaceId) return yield* noSuchConversation
    if (conversation.lastBot !== viewer.bot.id) return yield* noSuchConversation
    const sent = yield* sentBefore(id, messageId)
    if (sent === null && conversation.bot?.id !== viewer.bot.id) return yield* botTurnOver
    return { sent, senderId: conversation.senderId, address: conversation.replyTo }
  })

  /** What the files of a message go by (MEDIA-1). */
  const carrierOf = Effect.fnUntraced(function* (senderId: SenderId) {
    const { accounts, senders } = yield* directory.snapshot
    const sender = senders.get(senderId)
    if (!sender) return yield* senderNotShared
    const { channel } = sender
    const kind = accounts.get(sender.accountId)?.credentials.kind
    return { channel, limit: channel === "sms" && kind ? mmsLimits[kind] ?? {} : {} }
  })

  /** A text with the message that it answers, as far as the provider passes that on. */
  const answering = Effect.fnUntraced(function* (id: ConversationId, text: string, quoted: MessageId | null) {
    if (quoted === null) return textContent(text)
    const viewer = yield* CurrentUser
    const { senderId } = yield* inbox.row(viewer, id)
    const { accounts, senders } = yield* directory.snapshot
    const account = accounts.get(senders.get(senderId)?.accountId ?? "")
    const item = yield* timeline.message(viewer.workspaceId, id, quoted)
    if (!account || !passesQuotes(account) || item._tag !== "Message" || item.providerId === null) {
      return textContent(text)
    }
    return { ...textContent(text), quote: { providerId: item.providerId, text: previewText(item) } }
  })

  const sendAgain = Effect.fnUntraced(function* (id: ConversationId, of: MessageId, messageId: MessageId) {
    const { user, workspaceId } = yield* CurrentUser
    const by = actorOf(user)
    yield* inbox.row(yield* CurrentUser, id)
    yield* files.copy(id, of, messageId)
    yield* conversations.execute(id, workspaceId, { _tag: "SendAgain", by, messageId, of })
    return yield* timeline.message(workspaceId, id, messageId)
  })

  const confirmSent = (id: ConversationId, messageId: MessageId) =>
    execute(id, (by) => ({ _tag: "ConfirmSent", by, messageId }))

  /** Users of the viewer's workspace, as it is now. */
  const colleagues = Effect.fnUntraced(function* () {
    const { workspaceId } = yield* CurrentUser
    const { users } = yield* directory.snapshot
    return [...users.values()].filter((user) => user.workspaceId === workspaceId)
  })

  const note = Effect.fnUntraced(
    function* (id: ConversationId, noteId: MessageId, text: string, mentions: ReadonlyArray<UserId>) {
      const { user, workspaceId } = yield* CurrentUser
      const known = new Map((yield* colleagues()).map((one) => [one.id, actorOf(one)]))
      yield* conversations.execute(id, workspaceId, {
        _tag: "Note",
        by: actorOf(user),
        noteId,
        text,
        // Nobody who does not exist here sees anything, and so the conversation refuses the mention.
        mentions: mentions.map((one) => known.get(one) ?? { id: one, role: "standard", licensed: false }),
      })
      return yield* timeline.message(workspaceId, id, noteId)
    },
  )

  const readers = Effect.fnUntraced(function* (id: ConversationId) {
    return yield* inbox.readersAmong(yield* CurrentUser, id, yield* colleagues())
  })

  /** The conversation that there is or will be, for those who have the Sender ID's workspace. */
  const target = Effect.fnUntraced(function* ({ senderId, to }: ConversationTarget) {
    const viewer = yield* CurrentUser
    const snapshot = yield* directory.snapshot
    const sender = snapshot.senders.get(senderId)
    if (!sender || sender.workspaceId !== viewer.workspaceId) return yield* senderNotShared
    const number = parseTypedNumber(to)
    if (number === null) return yield* invalidNumber
    const address = yield* store.addressOf(sender.workspaceId, sender.channel, canonicalAddress(number))
    // By nobody who could not send the message.
    const maySend = routingFactsOf(snapshot, sender.workspaceId, sender.id).eligible.has(viewer.user.id)
    return { id: conversationIdOf(sender.id, address), sender, number, address, maySend }
  })

  const prospect = Effect.fnUntraced(function* (wanted: ConversationTarget) {
    const viewer = yield* CurrentUser
    const { address, id, maySend, number, sender } = yield* target(wanted)
    if (!maySend) return yield* senderNotShared
    const { channel, workspaceId } = sender
    const { conversation } = yield* store.load(id)
    const { consentAt, optedOutAt } = yield* permissions.facts({ workspaceId, channel, address })
    const row = yield* inbox.row(viewer, id).pipe(Effect.catchTag("Refusal", () => Effect.succeed(null)))
    return {
      row,
      senderId: sender.id,
      channel,
      address: number,
      inboundCount: conversation?.inboundCount ?? 0,
      lastInboundAt: conversation?.lastInboundAt ?? null,
      windowClosedAt: conversation?.windowClosedAt ?? null,
      optedOutAt,
      consentAt,
    } satisfies Prospect
  })

  const start = Effect.fnUntraced(function* ({ content, messageId, name, ...wanted }: NewConversation) {
    const viewer = yield* CurrentUser
    const { address, id, maySend, number, sender } = yield* target(wanted)
    const identity = {
      workspaceId: sender.workspaceId,
      senderId: sender.id,
      channel: sender.channel,
      address,
      replyTo: number,
    }
    const by = actorOf(viewer.user)
    if (maySend && name !== null && name.trim() !== "") {
      yield* contacts.saveIfUnknown(viewer, name.trim(), number)
    }
    yield* conversations.execute(id, sender.workspaceId, {
      _tag: "Write",
      by,
      messageId,
      content,
      starting: true,
    }, identity)
    return yield* inbox.row(viewer, id)
  })

  const cancel = (id: ConversationId, messageId: MessageId) =>
    execute(id, (by) => ({ _tag: "Cancel", by, messageId }))

  const markRead = Effect.fnUntraced(
    function* (id: ConversationId, seq: number, user: UserId) {
      const inboundRead = yield* store.inboundThrough(id, seq)
      const viewer = yield* CurrentUser
      const row = yield* execute(id, (by) => ({ _tag: "MarkRead", by, user, inboundRead }))
      // READ-3: marked for somebody else it was not read by the business.
      if (user === viewer.user.id) yield* receipts.opened(id, user)
      return row
    },
  )

  const markUnread = (id: ConversationId, user: UserId) =>
    execute(id, (by) => ({ _tag: "MarkUnread", by, user }))

  /** `seen`: the newest item that its caller saw; null: whatever there is. */
  const putAside = Effect.fnUntraced(function* (id: ConversationId, aside: Aside, seen: number | null) {
    const told = seen === null ? {} : { inboundSeen: yield* store.inboundThrough(id, seen) }
    return yield* execute(id, (by) => ({ _tag: "PutAside", by, aside, ...told }))
  })

  const bringBack = (id: ConversationId) => execute(id, (by) => ({ _tag: "BringBack", by }))

  /** Of two desks that pin at the same moment both may be let through: the lists take that (`pinned` of a page). */
  const pin = Effect.fnUntraced(function* (id: ConversationId, pinned: boolean) {
    const pins = pinned ? yield* inbox.pins(yield* CurrentUser) : []
    if (pins.length >= pinsMax && !pins.includes(id)) {
      // Of what one may not see nothing is said.
      yield* get(id)
      return yield* tooManyPins
    }
    return yield* execute(id, (by) => ({ _tag: "Pin", by, pinned }))
  })

  const assign = (
    id: ConversationId,
    to: UserId,
    seen: SeenOwner | null = null,
  ) => execute(id, (by) => ({ _tag: "Assign", by, to, seen }))

  return {
    get,
    items,
    send,
    sentBefore,
    writtenTo,
    carrierOf,
    answering,
    sendAgain,
    confirmSent,
    note,
    readers,
    target,
    prospect,
    start,
    cancel,
    markRead,
    markUnread,
    putAside,
    bringBack,
    pin,
    assign,
  }
})

export const ConversationHandlersLive = ConversationRpcs.toLayer(
  Effect.map(makeConversationHandlers, (handlers) =>
    ConversationRpcs.of({
      "Conversation.get": ({ id }) => handlers.get(id),
      "Conversation.items": ({ id, ...page }) => handlers.items(id, page),
      "Conversation.send": ({ at, id, messageId, quoted = null, text }) =>
        Effect.flatMap(
          handlers.answering(id, text, quoted),
          (content) => handlers.send(id, messageId, content, at),
        ),
      "Conversation.sendAgain": ({ id, messageId, of }) => handlers.sendAgain(id, of, messageId),
      "Conversation.confirmSent": ({ id, messageId }) => handlers.confirmSent(id, messageId),
      "Conversation.note": ({ id, mentions, noteId, text }) => handlers.note(id, noteId, text, mentions),
      "Conversation.readers": ({ id }) => handlers.readers(id),
      "Conversation.prospect": (target) => handlers.prospect(target),
      "Conversation.start": ({ text, ...rest }) => handlers.start({ ...rest, content: textContent(text) }),
      "Conversation.cancel": ({ id, messageId }) => handlers.cancel(id, messageId),
      "Conversation.markRead": ({ id, seq, user }) => handlers.markRead(id, seq, user),
      "Conversation.markUnread": ({ id, user }) => handlers.markUnread(id, user),
      "Conversation.putAside": ({ aside, id }) => handlers.putAside(id, aside, null),
      "Conversation.bringBack": ({ id }) => handlers.bringBack(id),
      "Conversation.pin": ({ id, pinned }) => handlers.pin(id, pinned),
      "Conversation.assign": ({ id, seen, to }) => handlers.assign(id, to, seen),
    })),
)
