import { Option, Schema } from "effect"
import {
  mediaHeaderFormats,
  type TemplateButton,
  TemplateCategory,
  type TemplateHeader,
  TemplateQuality,
  TemplateStatus,
} from "../../../domain/template/Template.ts"
import { namesIn } from "../../../domain/template/templateVariables.ts"
import type { ListedTemplate } from "../TemplateListing.ts"

const Text = Schema.optionalKey(Schema.NullOr(Schema.String))
const optional = <S extends Schema.Top>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))
const Texts = Schema.Union([Schema.String, Schema.Array(Schema.String)])
const NamedExamples = optional(
  Schema.Array(Schema.Struct({ param_name: Schema.String, example: Schema.String })),
)

const MetaButton = Schema.Struct({
  type: Schema.String,
  text: Text,
  url: Text,
  phone_number: Text,
  example: optional(Texts),
})

const MetaComponent = Schema.Struct({
  type: Schema.String,
  format: Text,
  text: Text,
  buttons: optional(Schema.Array(MetaButton)),
  example: optional(Schema.Struct({
    header_text: optional(Schema.Array(Schema.String)),
    header_text_named_params: NamedExamples,
    body_text: optional(Schema.Array(Schema.Array(Schema.String))),
    body_text_named_params: NamedExamples,
  })),
})
type MetaComponent = typeof MetaComponent.Type

const Score = Schema.Union([Schema.String, Schema.Struct({ score: Text })])

const MetaTemplate = Schema.Struct({
  id: Schema.String.check(Schema.isMaxLength(128), Schema.isMinLength(1)),
  name: Schema.String.check(Schema.isMaxLength(512), Schema.isMinLength(1)),
  language: Schema.String.check(Schema.isMaxLength(16), Schema.isMinLength(1)),
  status: Schema.String,
  category: Text,
  quality_score: optional(Score),
  parameter_format: Text,
  rejected_reason: Text,
  components: Schema.Array(MetaComponent),
})
type MetaTemplate = typeof MetaTemplate.Type

const decodeTemplate = Schema.decodeUnknownOption(MetaTemplate)
const isStatus = Schema.is(TemplateStatus)
const isCategory = Schema.is(TemplateCategory)
const isQuality = Schema.is(TemplateQuality)

export const metaStatus = (status: string): TemplateStatus => {
  const known = status.toLowerCase()
  return isStatus(known) ? known : "unknown"
}

/** Meta's older names of categories among them. */
export const metaCategory = (category: string | null | undefined): TemplateCategory => {
  const known = category?.toLowerCase()
  if (isCategory(known)) return known
  return known === "otp" ? "authentication" : "utility"
}

export const metaQuality = (score: string | null | undefined): TemplateQuality => {
  const known = score?.toLowerCase()
  return isQuality(known) ? known : "unknown"
}

const headerOf = (component: MetaComponent | undefined): TemplateHeader | null | "unknown" => {
  if (component === undefined) return null
  const format = component.format?.toLowerCase() ?? "text"
  const media = mediaHeaderFormats.find((one) => one === format)
  if (media !== undefined) return { format: media, address: null }
  if (format === "text") return { format, text: component.text ?? "" }
  return format === "location" ? { format, place: null } : "unknown"
}

const firstOf = (example: string | ReadonlyArray<string> | null | undefined): string | null =>
  typeof example === "string" ? example : example?.[0] ?? null

/** `otp` buttons copy the code that the message brings, as the address of a link does. */
const buttonOf = (button: typeof MetaButton.Type): TemplateButton => {
  const label = button.text ?? ""
  switch (button.type.toUpperCase()) {
    case "QUICK_REPLY":
      return { kind: "quick_reply", label, value: null }
    case "URL":
      return { kind: "url", label, value: button.url ?? "" }
    case "OTP":
      return { kind: "url", label, value: "{{1}}" }
    case "PHONE_NUMBER":
      return { kind: "phone", label, value: button.phone_number ?? "" }
    case "COPY_CODE":
      return { kind: "copy_code", label: label || "Copy code", value: firstOf(button.example) }
    default:
      return { kind: "other", label, value: null }
  }
}

const fillableButtons = new Set([
  "QUICK_REPLY",
  "URL",
  "OTP",
  "PHONE_NUMBER",
  "COPY_CODE",
  "CATALOG",
  "VOICE_CALL",
])
const fillableParts = new Set(["HEADER", "BODY", "FOOTER", "BUTTONS"])

const isFillable = (components: ReadonlyArray<MetaComponent>): boolean =>
  components.every(({ buttons, type }) =>
    fillableParts.has(type.toUpperCase()) &&
    (buttons ?? []).every((button) => fillableButtons.has(button.type.toUpperCase()))
  )

const pairs = (
  prefix: string,
  names: ReadonlyArray<string>,
  values: ReadonlyArray<string> | null | undefined,
  named: ReadonlyArray<{ readonly param_name: string; readonly example: string }> | null | undefined,
): ReadonlyArray<readonly [string, string]> =>
  names.flatMap((name, index) => {
    const value = named?.find(({ param_name }) => param_name === name)?.example ?? values?.[index]
    return value === undefined ? [] : [[`${prefix}${name}`, value] as const]
  })

/** Of a link the example is the whole address, of which only the end varies. */
const buttonExample = (button: typeof MetaButton.Type): string | null => {
  const example = firstOf(button.example)
  const { kind, value } = buttonOf(button)
  if (example === null || kind === "copy_code") return example
  if (kind !== "url" || namesIn(value ?? "").length === 0) return null
  const fixed = (value ?? "").replace(/\{\{.*$/, "")
  return example.startsWith(fixed) ? example.slice(fixed.length) : example
}

const examplesOf = (
  header: MetaComponent | undefined,
  body: MetaComponent | undefined,
  buttons: ReadonlyArray<typeof MetaButton.Type>,
) =>
  Object.fromEntries([
    ...pairs(
      "header.",
      namesIn(header?.text ?? ""),
      header?.example?.header_text,
      header?.example?.header_text_named_params,
    ),
    ...pairs(
      "",
      namesIn(body?.text ?? ""),
      body?.example?.body_text?.[0],
      body?.example?.body_text_named_params,
    ),
    ...buttons.flatMap((button, index) => {
      const example = buttonExample(button)
      return example === null ? [] : [[`button.${index + 1}`, example] as const]
    }),
  ])

const scoreOf = (score: MetaTemplate["quality_score"]): string | null =>
  typeof score === "string" ? score : score?.score ?? null

/** One entry of Meta's list; none where it is not what Meta sends. */
export const readMetaTemplate = (entry: unknown): Option.Option<ListedTemplate> =>
  Option.map(decodeTemplate(entry), (template) => {
    const part = (type: string) => template.components.find((one) => one.type.toUpperCase() === type)
    const header = headerOf(part("HEADER"))
    const body = part("BODY")
    const buttons = part("BUTTONS")?.buttons ?? []
    const { rejected_reason: rejection } = template
    return {
      name: template.name,
      language: template.language,
      header: header === "unknown" ? null : header,
      body: body?.text ?? "",
      footer: part("FOOTER")?.text ?? null,
      buttons: buttons.map(buttonOf),
      providerId: template.id,
      category: metaCategory(template.category),
      status: metaStatus(template.status),
      quality: metaQuality(scoreOf(template.quality_score)),
      rejection: rejection && rejection.toUpperCase() !== "NONE" ? rejection : null,
      variables: template.parameter_format?.toUpperCase() === "NAMED" ? "named" : "numbered",
      scope: "part",
      examples: examplesOf(part("HEADER"), body, buttons),
      fillable: header !== "unknown" && isFillable(template.components),
    }
  })
