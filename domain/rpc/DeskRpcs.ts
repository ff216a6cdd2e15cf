import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Refusal } from "../conversation/Refusal.ts"
import { FeedCursor, SyncFrame } from "../inbox/DeskChange.ts"
import { Look } from "../inbox/Presence.ts"
import { AuditRpcs } from "./AuditRpcs.ts"
import { CampaignRpcs } from "./CampaignRpcs.ts"
import { ContactRpcs } from "./ContactRpcs.ts"
import { ConsentRpcs } from "./ConsentRpcs.ts"
import { ConversationRpcs } from "./ConversationRpcs.ts"
import { DraftRpcs } from "./DraftRpcs.ts"
import { BulkRpcs } from "./BulkRpcs.ts"
import { Authentication } from "./Authentication.ts"
import { HoursRpcs } from "./HoursRpcs.ts"
import { InboxRpcs } from "./InboxRpcs.ts"
import { AccountRpcs } from "./AccountRpcs.ts"
import { MailRpcs } from "./MailRpcs.ts"
import { NotificationRpcs } from "./NotificationRpcs.ts"
import { ProviderRpcs } from "./ProviderRpcs.ts"
import { SenderRpcs } from "./SenderRpcs.ts"
import { MediaRpcs } from "./MediaRpcs.ts"
import { SimulatorRpcs } from "./SimulatorRpcs.ts"
import { WebhookRpcs } from "./WebhookRpcs.ts"
import { UserRpcs } from "./UserRpcs.ts"
import { WorkspaceRpcs } from "./WorkspaceRpcs.ts"
import { TemplateRpcs } from "./TemplateRpcs.ts"
import { TranscriptRpcs } from "./TranscriptRpcs.ts"
import { Unavailable } from "./Unavailable.ts"

export class SyncRpcs extends RpcGroup.make(
  /** Where the workspace stands, then every change that the user may see, each with the cursor to resume from. */
  Rpc.make("Desk.sync", {
    payload: { cursor: Schema.NullOr(FeedCursor) },
    success: SyncFrame,
    error: Schema.Union([Refusal, Unavailable]),
    stream: true,
  }),
  /** What this desk shows: said at each change, and again every ten seconds. */
  Rpc.make("Desk.look", { payload: Look, error: Schema.Union([Refusal, Unavailable]) }),
).middleware(Authentication) {}

/** Everything that a desk can ask. Each part asks for authentication by itself, so that none can be mounted without. */
export class DeskRpcs extends SyncRpcs.merge(
  InboxRpcs,
  BulkRpcs,
  CampaignRpcs,
  ConversationRpcs,
  ContactRpcs,
  ConsentRpcs,
  AuditRpcs,
  DraftRpcs,
  HoursRpcs,
  MailRpcs,
  MediaRpcs,
  NotificationRpcs,
  UserRpcs,
  AccountRpcs,
  ProviderRpcs,
  SenderRpcs,
  SimulatorRpcs,
  WebhookRpcs,
  WorkspaceRpcs,
  TemplateRpcs,
  TranscriptRpcs,
) {}
