import type { Template } from "../template/Template.ts"
import { templateVariables } from "../template/templateVariables.ts"

/** The text of a campaign's SMS fallback as a template, which takes the values of the campaign's own. */
export const fallbackTemplate = (template: Template, text: string): Template => ({
  ...template,
  channel: "sms",
  registered: null,
  header: null,
  body: text,
  footer: null,
  buttons: [],
})

/** The names of variables in the text that the campaign's template does not have, and which nothing would fill. */
export const unknownVariables = (template: Template, text: string): ReadonlyArray<string> => {
  const known = new Set(templateVariables(template).map(({ key }) => key))
  return templateVariables(fallbackTemplate(template, text)).flatMap(({ key }) => known.has(key) ? [] : [key])
}
