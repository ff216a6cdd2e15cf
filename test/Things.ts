import { randomUUID } from "node:crypto"
import { BotId } from "../domain/bot/BotMark.ts"
import { canonicalAddress } from "../domain/contact/Address.ts"
import { ContactId } from "../domain/contact/Contact.ts"
import type { ConversationId } from "../domain/conversation/ConversationId.ts"
import { WebhookEntryId } from "../domain/account/WebhookEntry.ts"
import { CampaignId } from "../domain/campaign/CampaignMark.ts"
import { LabelId } from "../domain/label/Label.ts"
import { MailId } from "../domain/mail/Mail.ts"
import { MessageId } from "../domain/conversation/MessageId.ts"
import { SavedFilterId } from "../domain/inbox/SavedFilter.ts"
import { BulkId } from "../domain/inbox/Bulk.ts"
import { MediaUploadId } from "../domain/media/Upload.ts"
import { SenderId } from "../domain/sender/Sender.ts"
import { UserId } from "../domain/user/User.ts"
import { InvitationId } from "../domain/user/UserAccount.ts"
import { TemplateId } from "../domain/template/Template.ts"
import { RowUploadId } from "../domain/upload/RowUpload.ts"
import { conversationIdOf } from "../server/conversations/conversationIdOf.ts"

/** What belongs to the member, who alone has this Sender ID; or, as `absentThings`, what is not there. */
export interface Things {
  readonly conversation: ConversationId
  readonly message: MessageId
  readonly text: string
  readonly contact: ContactId
  readonly name: string
  readonly phone: string
  readonly sender: SenderId
  /** A provider account of the workspace. */
  readonly account: string
  readonly member: UserId
  readonly memberEmail: string
  /** A bulk assignment of the admin's that can be taken back. */
  readonly bulk: BulkId
  /** A mail to the member. */
  readonly mail: MailId
  /** A file that the member put in. */
  readonly file: MediaUploadId
  /** A request that came for the workspace's account and was kept. */
  readonly webhook: WebhookEntryId
  readonly invitation: InvitationId
  /** A file of consents that the admin brought, checked. */
  readonly upload: RowUploadId
  /** A file of contacts that the member brought, stopped. */
  readonly contactImport: RowUploadId
  /** A draft of the admin. */
  readonly campaign: CampaignId
  /** A bot of the workspace. */
  readonly bot: BotId
  readonly label: LabelId
  /** A saved filter of the member's own. */
  readonly savedFilter: SavedFilterId
  /** A saved text of the workspace. */
  readonly template: TemplateId
}

export const absentThings: Things = {
  conversation: conversationIdOf(SenderId.make("nowhere"), canonicalAddress("+14155559999")),
  message: MessageId.make(randomUUID()),
  text: "nosuchword",
  contact: ContactId.make(randomUUID()),
  name: "Absent Person",
  phone: "+14155559999",
  sender: SenderId.make("nowhere"),
  account: "nowhere",
  member: UserId.make(randomUUID()),
  memberEmail: "nobody@acme.test",
  bulk: BulkId.make(randomUUID()),
  mail: MailId.make(randomUUID()),
  webhook: WebhookEntryId.make(2_000_000_000),
  file: MediaUploadId.make(randomUUID()),
  invitation: InvitationId.make(randomUUID()),
  upload: RowUploadId.make(randomUUID()),
  contactImport: RowUploadId.make(randomUUID()),
  campaign: CampaignId.make(randomUUID()),
  template: TemplateId.make(randomUUID()),
  bot: BotId.make(randomUUID()),
  label: LabelId.make(randomUUID()),
  savedFilter: SavedFilterId.make(randomUUID()),
}
