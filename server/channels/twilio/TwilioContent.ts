import { Option, Schema } from "effect"
import {
  type TemplateButton,
  TemplateCategory,
  type TemplateHeader,
  TemplateStatus,
} from "../../../domain/template/Template.ts"
import { namesIn } from "../../../domain/template/templateVariables.ts"
import type { ListedTemplate } from "../TemplateListing.ts"

const Text = Schema.optionalKey(Schema.NullOr(Schema.String))
const optional = <S extends Schema.Top>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

const Action = Schema.Struct({
  type: Text,
  title: Text,
  url: Text,
  phone: Text,
  code: Text,
  copy_code_text: Text,
})
type Action = typeof Action.Type

/** What the kinds of content that WhatsApp knows have in common. */
const Part = Schema.Struct({
  body: Text,
  title: Text,
  subtitle: Text,
  header_text: Text,
  footer: Text,
  media: optional(Schema.Union([Schema.String, Schema.Array(Schema.String)])),
  actions: optional(Schema.Array(Action)),
  latitude: optional(Schema.Finite),
  longitude: optional(Schema.Finite),
  label: Text,
})
type Part = typeof Part.Type

const Content = Schema.Struct({
  sid: Schema.String.check(Schema.isPattern(/^HX[0-9a-fA-F]{32}$/)),
  friendly_name: Text,
  language: Text,
  variables: optional(Schema.Record(Schema.String, Schema.Unknown)),
  types: Schema.Record(Schema.String, Schema.Unknown),
  approval_requests: optional(Schema.Struct({
    name: Text,
    category: Text,
    status: Text,
    rejection_reason: Text,
  })),
})

const decodeContent = Schema.decodeUnknownOption(Content)
const decodePart = Schema.decodeUnknownOption(Part)
const isStatus = Schema.is(TemplateStatus)
const isCategory = Schema.is(TemplateCategory)

/** The kinds that this desk can fill, the richest first: of a content with several, WhatsApp gets one. */
const fillableKinds = [
  "whatsapp/card",
  "twilio/card",
  "whatsapp/authentication",
  "twilio/call-to-action",
  "twilio/quick-reply",
  "twilio/media",
  "twilio/location",
  "twilio/text",
] as const

const statusOf = (status: string | null | undefined): TemplateStatus => {
  const known = status?.toLowerCase()
  if (known === undefined || known === "") return "unsubmitted"
  if (known === "received") return "pending"
  return isStatus(known) ? known : "unknown"
}

const categoryOf = (category: string | null | undefined): TemplateCategory => {
  const known = category?.toLowerCase()
  return isCategory(known) ? known : "utility"
}

const formatOf = (address: string): "image" | "video" | "document" =>
  /\.(mp4|3gp|mov)([?#]|$)/i.test(address)
    ? "video"
    : /\.(pdf|docx?|xlsx?|pptx?|txt)([?#]|$)/i.test(address)
    ? "document"
    : "image"

const headerOf = (part: Part): TemplateHeader | null => {
  const address = typeof part.media === "string" ? part.media : part.media?.[0]
  if (address) return { format: formatOf(address), address }
  if (part.header_text) return { format: "text", text: part.header_text }
  if (typeof part.latitude === "number" && typeof part.longitude === "number") {
    const { label, latitude, longitude } = part
    return { format: "location", place: { latitude, longitude, name: label ?? null, address: null } }
  }
  return null
}

const buttonOf = (action: Action, kind: string): TemplateButton => {
  const label = action.title ?? action.copy_code_text ?? ""
  switch (action.type?.toUpperCase()) {
    case "URL":
      return { kind: "url", label, value: action.url ?? "" }
    case "PHONE_NUMBER":
    case "PHONE":
      return { kind: "phone", label, value: action.phone ?? "" }
    case "COPY_CODE":
    case "COUPON_CODE":
      return { kind: "copy_code", label: label || "Copy code", value: action.code ?? null }
    default:
      return { kind: kind === "whatsapp/authentication" ? "copy_code" : "quick_reply", label, value: null }
  }
}

/** What WhatsApp writes itself into a message with a code. */
const codeText = "{{1}} is your verification code."

const bodyOf = (part: Part, kind: string): string => {
  if (kind === "whatsapp/authentication") return codeText
  return part.body ?? [part.title, part.subtitle].filter((line) => line).join("\n")
}

/** Every variable of a content: those that stand where this desk does not look are among them. */
const namesOf = (part: unknown): ReadonlyArray<string> => namesIn(JSON.stringify(part) ?? "")

/** One entry of Twilio's list; none where it is not what Twilio sends. */
export const readTwilioContent = (entry: unknown): Option.Option<ListedTemplate> =>
  Option.map(decodeContent(entry), (content) => {
    const kind = fillableKinds.find((one) => Object.hasOwn(content.types, one)) ??
      Object.keys(content.types)[0] ?? ""
    const wire = content.types[kind]
    const part = Option.getOrElse(decodePart(wire), (): Part => ({}))
    const approval = content.approval_requests
    const header = headerOf(part)
    const body = bodyOf(part, kind)
    const buttons = (part.actions ?? []).slice(0, 10).map((action) => buttonOf(action, kind))
    const shown = new Set(
      [
        body,
        header?.format === "text" ? header.text : "",
        header && "address" in header ? header.address ?? "" : "",
        ...buttons.map(({ value }) => value ?? ""),
      ].flatMap(namesIn),
    )
    const names = namesOf(wire)
    return {
      name: approval?.name || content.friendly_name || content.sid,
      language: content.language || "en",
      header,
      body,
      footer: part.footer ?? null,
      buttons,
      providerId: content.sid,
      category: categoryOf(approval?.category),
      status: statusOf(approval?.status),
      quality: "unknown",
      rejection: approval?.rejection_reason || null,
      variables: names.every((name) => /^\d+$/.test(name)) ? "numbered" : "named",
      scope: "template",
      examples: Object.fromEntries(
        Object.entries(content.variables ?? {}).flatMap(([name, example]) =>
          typeof example === "string" && example !== "" ? [[name, example]] : []
        ),
      ),
      fillable: fillableKinds.some((one) => one === kind) && names.every((name) => shown.has(name)),
    }
  })
