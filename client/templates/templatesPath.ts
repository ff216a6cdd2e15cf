import { Option, Schema } from "effect"
import { TemplateId } from "../../domain/template/Template.ts"

/** What the Templates page shows beside the table: nothing, a template, or the form for a new one. */
export interface TemplatesPlace {
  readonly open: TemplateId | "new" | null
}

const templateIn = Schema.decodeUnknownOption(TemplateId)

/** The address of the Templates page, with a template open. */
export const templatesPath = (open: TemplatesPlace["open"] = null): string =>
  open === null ? "/templates" : `/templates/${open}`

/** What an address of the Templates page shows; null when it is another page's. */
export const parseTemplatesPath = (path: string): TemplatesPlace | null => {
  const [page, which] = path.split("/").filter((part) => part !== "")
  if (page !== "templates") return null
  return { open: which === "new" ? which : Option.getOrNull(templateIn(which)) }
}
