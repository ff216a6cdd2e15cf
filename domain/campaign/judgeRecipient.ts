import { parsePhoneNumberFromString } from "libphonenumber-js/max"
import { Address } from "../contact/Address.ts"
import { isKeptForExamples } from "../contact/PhoneNumber.ts"
import type { Channel } from "../sender/Sender.ts"
import { fillTemplate, type TemplateValues } from "../template/fillTemplate.ts"
import { prefillTemplate, type TemplatePeople } from "../template/prefillTemplate.ts"
import type { Template } from "../template/Template.ts"
import { templateVariables } from "../template/templateVariables.ts"
import type { CampaignField, LeftOutReason } from "./Campaign.ts"

/** A number as it stands in an audience: what can be dialled, or why it cannot. Landlines take no SMS. */
export const readNumber = (
  typed: string,
  channel: Channel,
): { readonly phone: Address } | { readonly leftOut: LeftOutReason } => {
  const parsed = parsePhoneNumberFromString(typed.trim())
  if (!parsed || !(parsed.isValid() || isKeptForExamples(parsed.number))) return { leftOut: "invalid_number" }
  if (channel === "sms" && parsed.getType() === "FIXED_LINE") return { leftOut: "landline" }
  return { phone: Address.make(parsed.number) }
}

/** What one recipient's message is filled with. */
export interface RecipientFacts extends TemplatePeople {
  readonly template: Template
  readonly fields: Readonly<Record<string, CampaignField>>
  /** By name of the column; empty where the audience is no file. */
  readonly cells: Readonly<Record<string, string>>
}

/** The values of one recipient, by key of the variable: from the field's source, else what stands there if that is empty. */
export const valuesOf = ({ cells, fields, template, ...people }: RecipientFacts): TemplateValues => {
  const sources = Object.fromEntries(
    Object.entries(fields).flatMap(([key, { source }]) =>
      source.from === "known" ? [[key, { label: null, source: source.source }]] : []
    ),
  )
  const known = prefillTemplate({ ...template, fields: { ...template.fields, ...sources } }, people)
  return Object.fromEntries(
    templateVariables(template).map(({ key }) => {
      const field = fields[key]
      const found = field?.source.from === "column"
        ? cells[field.source.column]
        : field?.source.from === "text"
        ? ""
        : known[key]?.value
      const value = found?.trim() ?? ""
      return [key, value === "" ? field?.ifEmpty.trim() ?? "" : value]
    }),
  )
}

/** What is known of a recipient's number. */
export interface NumberFacts {
  readonly channel: Channel
  /** Its place in the audience, and the first one with the same number. */
  readonly no: number
  readonly firstNo: number
  /** Another campaign was started to send it again to them. */
  readonly sentAgain: boolean
  readonly optedOut: boolean
  readonly consented: boolean
  /** The customer wrote to the Sender ID before: that is consent enough (CONSENT-1). */
  readonly wroteIn: boolean
  /** The campaign sends by SMS to whom WhatsApp may not, and may to this number. */
  readonly bySms: boolean
}

/** Why somebody gets no message, as far as it is known beforehand; null: they get one. An opt-out beats everything else. */
export const whyLeftOut = (
  { bySms, channel, consented, firstNo, no, optedOut, sentAgain, wroteIn }: NumberFacts,
): LeftOutReason | null => {
  if (firstNo < no) return "duplicate"
  if (sentAgain) return "sent_again"
  if (optedOut) return "opted_out"
  if (channel === "sms" || consented || wroteIn) return null
  return bySms ? "by_sms" : "no_consent"
}

/** Why the template cannot be filled for somebody, in words; null when it can. */
export const fillingProblem = (
  template: Template,
  values: TemplateValues,
): { readonly leftOut: LeftOutReason; readonly detail: string } | null => {
  const filled = fillTemplate(template, values, null)
  if (filled._tag === "Success") return null
  const missing = filled.failure.some(({ problem }) => problem === "missing")
  return {
    leftOut: missing ? "value_missing" : "value_invalid",
    detail: filled.failure.map(({ message }) => message).join(" "),
  }
}
