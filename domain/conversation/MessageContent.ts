import { Schema, Struct } from "effect"
import { Uuid } from "../Uuid.ts"

/** WhatsApp's text limit is 4,096 characters, SMS providers' 1,600 to 3,200 (provider-facts, 4). */
export const textLengthMax = 4096

const BoundedText = (max: number) => Schema.String.check(Schema.isMaxLength(max))

/** What a file of a message is. Nobody but the server fetches it from the provider, which may need credentials. */
export const MediaDescription = Schema.Struct({
  /** The provider's own name of it: its address where the provider has no other. */
  id: Schema.String,
  name: Schema.NullOr(Schema.String),
  /** Content type, such as `image/jpeg`. */
  type: Schema.String,
  size: Schema.NullOr(Schema.Int),
  /** A voice note and a sticker are shown otherwise than a sound file and a picture. */
  form: Schema.optionalKey(Schema.Literals(["voice", "sticker"])),
})
export type MediaDescription = typeof MediaDescription.Type

/**
 * `edited` and `deleted`: the customer changed or took back the message that is quoted, as `reaction` is about it (HOOK-7).
 * `system`: the provider tells something about the customer, such as a new number. `unsupported` is a message that the
 * provider or this desk cannot show; it is kept and said so (HOOK-2). `erased`: what it said is gone for ever (CONTACT-6).
 */
export const MessageKind = Schema.Literals([
  "text",
  "media",
  "template",
  "location",
  "contacts",
  "reaction",
  "order",
  "edited",
  "deleted",
  "system",
  "unsupported",
  "erased",
])
export type MessageKind = typeof MessageKind.Type

/** The message that another answers or is about, by the provider's id of it: `providerId` of its timeline item. */
export const Quote = Schema.Struct({
  providerId: Schema.String,
  /** The beginning of what it said, where the writer of the answer knew it. */
  text: Schema.NullOr(BoundedText(textLengthMax)),
})
export type Quote = typeof Quote.Type

/** A place, in degrees. */
export const Location = Schema.Struct({
  latitude: Schema.Finite.check(Schema.isBetween({ minimum: -90, maximum: 90 })),
  longitude: Schema.Finite.check(Schema.isBetween({ minimum: -180, maximum: 180 })),
  name: Schema.NullOr(BoundedText(1024)),
  address: Schema.NullOr(BoundedText(1024)),
})
export type Location = typeof Location.Type

/** A contact card that was sent: of it only what an agent can use. */
export const ContactCard = Schema.Struct({
  name: BoundedText(1024),
  organisation: Schema.NullOr(BoundedText(1024)),
  phones: Schema.Array(BoundedText(64)).check(Schema.isMaxLength(20)),
  emails: Schema.Array(BoundedText(254)).check(Schema.isMaxLength(20)),
})
export type ContactCard = typeof ContactCard.Type

/** What someone ordered from the business's catalogue. Prices in the currency's own unit. */
export const Order = Schema.Struct({
  catalogId: BoundedText(256),
  products: Schema.Array(Schema.Struct({
    id: BoundedText(256),
    quantity: Schema.Finite,
    price: Schema.Finite,
    currency: BoundedText(8),
  })).check(Schema.isMaxLength(100)),
})
export type Order = typeof Order.Type

/** The value of one variable of a template: its name, or its number as text. */
export const TemplateValue = Schema.Struct({ name: BoundedText(128), value: BoundedText(1024) })
export type TemplateValue = typeof TemplateValue.Type

/**
 * A template as it was filled: all that a provider needs to send it and a desk to show it. The filled body is the content's
 * text; the file of a media header is the content's first medium (provider-facts, 6).
 */
export const TemplateUse = Schema.Struct({
  /** The desk's id of it. */
  templateId: Uuid,
  /** At the provider: name and language for Meta, ContentSid for Twilio; null for the desk's own saved text. */
  registered: Schema.NullOr(Schema.Struct({
    name: BoundedText(512),
    language: BoundedText(16),
    providerId: Schema.NullOr(BoundedText(128)),
    /** Whether its variables have names or numbers. */
    variables: Schema.Literals(["named", "numbered"]),
  })),
  header: Schema.NullOr(Schema.Union([
    Schema.Struct({
      format: Schema.Literal("text"),
      text: BoundedText(1024),
      values: Schema.Array(TemplateValue),
    }),
    Schema.Struct({
      format: Schema.Literals(["image", "video", "document"]),
      /** Where the provider holds the file: what its address is filled with. */
      values: Schema.optionalKey(Schema.Array(TemplateValue)),
    }),
    Schema.Struct({ format: Schema.Literal("location"), location: Location }),
  ])),
  values: Schema.Array(TemplateValue).check(Schema.isMaxLength(100)),
  footer: Schema.NullOr(BoundedText(1024)),
  /** In the order of the template. `value`: the quick reply's payload, the end of the URL, the code; null where it has none. */
  buttons: Schema.Array(Schema.Struct({
    kind: Schema.Literals(["quick_reply", "url", "phone", "copy_code", "other"]),
    label: BoundedText(256),
    value: Schema.NullOr(BoundedText(2048)),
    /** The provider's name of what `value` fills; left out where nothing is filled. */
    variable: Schema.optionalKey(BoundedText(128)),
  })).check(Schema.isMaxLength(10)),
})
export type TemplateUse = typeof TemplateUse.Type

const details = {
  quote: Schema.optionalKey(Quote),
  location: Schema.optionalKey(Location),
  contacts: Schema.optionalKey(Schema.Array(ContactCard).check(Schema.isMaxLength(20))),
  order: Schema.optionalKey(Order),
  template: Schema.optionalKey(TemplateUse),
  /** The id of the button or list entry that was chosen; its title is the text. */
  choice: Schema.optionalKey(BoundedText(1024)),
  forwarded: Schema.optionalKey(Schema.Literal(true)),
  /** The advertisement or post from which the customer came. */
  referral: Schema.optionalKey(
    Schema.Struct({ headline: Schema.NullOr(BoundedText(1024)), url: Schema.NullOr(BoundedText(2048)) }),
  ),
}

/**
 * What a message says. A reaction's emoji is its text; empty: it was taken back. Places, cards and orders have their text in
 * words too, by which they are found and read where only text is shown.
 */
export const MessageContent = Schema.Struct({
  kind: MessageKind,
  text: Schema.String,
  media: Schema.Array(MediaDescription),
  ...details,
})
export type MessageContent = typeof MessageContent.Type

export const textContent = (text: string): MessageContent => ({ kind: "text", text, media: [] })

/** What remains of a message of an erased person. */
export const erasedContent: MessageContent = { kind: "erased", text: "", media: [] }

/** What remains of a message that its customer took back. */
export const deletedContent: MessageContent = { kind: "deleted", text: "", media: [] }

/** The parts that only some kinds of message have. */
export const detailNames = [
  "quote",
  "location",
  "contacts",
  "order",
  "template",
  "choice",
  "forwarded",
  "referral",
] as const

/** An item with what it said taken out, details and all. */
export const withoutContent = <Item extends MessageContent>(item: Item) => ({
  ...Struct.omit(item, detailNames),
  ...erasedContent,
})

/** What an agent may write: not blank, not longer than any channel takes. */
export const OutgoingText = Schema.String.check(Schema.isMaxLength(textLengthMax), Schema.isPattern(/\S/))
  .annotate({
    description: `1 to ${textLengthMax} characters, not only spaces`,
  })

const previewLengthMax = 140
const characters = new Intl.Segmenter(undefined, { granularity: "grapheme" })

/** The longest beginning of at most 140 UTF-16 units that ends between two characters as people see them. */
const cut = (line: string): string => {
  if (line.length <= previewLengthMax) return line
  const end = characters.segment(line).containing(previewLengthMax)?.index ?? 0
  return end > 0 ? line.slice(0, end) : Array.from(line).slice(0, previewLengthMax / 2).join("")
}

/** What a message is, in a word or two, where it says nothing or is about another one. */
const kindText = (content: MessageContent): string => {
  const type = content.media[0]?.type ?? ""
  switch (content.kind) {
    case "erased":
      return "Erased"
    case "unsupported":
      return "Unsupported message"
    case "deleted":
      return "Deleted message"
    case "edited":
      return "Changed message"
    case "location":
      return "Location"
    case "contacts":
      return "Contact"
    case "order":
      return "Order"
    case "reaction":
      return "Took back a reaction"
    case "template":
      return "Template"
    default:
      if (content.media[0]?.form === "sticker") return "Sticker"
      if (type.startsWith("image/")) return "Photo"
      if (type.startsWith("video/")) return "Video"
      if (type.startsWith("audio/")) return "Voice message"
      return "File"
  }
}

/** One line for lists: the text, cut at 140 without splitting an emoji or an accented letter, or what the message is. */
export const previewText = (content: MessageContent): string => {
  const line = content.text.replace(/\s+/g, " ").trim()
  if (line === "") return cut(kindText(content))
  return content.kind === "reaction" ? `Reacted ${cut(line)}` : cut(line)
}
