import type { FieldSource, Template } from "./Template.ts"
import { templateVariables } from "./templateVariables.ts"

/** Whom a message is to and from: what fields are filled from. */
export interface TemplatePeople {
  readonly contact: { readonly name: string | null; readonly phone: string; readonly email: string | null }
  readonly user: { readonly name: string; readonly email: string }
  readonly workspace: { readonly name: string }
}

export interface PrefilledValue {
  readonly value: string
  readonly from: "contact" | "user" | "workspace"
}

const firstWord = (name: string | null): string | null => name?.trim().split(/\s+/)[0] ?? null

const valueOf = (source: FieldSource, { contact, user, workspace }: TemplatePeople): string | null => {
  switch (source) {
    case "contact.name":
      return contact.name
    case "contact.first_name":
      return firstWord(contact.name)
    case "contact.phone":
      return contact.phone
    case "contact.email":
      return contact.email
    case "user.name":
      return user.name
    case "user.first_name":
      return firstWord(user.name)
    case "user.email":
      return user.email
    case "workspace.name":
      return workspace.name
  }
}

const originOf = (source: FieldSource): PrefilledValue["from"] => {
  if (source.startsWith("contact.")) return "contact"
  return source.startsWith("user.") ? "user" : "workspace"
}

/** TMPL-2: the values that are known already, by key of their variable. */
export const prefillTemplate = (
  template: Template,
  people: TemplatePeople,
): Readonly<Record<string, PrefilledValue>> =>
  Object.fromEntries(
    templateVariables(template).flatMap(({ key, source }) => {
      const value = source === null ? null : valueOf(source, people)
      return source === null || value === null || value.trim() === ""
        ? []
        : [[key, { value: value.trim(), from: originOf(source) }]]
    }),
  )
