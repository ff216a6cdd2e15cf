import { LiveRpcs } from "./LiveRpcs.ts"
import { AuditRpcs } from "./AuditRpcs.ts"
import { CampaignRpcs } from "./CampaignRpcs.ts"
import { BotRpcs } from "./BotRpcs.ts"
import { RowUploadRpcs } from "./RowUploadRpcs.ts"
import { ContactNoteRpcs } from "./ContactNoteRpcs.ts"
import { ContactRpcs } from "./ContactRpcs.ts"
import { ConsentRpcs } from "./ConsentRpcs.ts"
import { LabelRpcs } from "./LabelRpcs.ts"
import { HoursRpcs } from "./HoursRpcs.ts"
import { AccountRpcs } from "./AccountRpcs.ts"
import { MailRpcs } from "./MailRpcs.ts"
import { NoticeRpcs } from "./NoticeRpcs.ts"
import { NotificationRpcs } from "./NotificationRpcs.ts"
import { ProviderRpcs } from "./ProviderRpcs.ts"
import { PushRpcs } from "./PushRpcs.ts"
import { SavedFilterRpcs } from "./SavedFilterRpcs.ts"
import { SenderRpcs } from "./SenderRpcs.ts"
import { SimulatorRpcs } from "./SimulatorRpcs.ts"
import { WebhookRpcs } from "./WebhookRpcs.ts"
import { UserRpcs } from "./UserRpcs.ts"
import { WorkspaceRpcs } from "./WorkspaceRpcs.ts"
import { TemplateRpcs } from "./TemplateRpcs.ts"
import { TranscriptRpcs } from "./TranscriptRpcs.ts"

/** Everything that a desk can ask. Each part asks for authentication by itself, so that none can be mounted without. */
export class DeskRpcs extends LiveRpcs.merge(
  CampaignRpcs,
  ContactRpcs,
  ConsentRpcs,
  AuditRpcs,
  BotRpcs,
  HoursRpcs,
  RowUploadRpcs,
  ContactNoteRpcs,
  LabelRpcs,
  MailRpcs,
  NoticeRpcs,
  NotificationRpcs,
  PushRpcs,
  UserRpcs,
  AccountRpcs,
  ProviderRpcs,
  SavedFilterRpcs,
  SenderRpcs,
  SimulatorRpcs,
  WebhookRpcs,
  WorkspaceRpcs,
  TemplateRpcs,
  TranscriptRpcs,
) {}
