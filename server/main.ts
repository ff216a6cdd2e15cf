import { NodeHttpClient, NodeRuntime, NodeServices } from "@effect/platform-node"
import { Effect, Exit, Layer, Option } from "effect"
import { ProviderAccounts } from "./accounts/ProviderAccounts.ts"
import { SecretBox } from "./accounts/SecretBox.ts"
import { SecretKey } from "./accounts/SecretKey.ts"
import { AuditLog } from "./audit/AuditLog.ts"
import { CampaignAudienceLive } from "./campaigns/CampaignAudience.ts"
import { CampaignOutcomesLive } from "./campaigns/CampaignOutcomes.ts"
import { Campaigns } from "./campaigns/Campaigns.ts"
import { CampaignSendingLive } from "./campaigns/CampaignSending.ts"
import { BotDeliveryLive } from "./bots/BotDeliveryLive.ts"
import { BotDoor } from "./bots/BotDoor.ts"
import { Bots } from "./bots/Bots.ts"
import { ChannelAdapters } from "./channels/ChannelAdapters.ts"
import { ChannelInbox } from "./channels/ChannelInbox.ts"
import { ReadReceiptsLive } from "./channels/ReadReceipts.ts"
import { ReconciliationLive } from "./channels/Reconciliation.ts"
import { StoredUpdatesLive } from "./channels/StoredUpdates.ts"
import { ConsentRegister } from "./consent/ConsentRegister.ts"
import { PermissionNotes } from "./consent/PermissionNotes.ts"
import { PermissionNotesLive } from "./consent/PermissionNotesLive.ts"
import { Permissions } from "./consent/Permissions.ts"
import { WebhookIntake } from "./channels/WebhookIntake.ts"
import { WebhookLog } from "./channels/WebhookLog.ts"
import { ContactNotes } from "./contacts/ContactNotes.ts"
import { Contacts } from "./contacts/Contacts.ts"
import { ClusterLive } from "./conversations/ClusterLive.ts"
import { ConversationActorLive } from "./conversations/ConversationActor.ts"
import { Conversations } from "./conversations/Conversations.ts"
import { ConversationStore } from "./conversations/ConversationStore.ts"
import { DispatcherLive } from "./conversations/Dispatcher.ts"
import { DispatchQueue } from "./conversations/DispatchQueue.ts"
import { DueMessagesLive } from "./conversations/DueMessages.ts"
import { Journal } from "./conversations/Journal.ts"
import { SenderLineLive } from "./conversations/SenderLine.ts"
import { SenderLines } from "./conversations/SenderLines.ts"
import { Timeline } from "./conversations/Timeline.ts"
import { DatabaseLive } from "./database/DatabaseLive.ts"
import { DataFolder } from "./database/DataFolder.ts"
import { MediaFetcher } from "./media/MediaFetcher.ts"
import { MediaFiles } from "./media/MediaFiles.ts"
import { MediaStore } from "./media/MediaStore.ts"
import { OutboundFiles } from "./media/OutboundFiles.ts"
import { StaleUploadsLive } from "./media/StaleUploadsLive.ts"
import { Thumbnails } from "./media/Thumbnails.ts"
import { Migrations } from "./database/Migrations.ts"
import { DeskConfig } from "./DeskConfig.ts"
import { Directory } from "./directory/Directory.ts"
import { Drafts } from "./drafts/Drafts.ts"
import { Feed } from "./feed/Feed.ts"
import { FeedRetentionLive } from "./feed/FeedRetention.ts"
import { OnlineDesks } from "./feed/OnlineDesks.ts"
import { Presence } from "./feed/Presence.ts"
import { FeedReader } from "./feed/FeedReader.ts"
import { SavedFilters } from "./filters/SavedFilters.ts"
import { HttpLive } from "./http/HttpLive.ts"
import { BulkJobs } from "./inbox/BulkJobs.ts"
import { Inbox } from "./inbox/Inbox.ts"
import { Labels } from "./labels/Labels.ts"
import { DueJobs } from "./jobs/DueJobs.ts"
import { Invitations } from "./people/Invitations.ts"
import { OwnAccounts } from "./people/OwnAccounts.ts"
import { PasswordResets } from "./people/PasswordResets.ts"
import { Users } from "./people/Users.ts"
import { DeskHandlersLive } from "./rpc/DeskHandlers.ts"
import { MailDelivery } from "./mail/MailDelivery.ts"
import { Mailer } from "./mail/Mailer.ts"
import { SmtpTransport } from "./mail/SmtpTransport.ts"
import { Notices } from "./notifications/Notices.ts"
import { Notifications } from "./notifications/Notifications.ts"
import { NotificationWriter } from "./notifications/NotificationWriter.ts"
import { PushDelivery } from "./push/PushDelivery.ts"
import { PushSubscriptions } from "./push/PushSubscriptions.ts"
import { ToldMails } from "./notifications/ToldMails.ts"
import { MessageIndexerLive } from "./search/MessageIndexer.ts"
import { MessageSearches } from "./search/MessageSearches.ts"
import { DemoConversationsLive } from "./seed/DemoConversations.ts"
import { printWelcome } from "./seed/printWelcome.ts"
import { Seeding } from "./seed/Seeding.ts"
import { AuthenticationLive } from "./session/AuthenticationLive.ts"
import { GuessThrottle } from "./session/GuessThrottle.ts"
import { SecondFactors } from "./session/SecondFactors.ts"
import { Sessions } from "./session/Sessions.ts"
import { SignIn } from "./session/SignIn.ts"
import { Senders } from "./senders/Senders.ts"
import { Carrier } from "./simulator/Carrier.ts"
import { StopWithParent } from "./StopWithParent.ts"
import { Templates } from "./templates/Templates.ts"
import { TemplateSending } from "./templates/TemplateSending.ts"
import { TemplateSync } from "./templates/TemplateSync.ts"
import { explainFailure } from "./telemetry/explainFailure.ts"
import { TelemetryLive } from "./telemetry/Telemetry.ts"
import { Transcripts } from "./transcripts/Transcripts.ts"
import { RowUploads } from "./uploads/RowUploads.ts"
import { RowUploadsLive } from "./uploads/RowUploadsLive.ts"
import { Workspaces } from "./workspaces/Workspaces.ts"

/** What the desk stands on, made in this order: settings, data folder, database, tables, first workspace, directory. */
const GroundLive = Layer.merge(Directory.layer, AuditLog.layer).pipe(
  Layer.provideMerge(
    Layer.unwrap(
      DeskConfig.use(({ databaseUrl }) => Effect.succeed(Seeding.layer(Option.isNone(databaseUrl)))),
    ),
  ),
  Layer.provideMerge(SecretBox.layer),
  Layer.provideMerge(Migrations.layer),
  Layer.provideMerge(DatabaseLive),
  Layer.provideMerge(SecretKey.layer),
  Layer.provideMerge(DataFolder.layer),
  Layer.provideMerge(DeskConfig.layer),
)

const ConversationsLive = Layer.mergeAll(
  ConversationActorLive,
  SenderLineLive,
  Conversations.layer,
  Timeline.layer,
  Inbox.layer,
).pipe(
  Layer.provideMerge(ClusterLive),
  Layer.provideMerge(
    Layer.mergeAll(
      Journal.layer,
      ConversationStore.layer,
      DispatchQueue.layer,
      Contacts.layer,
      Permissions.layer,
      PermissionNotes.layer,
    ),
  ),
  Layer.provideMerge(DueJobs.layer),
)

const ChannelsLive = Layer.mergeAll(
  DispatcherLive,
  DueMessagesLive,
  StoredUpdatesLive,
  PermissionNotesLive,
  WebhookIntake.layer,
  MediaFetcher.layer,
  StaleUploadsLive,
  Thumbnails.layer,
  ReconciliationLive,
  ReadReceiptsLive,
).pipe(
  Layer.provide(SenderLines.layer),
  Layer.provideMerge(ChannelAdapters.layer),
  Layer.provideMerge(Carrier.layer),
  Layer.provideMerge(ChannelInbox.layer),
  Layer.provideMerge(WebhookLog.layer),
  Layer.provideMerge(OutboundFiles.layer),
  Layer.provideMerge(MediaFiles.layer),
  Layer.provideMerge(MediaStore.layer),
)

/** Beside everything: a mail server that does not answer holds up nothing but mails. */
const MailLive = Layer.mergeAll(
  MailDelivery.layerRunning,
  NotificationWriter.layerRunning,
  Notifications.layer,
).pipe(
  Layer.provideMerge(Mailer.layer),
  Layer.provideMerge(ToldMails.layer),
  Layer.provideMerge(SmtpTransport.layer),
)

const SessionsLive = Sessions.layer.pipe(
  Layer.provideMerge(Layer.mergeAll(SignIn.layer, GuessThrottle.layer)),
  Layer.provideMerge(SecondFactors.layer),
)

const PeopleLive = Layer.mergeAll(Users.layer, Invitations.layer, PasswordResets.layer, OwnAccounts.layer)
const TemplatesLive = Layer.mergeAll(TemplateSync.layer, TemplateSending.layer).pipe(
  Layer.provideMerge(Templates.layer),
)

/** Beside everything: a bot that does not answer holds up nothing but its own conversations. */
const BotsLive = Layer.mergeAll(Bots.layer, BotDeliveryLive).pipe(Layer.provideMerge(BotDoor.layer))

/** What goes on by itself, on whichever node claims it. */
const CampaignsLive = Layer.mergeAll(CampaignAudienceLive, CampaignSendingLive, CampaignOutcomesLive).pipe(
  Layer.provideMerge(Campaigns.layer),
)

const DesksLive = Layer.mergeAll(DeskHandlersLive, AuthenticationLive, PushDelivery.layerRunning).pipe(
  Layer.provideMerge(Layer.mergeAll(RowUploadsLive, CampaignsLive)),
  Layer.provideMerge(
    Layer.mergeAll(
      BulkJobs.layer,
      Transcripts.layer,
      Senders.layer,
      ProviderAccounts.layer,
      Workspaces.layer,
      ContactNotes.layer,
      Labels.layer,
      SavedFilters.layer,
      ConsentRegister.layer,
      RowUploads.layer,
    ),
  ),
  Layer.provideMerge(
    Layer.mergeAll(Feed.layer, FeedRetentionLive, MessageSearches.layer, MessageIndexerLive),
  ),
  Layer.provideMerge(FeedReader.layer),
  Layer.provideMerge(
    Layer.mergeAll(Presence.layer, Drafts.layer, Notices.layer, OnlineDesks.layer, PushSubscriptions.layer),
  ),
)

/** Everything that the routes stand on. */
export const ServicesLive = DesksLive.pipe(
  Layer.provideMerge(BotsLive),
  Layer.provideMerge(TemplatesLive),
  Layer.provideMerge(ChannelsLive),
  Layer.provideMerge(ConversationsLive),
  Layer.provideMerge(PeopleLive),
  Layer.provideMerge(SessionsLive),
  Layer.provideMerge(MailLive),
  Layer.provideMerge(GroundLive),
)

const MainLive = Layer.effectDiscard(printWelcome).pipe(
  Layer.provide(HttpLive),
  Layer.provide(DemoConversationsLive),
  Layer.provide(ServicesLive),
  // Not fetch: Deno's says a POST a second time by itself when a kept connection breaks, and a message would go twice (SEND-7).
  Layer.provide([NodeServices.layer, NodeHttpClient.layerUndici, StopWithParent.layer]),
  Layer.provide(TelemetryLive),
)

if (import.meta.main) {
  NodeRuntime.runMain(Layer.launch(MainLive).pipe(Effect.tapCause(explainFailure)), {
    disableErrorReporting: true,
    // Told to stop and stopped: that is a success.
    teardown: (exit, onExit) => onExit(Exit.isSuccess(exit) || Exit.hasInterrupts(exit) ? 0 : 1),
  })
}
