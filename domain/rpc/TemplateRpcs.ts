import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { ConversationId } from "../conversation/ConversationId.ts"
import { MessageId } from "../conversation/MessageId.ts"
import { Refusal } from "../conversation/Refusal.ts"
import { TimelineItem } from "../conversation/TimelineItem.ts"
import { MediaUploadId } from "../media/Upload.ts"
import { InboxRow } from "../inbox/InboxRow.ts"
import { Channel, SenderId } from "../sender/Sender.ts"
import { OwnTemplate } from "../template/OwnTemplate.ts"
import {
  Template,
  TemplateCategory,
  TemplateFields,
  templateFieldsMax,
  TemplateId,
  templateNameLengthMax,
  TemplateType,
} from "../template/Template.ts"
import { TemplateSyncState } from "../template/TemplateSyncState.ts"
import { Authentication } from "./Authentication.ts"
import { Unavailable } from "./Unavailable.ts"

export const templatesPageMax = 100

const error = Schema.Union([Refusal, Unavailable])

/** Which templates: `own` are the desk's own saved texts, which have no category. */
export const TemplateGroup = Schema.Union([TemplateCategory, Schema.Literal("own")])
export type TemplateGroup = typeof TemplateGroup.Type

export const TemplateQuery = Schema.Struct({
  /** Part of a name or of a text, accents and case aside; empty for all. */
  search: Schema.String.check(Schema.isMaxLength(100)),
  channel: Schema.NullOr(Channel),
  type: Schema.NullOr(TemplateType),
  /** Only those that this Sender ID can send: of its channel, and registered with its account. */
  senderId: Schema.NullOr(SenderId),
  group: Schema.NullOr(TemplateGroup),
  /** Only approved ones. */
  registeredOnly: Schema.Boolean,
  limit: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: templatesPageMax })),
  /** From the page before; null for the first. */
  cursor: Schema.NullOr(Schema.String.check(Schema.isMaxLength(2_000))),
})
export type TemplateQuery = typeof TemplateQuery.Type

export const TemplateCounts = Schema.Struct({
  total: Schema.Int,
  registered: Schema.Int,
  groups: Schema.Struct({
    utility: Schema.Int,
    marketing: Schema.Int,
    authentication: Schema.Int,
    own: Schema.Int,
  }),
})
export type TemplateCounts = typeof TemplateCounts.Type

export const TemplatePage = Schema.Struct({
  /** Approved ones first, then the desk's own, then what cannot be sent; each by name and language. */
  templates: Schema.Array(Template),
  cursor: Schema.NullOr(Schema.String),
  /** Of all that match, whatever group was asked for; null but on the first page. */
  counts: Schema.NullOr(TemplateCounts),
})
export type TemplatePage = typeof TemplatePage.Type

export const TemplateEdition = Schema.Struct({ id: TemplateId, version: Schema.Int })
export type TemplateEdition = typeof TemplateEdition.Type

/** What became of saving a template. */
export const TemplateOutcome = Schema.TaggedUnion({
  Saved: { template: Template },
  /** Another one has this name, channel and language. */
  NameTaken: { template: Template },
  /** Someone else changed it meanwhile: what it is now. */
  Changed: { template: Template },
})
export type TemplateOutcome = typeof TemplateOutcome.Type

/** Values by key of their variable; what is left out is filled from the contact and the user (TMPL-2). */
export const TemplateValuesGiven = Schema.Record(
  Schema.String.check(Schema.isMaxLength(128)),
  Schema.String.check(Schema.isMaxLength(4_096)),
).check(
  Schema.makeFilter((values) =>
    Object.keys(values).length <= 2 * templateFieldsMax || `at most ${2 * templateFieldsMax} values`
  ),
)

export class TemplateRpcs extends RpcGroup.make(
  Rpc.make("Template.list", { payload: TemplateQuery, success: TemplatePage, error }),
  Rpc.make("Template.get", { payload: { id: TemplateId }, success: Template, error }),
  /** A template in all its languages, that one among them: of the same name, channel and account; by language. */
  Rpc.make("Template.variants", { payload: { id: TemplateId }, success: Schema.Array(Template), error }),
  /** The desk's own; admins only. Null edition: a new one. */
  Rpc.make("Template.save", {
    payload: { edition: Schema.NullOr(TemplateEdition), template: OwnTemplate },
    success: TemplateOutcome,
    error,
  }),
  /** What it is for and what its variables are, of any template; admins only. */
  Rpc.make("Template.describe", {
    payload: { edition: TemplateEdition, type: TemplateType, fields: TemplateFields },
    success: TemplateOutcome,
    error,
  }),
  /** Takes one of the desk's own out of every list, or puts it back; admins only. */
  Rpc.make("Template.archive", {
    payload: { edition: TemplateEdition, archived: Schema.Boolean },
    success: TemplateOutcome,
    error,
  }),
  /** How the WhatsApp accounts of the workspace were last read. */
  Rpc.make("Template.syncs", { success: Schema.Array(TemplateSyncState), error }),
  /** Has all of them read now; admins only. */
  Rpc.make("Template.sync", { success: Schema.Array(TemplateSyncState), error }),
  /** A number at once, and another whenever templates or their reading changed: ask again then. */
  Rpc.make("Template.follow", { success: Schema.Int, error, stream: true }),
  /** Repeating it with the same message id gives the same item (SEND-6). */
  Rpc.make("Template.send", {
    payload: {
      id: ConversationId,
      messageId: MessageId,
      templateId: TemplateId,
      values: TemplateValuesGiven,
      /** The file of a media header. */
      upload: Schema.optionalKey(MediaUploadId),
    },
    success: TimelineItem,
    error,
  }),
  /** As `Conversation.start`, with a template. */
  Rpc.make("Template.start", {
    payload: {
      senderId: SenderId,
      to: Schema.String.check(Schema.isMaxLength(64)),
      name: Schema.NullOr(Schema.String.check(Schema.isMaxLength(200))),
      messageId: MessageId,
      templateId: TemplateId,
      values: TemplateValuesGiven,
      /** The file of a media header. */
      upload: Schema.optionalKey(MediaUploadId),
    },
    success: InboxRow,
    error,
  }),
  /** What is known of a conversation's customer to fill fields with. */
  Rpc.make("Template.contactOf", {
    payload: { id: ConversationId },
    success: Schema.Struct({
      name: Schema.NullOr(Schema.String),
      phone: Schema.String,
      email: Schema.NullOr(Schema.String),
    }),
    error,
  }),
).middleware(Authentication) {}

/** At most as long is the name that a program gives. */
export const TemplateName = Schema.String.check(
  Schema.isMinLength(1),
  Schema.isMaxLength(templateNameLengthMax),
)
