import { Option, Schema } from "effect"
import type { TemplateStatus } from "../../../domain/template/Template.ts"
import type { TemplateUpdate } from "../ChannelAdapter.ts"
import { cleanText } from "../cleanText.ts"
import { metaCategory, metaQuality, metaStatus } from "./MetaTemplate.ts"

const Text = Schema.optionalKey(Schema.NullOr(Schema.String))

const About = Schema.Struct({
  message_template_id: Schema.Union([Schema.String, Schema.Int]),
  message_template_name: Schema.String,
  message_template_language: Schema.String,
  event: Text,
  reason: Text,
  new_quality_score: Text,
  new_category: Text,
})
const isId = /^\d{1,64}$/
const decodeAbout = Schema.decodeUnknownOption(About)

const fields = new Set([
  "message_template_status_update",
  "message_template_quality_update",
  "message_template_components_update",
  "template_category_update",
])

/** States of which Meta only tells that they ended: its list says what is now. */
const doubtful: ReadonlySet<TemplateStatus> = new Set(["unknown", "reinstated"])

/** What a webhook says of a template; null where it does not say of which. `at`: epoch milliseconds of Meta's clock. */
export const readTemplateUpdate = (
  field: string,
  value: unknown,
  at: number | null,
): TemplateUpdate | null => {
  const about = Option.getOrNull(decodeAbout(value))
  if (about === null || !fields.has(field) || !isId.test(String(about.message_template_id))) return null
  const template: TemplateUpdate = {
    _tag: "TemplateUpdate",
    providerId: String(about.message_template_id),
    name: cleanText(about.message_template_name, 512),
    language: cleanText(about.message_template_language, 16),
    at,
  }
  switch (field) {
    case "message_template_status_update": {
      const status = metaStatus(about.event ?? "")
      const rejection = about.reason && about.reason.toUpperCase() !== "NONE"
        ? cleanText(about.reason, 1_000)
        : null
      return { ...template, status, rejection, ...(doubtful.has(status) ? { readAgain: true } : {}) }
    }
    case "message_template_quality_update":
      return { ...template, quality: metaQuality(about.new_quality_score) }
    case "template_category_update":
      // Announced or done: `new_category` is the one that it has now.
      return about.new_category ? { ...template, category: metaCategory(about.new_category) } : template
    default:
      return { ...template, readAgain: true }
  }
}
