import { Option, Schema } from "effect"
import type {
  ContactCard,
  MediaDescription,
  MessageContent,
  Quote,
} from "../../../domain/conversation/MessageContent.ts"
import { cleanText, cleanTextOrNull } from "../cleanText.ts"
import { locationContent, orderContent } from "../wireContent.ts"

const textLengthMax = 65_536
const contactsMax = 20

const absent = Schema.optionalKey(Schema.Unknown)
const Words = Schema.optionalKey(Schema.NullOr(Schema.String))
const Numeric = Schema.Union([Schema.Finite, Schema.NumberFromString])

const TextPart = Schema.Struct({ body: Schema.String })
const MediaPart = Schema.Struct({
  id: Schema.String,
  mime_type: Words,
  filename: Words,
  caption: Words,
  voice: absent,
})
const LocationPart = Schema.Struct({
  latitude: Numeric,
  longitude: Numeric,
  name: Words,
  address: Words,
})
const CardPart = Schema.Struct({
  name: Schema.optionalKey(Schema.Struct({ formatted_name: Words, first_name: Words, last_name: Words })),
  org: Schema.optionalKey(Schema.Struct({ company: Words })),
  phones: Schema.optionalKey(Schema.Array(Schema.Struct({ phone: Words, wa_id: Words }))),
  emails: Schema.optionalKey(Schema.Array(Schema.Struct({ email: Words }))),
})
const ReactionPart = Schema.Struct({ message_id: Schema.String, emoji: Words })
const ButtonPart = Schema.Struct({ text: Schema.String, payload: Words })
const ReplyPart = Schema.Struct({ id: Words, title: Schema.String, description: Words })
const InteractivePart = Schema.Struct({
  button_reply: Schema.optionalKey(ReplyPart),
  list_reply: Schema.optionalKey(ReplyPart),
  nfm_reply: Schema.optionalKey(Schema.Struct({ name: Words, body: Words, response_json: Words })),
})
const OrderPart = Schema.Struct({
  catalog_id: Words,
  text: Words,
  product_items: Schema.Array(Schema.Struct({
    product_retailer_id: Schema.String,
    quantity: Numeric,
    item_price: Numeric,
    currency: Words,
  })),
})
const SystemPart = Schema.Struct({ body: Words, wa_id: Words, new_wa_id: Words, type: Words })
const RevokePart = Schema.Struct({ original_message_id: Schema.String })
const EditPart = Schema.Struct({
  original_message_id: Schema.String,
  message: Schema.Record(Schema.String, Schema.Unknown),
})
const ContextPart = Schema.Struct({
  id: Words,
  forwarded: Schema.optionalKey(Schema.NullOr(Schema.Boolean)),
  frequently_forwarded: Schema.optionalKey(Schema.NullOr(Schema.Boolean)),
})
const ReferralPart = Schema.Struct({ headline: Words, body: Words, source_url: Words })
const ErrorsPart = Schema.Array(Schema.Struct({
  code: Schema.optionalKey(Numeric),
  title: Words,
  error_data: Schema.optionalKey(Schema.Struct({ details: Words })),
}))

/** A message as Meta sends it: everything else stands under the name of its type. */
export type WireMessage = Readonly<Record<string, unknown>>

const part = <A>(schema: Schema.Decoder<A>, value: unknown): A | null =>
  Option.getOrNull(Schema.decodeUnknownOption(schema)(value))

const text = (words: string): MessageContent => ({ kind: "text", text: words, media: [] })

const mediaTypes: Readonly<Record<string, string>> = {
  image: "image/jpeg",
  video: "video/mp4",
  audio: "audio/ogg",
  document: "application/octet-stream",
  sticker: "image/webp",
}
const contentType = /^[\w.+-]{1,60}\/[\w.+-]{1,100}/

/** Named by Meta's id, by which its bytes are asked for while they are there: seven days (provider-facts, 4). */
const mediaContent = (type: string, value: unknown): MessageContent | null => {
  const found = part(MediaPart, value)
  if (found === null || found.id.trim() === "") return null
  const form = type === "sticker" ? "sticker" as const : found.voice === true ? "voice" as const : null
  const medium: MediaDescription = {
    id: cleanText(found.id, 256),
    name: cleanTextOrNull(found.filename, 255),
    type: contentType.exec(found.mime_type ?? "")?.[0].toLowerCase() ?? mediaTypes[type] ??
      "application/octet-stream",
    size: null,
    ...(form === null ? {} : { form }),
  }
  return { kind: "media", text: cleanText(found.caption, textLengthMax), media: [medium] }
}

const placeContent = (value: unknown): MessageContent | null => {
  const found = part(LocationPart, value)
  return found && locationContent(found)
}

const listed = (values: ReadonlyArray<string | null | undefined>, max: number): ReadonlyArray<string> =>
  values.flatMap((value) => cleanTextOrNull(value, max) ?? []).slice(0, contactsMax)

const contactsContent = (value: unknown): MessageContent | null => {
  if (!Array.isArray(value)) return null
  const contacts = value.slice(0, contactsMax).flatMap((one): ReadonlyArray<ContactCard> => {
    const card = part(CardPart, one)
    if (card === null) return []
    const phones = listed(card.phones?.map(({ phone, wa_id }) => phone ?? wa_id) ?? [], 64)
    const named = card.name?.formatted_name ??
      [card.name?.first_name, card.name?.last_name].filter(Boolean).join(" ")
    return [{
      name: cleanTextOrNull(named, 1024) ?? phones[0] ?? "Contact",
      organisation: cleanTextOrNull(card.org?.company, 1024),
      phones,
      emails: listed(card.emails?.map(({ email }) => email) ?? [], 254),
    }]
  })
  if (contacts.length === 0) return null
  const words = contacts.map(({ emails, name, phones }) => [name, ...phones, ...emails].join(", ")).join("\n")
  return { kind: "contacts", text: words, media: [], contacts }
}

const cartContent = (value: unknown): MessageContent | null => {
  const found = part(OrderPart, value)
  return found && orderContent(found, cleanTextOrNull(found.text, textLengthMax))
}

const interactiveContent = (value: unknown): MessageContent | null => {
  const found = part(InteractivePart, value)
  const reply = found?.button_reply ?? found?.list_reply
  if (reply) {
    const choice = cleanTextOrNull(reply.id, 1024)
    return { ...text(cleanText(reply.title, textLengthMax)), ...(choice === null ? {} : { choice }) }
  }
  const form = found?.nfm_reply
  const words = cleanTextOrNull(form?.body, textLengthMax) ?? cleanTextOrNull(form?.name, 1024)
  return form ? text(words === null ? "Answered a form" : `Answered a form: ${words}`) : null
}

const buttonContent = (value: unknown): MessageContent | null => {
  const found = part(ButtonPart, value)
  if (found === null) return null
  const choice = cleanTextOrNull(found.payload, 1024)
  return { ...text(cleanText(found.text, textLengthMax)), ...(choice === null ? {} : { choice }) }
}

const about = (providerId: string): { readonly quote: Quote } => ({
  quote: { providerId: cleanText(providerId, 256), text: null },
})

const systemContent = (value: unknown): MessageContent | null => {
  const found = part(SystemPart, value)
  if (found === null) return null
  const number = cleanTextOrNull(found.wa_id ?? found.new_wa_id, 64)
  const words = cleanTextOrNull(found.body, textLengthMax) ??
    (number === null
      ? "WhatsApp told something about this customer."
      : `The customer's number is now +${number}.`)
  return { kind: "system", text: words, media: [] }
}

const unsupported = (words: string): MessageContent => ({ kind: "unsupported", text: words, media: [] })

/** What Meta itself says that it cannot pass on, in words of ours where we have them. */
const refusedContent = (message: WireMessage): MessageContent => {
  const [error] = part(ErrorsPart, message["errors"]) ?? []
  if (error?.code === 131052) {
    return unsupported(
      "The customer sent a file that WhatsApp could not pass on. Ask them to send it another way.",
    )
  }
  if (error?.code === 131060) {
    return unsupported(
      "The customer wrote from a device that WhatsApp cannot pass on. Ask them to use their phone.",
    )
  }
  return unsupported("A message of a kind that WhatsApp does not pass on. Ask the customer to write it.")
}

const known = (type: string, message: WireMessage): MessageContent | null => {
  const value = message[type]
  switch (type) {
    case "text": {
      const found = part(TextPart, value)
      return found && text(cleanText(found.body, textLengthMax))
    }
    case "image":
    case "video":
    case "audio":
    case "document":
    case "sticker":
      return mediaContent(type, value)
    case "location":
      return placeContent(value)
    case "contacts":
      return contactsContent(value)
    case "reaction": {
      const found = part(ReactionPart, value)
      return found &&
        { kind: "reaction", text: cleanText(found.emoji, 64), media: [], ...about(found.message_id) }
    }
    case "button":
      return buttonContent(value)
    case "interactive":
      return interactiveContent(value)
    case "order":
      return cartContent(value)
    case "system":
      return systemContent(value)
    case "request_welcome":
      return { kind: "system", text: "The customer opened the chat for the first time.", media: [] }
    case "revoke": {
      const found = part(RevokePart, value)
      return found && { kind: "deleted", text: "", media: [], ...about(found.original_message_id) }
    }
    case "edit": {
      const found = part(EditPart, value)
      const inner = found && known(typeOf(found.message), found.message)
      return inner && { ...inner, kind: "edited", ...about(found.original_message_id) }
    }
    default:
      return null
  }
}

/** The type that a message says it has. */
export const typeOf = (message: WireMessage): string => {
  const type = message["type"]
  return typeof type === "string" ? cleanText(type, 64) : ""
}

const contextOf = (message: WireMessage, content: MessageContent): Partial<MessageContent> => {
  const context = part(ContextPart, message["context"])
  const referral = part(ReferralPart, message["referral"])
  const quoted = cleanTextOrNull(context?.id, 256)
  const headline = cleanTextOrNull(referral?.headline ?? referral?.body, 1024)
  const url = cleanTextOrNull(referral?.source_url, 2048)
  return {
    ...(quoted === null || content.quote ? {} : about(quoted)),
    ...(context?.forwarded === true || context?.frequently_forwarded === true
      ? { forwarded: true as const }
      : {}),
    ...(headline === null && url === null ? {} : { referral: { headline, url } }),
  }
}

/**
 * What a message of Meta's says (HOOK-7). Never fails: what is of a kind that we do not know, or not of the form that its
 * kind has, is a message that cannot be shown, and says so.
 */
export const readWhatsAppContent = (message: WireMessage): MessageContent => {
  const type = typeOf(message)
  const content = type === "unsupported" || type === "unknown"
    ? refusedContent(message)
    : known(type, message) ??
      unsupported(`A message of a kind that this desk cannot show${type === "" ? "" : ` (${type})`}.`)
  return { ...content, ...contextOf(message, content) }
}
