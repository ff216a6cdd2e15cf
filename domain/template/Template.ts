import { Schema } from "effect"
import { Location } from "../conversation/MessageContent.ts"
import { Channel } from "../sender/Sender.ts"
import { Uuid } from "../Uuid.ts"

export const TemplateId = Uuid.pipe(Schema.brand("TemplateId"))
export type TemplateId = typeof TemplateId.Type

/** What a template is for; the picker of a conversation offers those of type conversation (TMPL-1). */
export const TemplateType = Schema.Literals(["conversation", "campaign", "notification"])
export type TemplateType = typeof TemplateType.Type

export const TemplateCategory = Schema.Literals(["utility", "marketing", "authentication"])
export type TemplateCategory = typeof TemplateCategory.Type

/**
 * What the provider says of a registered template; only an approved one can be sent. `unsubmitted`: never sent in for
 * approval. `vanished`: the provider no longer lists it. `unknown`: a state that this desk does not know.
 */
export const TemplateStatus = Schema.Literals([
  "approved",
  "pending",
  "rejected",
  "paused",
  "disabled",
  "in_appeal",
  "flagged",
  "limit_exceeded",
  "locked",
  "reinstated",
  "pending_deletion",
  "deleted",
  "archived",
  "unsubmitted",
  "vanished",
  "unknown",
])
export type TemplateStatus = typeof TemplateStatus.Type

export const TemplateQuality = Schema.Literals(["green", "yellow", "red", "unknown"])
export type TemplateQuality = typeof TemplateQuality.Type

/** The desk's words for what a field may be filled from (TMPL-2). */
export const FieldSource = Schema.Literals([
  "contact.name",
  "contact.first_name",
  "contact.phone",
  "contact.email",
  "user.name",
  "user.first_name",
  "user.email",
  "workspace.name",
])
export type FieldSource = typeof FieldSource.Type

export const mediaHeaderFormats = ["image", "video", "document"] as const

/** `address`, `place`: what the provider holds itself; null where each message brings its own. */
export const TemplateHeader = Schema.Union([
  Schema.Struct({ format: Schema.Literal("text"), text: Schema.String }),
  Schema.Struct({ format: Schema.Literals(mediaHeaderFormats), address: Schema.NullOr(Schema.String) }),
  Schema.Struct({ format: Schema.Literal("location"), place: Schema.NullOr(Location) }),
])
export type TemplateHeader = typeof TemplateHeader.Type

/** `value`: the address, perhaps with a variable in it, the number to call, or an example of the code to copy. */
export const TemplateButton = Schema.Struct({
  kind: Schema.Literals(["quick_reply", "url", "phone", "copy_code", "other"]),
  label: Schema.String,
  value: Schema.NullOr(Schema.String),
})
export type TemplateButton = typeof TemplateButton.Type

/** Headers and buttons are registered templates' alone. */
export const templateParts = {
  header: Schema.NullOr(TemplateHeader),
  body: Schema.String,
  footer: Schema.NullOr(Schema.String),
  buttons: Schema.Array(TemplateButton),
}

/** What a provider knows of a template that was registered with it (TMPL-3). */
export const Registration = Schema.Struct({
  accountId: Schema.String,
  providerId: Schema.String,
  category: TemplateCategory,
  status: TemplateStatus,
  quality: TemplateQuality,
  /** Why it was not approved, in the provider's words. */
  rejection: Schema.NullOr(Schema.String),
  variables: Schema.Literals(["named", "numbered"]),
  /** Whether `{{1}}` of the header, the body and a button are three variables, as at Meta, or one, as at Twilio. */
  scope: Schema.Literals(["part", "template"]),
  /** By key of the variable, as the one who registered it gave them. */
  examples: Schema.Record(Schema.String, Schema.String),
  /** False where it has parts that this desk cannot fill, such as a carousel. */
  fillable: Schema.Boolean,
})
export type Registration = typeof Registration.Type

/** What an admin says of a variable: how people call it, and what it is filled from. */
export const TemplateField = Schema.Struct({
  label: Schema.NullOr(Schema.String.check(Schema.isMaxLength(60))),
  source: Schema.NullOr(FieldSource),
})
export type TemplateField = typeof TemplateField.Type

/** At most so many variables has a template. */
export const templateFieldsMax = 100

export const TemplateFields = Schema.Record(Schema.String, TemplateField).check(
  Schema.makeFilter((fields) =>
    Object.keys(fields).length <= templateFieldsMax || `at most ${templateFieldsMax} fields`
  ),
)
export type TemplateFields = typeof TemplateFields.Type

/** A text to send again and again, with fields to fill. One name may have several languages: each is a template. */
export const Template = Schema.Struct({
  id: TemplateId,
  /** How often it was changed at the desk: an edit says which version it was made on. */
  version: Schema.Int,
  channel: Channel,
  type: TemplateType,
  name: Schema.String,
  /** As the provider writes it, such as `en_US`. */
  language: Schema.String,
  ...templateParts,
  /** Null for the desk's own saved text. */
  registered: Schema.NullOr(Registration),
  fields: TemplateFields,
  /** An archived one can be neither found nor sent. */
  archived: Schema.Boolean,
  /** Epoch milliseconds. */
  updatedAt: Schema.Int,
})
export type Template = typeof Template.Type

/** Of one name at most so many are looked at: WhatsApp knows fewer. */
export const templateLanguagesMax = 100

export const templateNameLengthMax = 512

/** By which a template is found: `New delivery date` and `new_delivery_date` are the same. */
export const templateKey = (name: string): string =>
  name.normalize("NFKD").replace(/[\u0300-\u036F]/g, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "_")
    .replace(/^_+|_+$/g, "")

/** What people call it: a registered one's name is written for programs. */
export const templateTitle = ({ name, registered }: Pick<Template, "name" | "registered">): string => {
  if (registered === null) return name
  const words = name.replace(/_+/g, " ").trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const statusTexts: Record<Exclude<TemplateStatus, "approved">, string> = {
  pending: "WhatsApp has not approved it yet.",
  rejected: "WhatsApp did not approve it.",
  paused: "WhatsApp paused this template because of complaints.",
  disabled: "WhatsApp disabled this template because of complaints.",
  in_appeal: "WhatsApp looks at it again.",
  flagged: "WhatsApp flagged it because of complaints.",
  limit_exceeded: "It was sent too often. WhatsApp holds it back.",
  locked: "WhatsApp locked it.",
  reinstated: "WhatsApp is about to allow it again.",
  pending_deletion: "It is being deleted at WhatsApp.",
  deleted: "It was deleted at WhatsApp.",
  archived: "It was archived at WhatsApp.",
  unsubmitted: "It was never sent to WhatsApp for approval.",
  vanished: "WhatsApp no longer has it.",
  unknown: "WhatsApp has not approved it.",
}

/**
 * Why a template cannot be sent now, in plain words; null when it can. `windowOpen` is null on a channel without a window.
 * WIN-3: with the window closed only a registered one can.
 */
export const whyNotSendable = (
  { archived, registered }: Pick<Template, "archived" | "registered">,
  windowOpen: boolean | null,
): string | null => {
  if (archived) return "It was archived."
  if (registered === null) {
    return windowOpen === false ? "Can only be sent while the window is open." : null
  }
  if (registered.status !== "approved") return statusTexts[registered.status]
  return registered.fillable ? null : "It has parts that this desk cannot fill."
}
