import type { Template, TemplateButton, TemplateHeader } from "./Template.ts"
import { piecesOf, type TemplateVariable, templateVariables, variableKey } from "./templateVariables.ts"
import type { TemplateValues } from "./fillTemplate.ts"

/** A piece of a preview: words, or a variable with its value, null while it is empty. */
export type PreviewPiece =
  | { readonly text: string }
  | { readonly variable: TemplateVariable; readonly value: string | null }

/** What the customer will see (TMPL-4). */
export interface TemplatePreview {
  readonly header: TemplateHeader | null
  /** Of a header in words. */
  readonly headerText: ReadonlyArray<PreviewPiece>
  readonly body: ReadonlyArray<PreviewPiece>
  readonly footer: string | null
  readonly buttons: ReadonlyArray<Pick<TemplateButton, "kind" | "label">>
}

/** A template with the values that there are so far. */
export const previewTemplate = (template: Template, values: TemplateValues): TemplatePreview => {
  const variables = new Map(templateVariables(template).map((variable) => [variable.key, variable]))
  const shown = (place: "header" | "body", text: string): ReadonlyArray<PreviewPiece> =>
    piecesOf(text).map((piece) => {
      if ("text" in piece) return piece
      const key = variableKey(template, place, piece.variable)
      const variable = variables.get(key)
      const value = Object.hasOwn(values, key) ? values[key] ?? "" : ""
      return variable
        ? { variable, value: value.trim() === "" ? null : value }
        : { text: `{{${piece.variable}}}` }
    })
  const { body, buttons, footer, header } = template
  return {
    header,
    headerText: header?.format === "text" ? shown("header", header.text) : [],
    body: shown("body", body),
    footer,
    buttons: buttons.map(({ kind, label }) => ({ kind, label })),
  }
}
