import { textLengthMax } from "../conversation/MessageContent.ts"
import type { OwnTemplate } from "./OwnTemplate.ts"
import { templateFieldsMax, templateKey } from "./Template.ts"
import { namesIn } from "./templateVariables.ts"

export const ownNameLengthMax = 100

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
