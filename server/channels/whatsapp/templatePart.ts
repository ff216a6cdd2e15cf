import type { TemplateUse, TemplateValue } from "../../../domain/conversation/MessageContent.ts"

type Registered = NonNullable<TemplateUse["registered"]>
type Part = Readonly<Record<string, unknown>>

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
  mediaId: string | null,
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
      if (mediaId === null) return []
      const filename = header.format === "document" && fileName !== null ? { filename: fileName } : {}
      const medium = { type: header.format, [header.format]: { id: mediaId, ...filename } }
      return [{ type: "header", parameters: [medium] }]
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

/** A filled template as Meta's messages call takes it (provider-facts, 6); the file of its header was brought before. */
export const templatePart = (
  use: TemplateUse,
  registered: Registered,
  fileName: string | null,
  mediaId: string | null,
): Part => {
  const { language, name, variables } = registered
  const body = use.values.length === 0
    ? []
    : [{ type: "body", parameters: parameters(use.values, variables) }]
  const components = [...headerPart(use, variables, fileName, mediaId), ...body, ...buttonParts(use)]
  return {
    type: "template",
    template: { name, language: { code: language }, ...(components.length === 0 ? {} : { components }) },
  }
}
