import type { FieldSource, Template, TemplateButton } from "./Template.ts"

/** WhatsApp's limits (provider-facts, 6); a body of the desk's own is as long as its channel's texts. */
export const bodyLengthMax = 1024
export const headerLengthMax = 60
export const urlLengthMax = 2000
export const codeLengthMax = 15
const coordinateLengthMax = 24

/** A place for a value, as a sender of the template sees it. */
export interface TemplateVariable {
  /** What values go by: `1`, `order_id`; of a header or button with numbers of its own `header.1`, `button.2`. */
  readonly key: string
  /** The provider's name of it, in its part. */
  readonly name: string
  readonly place: "header" | "body" | "button"
  readonly label: string
  readonly example: string | null
  readonly source: FieldSource | null
  readonly lengthMax: number
  /** May be left empty: a place's name and address. */
  readonly optional: boolean
}

/** A piece of a text: words as they stand, or the name of the variable that stands there. */
export type TextPiece = { readonly text: string } | { readonly variable: string }

const placeholder = /\{\{\s*([\w.]{1,64})\s*\}\}/g

/** A text in pieces; joined again they are the text. */
export const piecesOf = (text: string): ReadonlyArray<TextPiece> => {
  const pieces: Array<TextPiece> = []
  let end = 0
  for (const match of text.matchAll(placeholder)) {
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) })
    pieces.push({ variable: match[1] ?? "" })
    end = match.index + match[0].length
  }
  if (end < text.length) pieces.push({ text: text.slice(end) })
  return pieces
}

export const namesIn = (text: string): ReadonlyArray<string> => [
  ...new Set(piecesOf(text).flatMap((piece) => "variable" in piece ? [piece.variable] : [])),
]

type Place = "header" | "body" | { readonly button: number }

/** What a value of a place goes by. */
export const variableKey = (template: Pick<Template, "registered">, place: Place, name: string): string => {
  if (template.registered?.scope !== "part" || place === "body") return name
  return place === "header" ? `header.${name}` : `button.${place.button + 1}`
}

/** The variable of a button, by its name in the button; null for one that is always the same. */
export const buttonVariable = (
  template: Pick<Template, "registered">,
  button: TemplateButton,
): string | null => {
  // At Meta every message brings the code to copy; what the template holds is an example.
  if (button.kind === "copy_code" && template.registered?.scope === "part") return "code"
  if (button.kind !== "url" && button.kind !== "copy_code") return null
  return namesIn(button.value ?? "")[0] ?? null
}

const sourcesByName: Record<string, FieldSource> = {
  contact: "contact.name",
  name: "contact.name",
  full_name: "contact.name",
  contact_name: "contact.name",
  customer: "contact.name",
  customer_name: "contact.name",
  first_name: "contact.first_name",
  contact_first_name: "contact.first_name",
  customer_first_name: "contact.first_name",
  phone: "contact.phone",
  contact_phone: "contact.phone",
  email: "contact.email",
  contact_email: "contact.email",
  user_name: "user.name",
  agent: "user.name",
  agent_name: "user.name",
  user_first_name: "user.first_name",
  agent_first_name: "user.first_name",
  user_email: "user.email",
  agent_email: "user.email",
  workspace_name: "workspace.name",
  business_name: "workspace.name",
}

const sourceLabels: Record<FieldSource, string> = {
  "contact.name": "Full name",
  "contact.first_name": "First name",
  "contact.phone": "Phone number",
  "contact.email": "Email",
  "user.name": "Your name",
  "user.first_name": "Your first name",
  "user.email": "Your email",
  "workspace.name": "Business name",
}

const isNumber = (name: string): boolean => /^\d+$/.test(name)

/** `order_id`, `shipment.day` → Order id, Shipment day. */
const humanised = (name: string): string => {
  const words = name.replace(/[_.]+/g, " ").trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const greeting = /(?:^|[\s¡])(?:hi|hello|hey|dear|hola|olá|bonjour|hallo|ciao)\s*,?\s*$/i

/** A number says nothing; after a greeting it is the customer's first name. */
const greets = (body: string, name: string): boolean => {
  const pieces = piecesOf(body)
  const at = pieces.findIndex((piece) => "variable" in piece && piece.variable === name)
  const before = pieces[at - 1]
  return at === 1 && before !== undefined && "text" in before && greeting.test(before.text)
}

const sourceOf = (template: Template, key: string, name: string, inBody: boolean): FieldSource | null => {
  const said = template.fields[key]
  if (said) return said.source
  const known = sourcesByName[name.toLowerCase().replace(/[.\s]+/g, "_")]
  if (known) return known
  return inBody && isNumber(name) && greets(template.body, name) ? "contact.first_name" : null
}

const labelOf = (
  template: Template,
  key: string,
  name: string,
  source: FieldSource | null,
  fallback: string,
): string =>
  template.fields[key]?.label ?? (source ? sourceLabels[source] : isNumber(name) ? fallback : humanised(name))

/** The values that a template asks for, each once, in the order in which people read it. */
export const templateVariables = (template: Template): ReadonlyArray<TemplateVariable> => {
  const found = new Map<string, TemplateVariable>()
  const add = (
    place: Place,
    name: string,
    lengthMax: number,
    rest: { readonly fallback: string; readonly optional?: boolean },
  ) => {
    const key = variableKey(template, place, name)
    if (found.has(key)) return
    const source = sourceOf(template, key, name, place === "body")
    found.set(key, {
      key,
      name,
      place: typeof place === "string" ? place : "button",
      label: labelOf(template, key, name, source, rest.fallback),
      example: template.registered?.examples[key] ?? null,
      source,
      lengthMax,
      optional: rest.optional ?? false,
    })
  }
  const { body, buttons, header } = template
  if (header?.format === "text") {
    for (const name of namesIn(header.text)) {
      add("header", name, headerLengthMax, { fallback: `Header value ${name}` })
    }
  } else if (header?.format === "location") {
    if (header.place === null) {
      for (const name of ["latitude", "longitude"]) {
        add("header", name, coordinateLengthMax, { fallback: name })
      }
      for (const name of ["name", "address"]) {
        add("header", name, bodyLengthMax, { fallback: name, optional: true })
      }
    }
  } else if (header) {
    for (const name of namesIn(header.address ?? "")) {
      add("header", name, urlLengthMax, { fallback: `Address of the ${header.format}` })
    }
  }
  for (const name of namesIn(body)) add("body", name, bodyLengthMax, { fallback: `Value ${name}` })
  for (const [index, button] of buttons.entries()) {
    const name = buttonVariable(template, button)
    if (name === null) continue
    const isCode = button.kind === "copy_code"
    add({ button: index }, name, isCode ? codeLengthMax : urlLengthMax, {
      fallback: isCode ? `Code of “${button.label}”` : `Link of “${button.label}”`,
    })
  }
  return [...found.values()]
}
