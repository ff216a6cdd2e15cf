import { Effect, Layer, Stream } from "effect"
import { Rpc } from "effect/rpc"
import { bulkMax } from "../../domain/inbox/Bulk.ts"
import { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { BulkRpcs } from "../../domain/rpc/BulkRpcs.ts"
import { SyncRpcs } from "../../domain/rpc/LiveRpcs.ts"
import { InboxRpcs } from "../../domain/rpc/InboxRpcs.ts"
import { ProviderHandlersLive } from "../accounts/ProviderHandlers.ts"
import { AuditHandlersLive } from "../audit/AuditHandlers.ts"
import { BotHandlersLive } from "../bots/BotHandlers.ts"
import { ReadReceipts } from "../channels/ReadReceipts.ts"
import { CampaignHandlersLive } from "../campaigns/CampaignHandlers.ts"
import { WebhookHandlersLive } from "../channels/WebhookHandlers.ts"
import { ConsentHandlersLive } from "../consent/ConsentHandlers.ts"
import { ContactHandlersLive } from "../contacts/ContactHandlers.ts"
import { DraftHandlersLive } from "../drafts/DraftHandlers.ts"
import { Feed } from "../feed/Feed.ts"
import { OnlineDesks } from "../feed/OnlineDesks.ts"
import { Presence } from "../feed/Presence.ts"
import { SavedFilterHandlersLive } from "../filters/SavedFilterHandlers.ts"
import { HoursHandlersLive } from "../hours/HoursHandlers.ts"
import { BulkJobs } from "../inbox/BulkJobs.ts"
import { Inbox } from "../inbox/Inbox.ts"
import { ContactNoteHandlersLive } from "../contacts/ContactNoteHandlers.ts"
import { LabelHandlersLive } from "../labels/LabelHandlers.ts"
import { MailHandlersLive } from "../mail/MailHandlers.ts"
import { PeopleHandlersLive } from "../people/PeopleHandlers.ts"
import { MediaHandlersLive } from "../media/MediaHandlers.ts"
import { MessageSearches } from "../search/MessageSearches.ts"
import { NoticeHandlersLive } from "../notifications/NoticeHandlers.ts"
import { NotificationHandlersLive } from "../notifications/NotificationHandlers.ts"
import { PushHandlersLive } from "../push/PushHandlers.ts"
import { SenderHandlersLive } from "../senders/SenderHandlers.ts"
import { SimulatorHandlersLive } from "../simulator/SimulatorHandlers.ts"
import { RowUploadHandlersLive } from "../uploads/RowUploadHandlers.ts"
import { WorkspaceHandlersLive } from "../workspaces/WorkspaceHandlers.ts"
import { TemplateHandlersLive } from "../templates/TemplateHandlers.ts"
import { TranscriptHandlersLive } from "../transcripts/TranscriptHandlers.ts"
import { ConversationHandlersLive } from "./ConversationHandlers.ts"

const SyncLive = SyncRpcs.toLayer(Effect.gen(function* () {
  const feed = yield* Feed
  const presence = yield* Presence
  const receipts = yield* ReadReceipts
  const online = yield* OnlineDesks
  return {
    "Desk.look": (look) =>
      CurrentUser.use((viewer) =>
        Effect.andThen(
          presence.look(viewer, look),
          look.writing && look.id !== null ? receipts.writes(look.id, viewer.user.id) : Effect.void,
        )
      ),
    "Desk.sync": ({ cursor }) =>
      Rpc.fork(Stream.unwrap(CurrentUser.use((viewer) =>
        // Only here: a program that follows the changes is nobody at a desk.
        Effect.as(online.opened(viewer.user.id), feed.follow(viewer, cursor))
      ))),
  }
}))

const InboxLive = InboxRpcs.toLayer(Effect.gen(function* () {
  const inbox = yield* Inbox
  const messages = yield* MessageSearches
  return {
    "Inbox.list": (query) => CurrentUser.use((viewer) => inbox.list(viewer, query)),
    "Inbox.searchMessages": (search) => CurrentUser.use((viewer) => messages.find(viewer, search)),
  }
}))

const BulkLive = BulkRpcs.toLayer(Effect.gen(function* () {
  const bulk = yield* BulkJobs
  const inbox = yield* Inbox
  return {
    "Bulk.run": ({ action, id, target }) =>
      Rpc.fork(Stream.unwrap(CurrentUser.use((viewer) => bulk.run(viewer, id, action, target)))),
    "Bulk.undo": ({ id, of }) =>
      Rpc.fork(Stream.unwrap(CurrentUser.use((viewer) => bulk.undo(viewer, id, of)))),
    "Bulk.count": (filter) =>
      CurrentUser.use((viewer) =>
        Effect.map(inbox.matching(viewer, filter, bulkMax + 1), (items) => items.length)
      ),
  }
}))

/** What answers a desk's questions, noun by noun. */
export const DeskHandlersLive = Layer.mergeAll(
  SyncLive,
  InboxLive,
  BulkLive,
  ConversationHandlersLive,
  AuditHandlersLive,
  CampaignHandlersLive,
  BotHandlersLive,
  ContactHandlersLive,
  RowUploadHandlersLive,
  DraftHandlersLive,
  ConsentHandlersLive,
  HoursHandlersLive,
  ContactNoteHandlersLive,
  LabelHandlersLive,
  MailHandlersLive,
  MediaHandlersLive,
  NoticeHandlersLive,
  NotificationHandlersLive,
  PushHandlersLive,
  PeopleHandlersLive,
  ProviderHandlersLive,
  SavedFilterHandlersLive,
  SenderHandlersLive,
  SimulatorHandlersLive,
  WebhookHandlersLive,
  WorkspaceHandlersLive,
  TemplateHandlersLive,
  TranscriptHandlersLive,
)
