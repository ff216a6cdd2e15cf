import { formatAddress } from "../contact/PhoneNumber.ts"
import type { ContactCard, Location, MessageContent, Order } from "../conversation/MessageContent.ts"

const said = (...lines: ReadonlyArray<string | null | undefined>): string =>
  lines.filter((line) => line !== null && line !== undefined && line !== "").join("\n")

const place = ({ address, latitude, longitude, name }: Location): string =>
  said(name ?? "Location", address, `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`)

const card = ({ emails, name, organisation, phones }: ContactCard): string =>
  said(name || "Contact", organisation, ...phones.map(formatAddress), ...emails)

const ordered = ({ products }: Order, text: string): string =>
  said(
    "Order",
    ...products.map(({ currency, id, price, quantity }) => `${quantity} × ${id} · ${price} ${currency}`),
    text,
  )

const templateText = ({ template, text }: MessageContent): string =>
  said(
    template?.header?.format === "text" ? template.header.text : null,
    text,
    template?.footer,
    ...(template?.buttons ?? []).map(({ label }) => `[${label}]`),
  )

/** What a message says, in words alone, as the desk shows it; its files are named beside it. Empty for nothing but files. */
export const messageText = (content: MessageContent): string => {
  const { kind, text } = content
  switch (kind) {
    case "location":
      return content.location ? place(content.location) : text
    case "contacts":
      return content.contacts ? content.contacts.map(card).join("\n") : text
    case "order":
      return content.order ? ordered(content.order, text) : text
    case "reaction":
      return text === "" ? "Took back a reaction" : `Reacted ${text}`
    case "edited":
      return text === "" ? "Changed a message" : `Changed it to: ${text}`
    case "deleted":
      return "Deleted this message"
    case "erased":
      return "Erased"
    case "template":
      return templateText(content)
    case "unsupported":
      return text || "A message of a kind that cannot be shown here."
    case "text":
    case "media":
    case "system":
      return text
  }
}
