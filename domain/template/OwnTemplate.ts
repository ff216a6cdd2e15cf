import { Schema } from "effect"
import { textLengthMax } from "../conversation/MessageContent.ts"
import { Channel } from "../sender/Sender.ts"
import { templateFieldsMax, templateKey, TemplateType } from "./Template.ts"
import { namesIn } from "./templateVariables.ts"

export const ownNameLengthMax = 100

/** The desk's own saved text as someone writes it: headers and buttons are registered templates' alone. */
export const OwnTemplate = Schema.Struct({
  channel: Channel,
  type: TemplateType,
  name: Schema.String.check(Schema.isMaxLength(1_000)),
  language: Schema.String.check(
    Schema.isPattern(/^[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*$/),
    Schema.isMaxLength(16),
  ),
  body: Schema.String.check(Schema.isMaxLength(10_000)),
})
export type OwnTemplate = typeof OwnTemplate.Type

export interface OwnTemplateProblem {
  readonly field: "name" | "body"
  readonly message: string
}

/** Braces that no field stands in. */
const strayBraces = (body: string): boolean =>
  /\{\{|\}\}/.test(body.replace(/\{\{\s*[\w.]{1,64}\s*\}\}/g, ""))

/** What is wrong with a template, in the order of its fields; empty when it can be saved. */
export const ownTemplateProblems = ({ body, name }: OwnTemplate): ReadonlyArray<OwnTemplateProblem> => {
  const problems: Array<OwnTemplateProblem> = []
  const add = (field: OwnTemplateProblem["field"], message: string) => problems.push({ field, message })
  if (templateKey(name) === "") add("name", "Give the template a name.")
  else if (name.trim().length > ownNameLengthMax) {
    add("name", `A name can have at most ${ownNameLengthMax} characters.`)
  }
  if (body.trim() === "") add("body", "Write the text of the template.")
  else if (body.length > textLengthMax) {
    add("body", `The text can have at most ${textLengthMax.toLocaleString("en-US")} characters.`)
  } else if (strayBraces(body)) {
    add(
      "body",
      "A field is written {{order}}: letters, digits, dots and underscores between two braces on each side.",
    )
  } else if (namesIn(body).length > templateFieldsMax) {
    add("body", `A template can have at most ${templateFieldsMax} fields.`)
  }
  return problems
}
