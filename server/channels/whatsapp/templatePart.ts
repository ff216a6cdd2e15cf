import type { TemplateUse, TemplateValue } from "../../../domain/conversation/MessageContent.ts"

type Registered = NonNullable<TemplateUse["registered"]>
type Part = Readonly<Record<string, unknown>>

/** The file of a header: brought to WhatsApp before, or where it fetches it. */
export type HeaderMedium = { readonly id: string } | { readonly link: string }

const parameters = (
  values: ReadonlyArray<TemplateValue>,
  variables: Registered["variables"],
): ReadonlyArray<Part> =>
  values.map(({ name, value }) => ({
    type: "text",
    ...(variables === "named" ? { parameter_name: name } : {}),
    text: value,
  }))

const headerPart = (
  { header }: TemplateUse,
  variables: Registered["variables"],
  fileName: string | null,
  medium: HeaderMedium | null,
): ReadonlyArray<Part> => {
  if (header === null) return []
  switch (header.format) {
    case "text":
      return header.values.length === 0
        ? []
        : [{ type: "header", parameters: parameters(header.values, variables) }]
    case "location": {
      const { address, latitude, longitude, name } = header.location
      const location = {
        latitude: String(latitude),
        longitude: String(longitude),
        name: name ?? "",
        address: address ?? "",
      }
      return [{ type: "header", parameters: [{ type: "location", location }] }]
    }
    default: {
      if (medium === null) return []
      const filename = header.format === "document" && fileName !== null ? { filename: fileName } : {}
      return [{
        type: "header",
        parameters: [{ type: header.format, [header.format]: { ...medium, ...filename } }],
      }]
    }
  }
}

/** Only what was filled in is sent with a button: phone buttons and fixed links have nothing to fill. */
const buttonParts = ({ buttons }: TemplateUse): ReadonlyArray<Part> =>
  buttons.flatMap(({ kind, value }, index): ReadonlyArray<Part> => {
    if (value === null) return []
    const button = { type: "button", index: String(index) }
    switch (kind) {
      case "quick_reply":
        return [{ ...button, sub_type: "quick_reply", parameters: [{ type: "payload", payload: value }] }]
      case "url":
        return [{ ...button, sub_type: "url", parameters: [{ type: "text", text: value }] }]
      case "copy_code":
        return [{
          ...button,
          sub_type: "copy_code",
          parameters: [{ type: "coupon_code", coupon_code: value }],
        }]
      default:
        return []
    }
  })

/** A filled template as WhatsApp takes it, from Meta or through another provider (provider-facts, 6). */
export const templatePart = (
  use: TemplateUse,
  registered: Registered,
  fileName: string | null,
  medium: HeaderMedium | null,
): Part => {
  const { language, name, variables } = registered
  const body = use.values.length === 0
    ? []
    : [{ type: "body", parameters: parameters(use.values, variables) }]
  const components = [...headerPart(use, variables, fileName, medium), ...body, ...buttonParts(use)]
  return {
    type: "template",
    template: { name, language: { code: language }, ...(components.length === 0 ? {} : { components }) },
  }
}
