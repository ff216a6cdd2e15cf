import { Option, Schema } from "effect"
import type { MediaDescription, MessageContent } from "../../../domain/conversation/MessageContent.ts"
import { cleanText, cleanTextOrNull } from "../cleanText.ts"
import { locationContent, orderContent } from "../wireContent.ts"

const textLengthMax = 65_536
const filesMax = 10
const urlLengthMax = 2048
const formFieldsMax = 50

const Words = Schema.optionalKey(Schema.NullOr(Schema.String))
const Numeric = Schema.Union([Schema.Finite, Schema.FiniteFromString])

const FilePart = Schema.Struct({
  url: Schema.String.check(Schema.isMaxLength(urlLengthMax), Schema.isPattern(/^https?:\/\/\S+$/i)),
  name: Words,
  caption: Words,
})
const FilesPart = Schema.NonEmptyArray(Schema.Struct({ type: Words, ...FilePart.fields }))
const LocationPart = Schema.Struct({ lat: Numeric, long: Numeric, name: Words, address: Words })
const ReplyPart = Schema.Struct({ id: Words, title: Schema.String })
const ButtonPart = Schema.Struct({
  text: Schema.String,
  payload: Schema.optionalKey(Schema.Unknown),
  subtype: Words,
})
const ReactionPart = Schema.Struct({ action: Words, emoji: Words })
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
const ContextPart = Schema.Struct({ message_uuid: Schema.String })
const WhatsAppPart = Schema.Struct({ referral: Schema.optionalKey(Schema.Unknown) })
const ReferralPart = Schema.Struct({ headline: Words, body: Words, source_url: Words })

/** A message as Vonage sends it: what it says stands under the name of its type. */
export type VonageMessage = Readonly<Record<string, unknown>>

const part = <A>(schema: Schema.Decoder<A>, value: unknown): A | null =>
  Option.getOrNull(Schema.decodeUnknownOption(schema)(value))

const text = (words: string): MessageContent => ({ kind: "text", text: words, media: [] })
const unsupported = (words: string): MessageContent => ({ kind: "unsupported", text: words, media: [] })

const typeOfKind: Readonly<Record<string, string>> = {
  image: "image/jpeg",
  audio: "audio/ogg",
  video: "video/mp4",
  vcard: "text/vcard",
  sticker: "image/webp",
}
const typeOfEnding: Readonly<Record<string, string>> = {
  png: "image/png",
  gif: "image/gif",
  webp: "image/webp",
  mp3: "audio/mpeg",
  m4a: "audio/mp4",
  aac: "audio/aac",
  amr: "audio/amr",
  "3gp": "video/3gpp",
  pdf: "application/pdf",
  vcf: "text/vcard",
  txt: "text/plain",
  csv: "text/csv",
}

/** Vonage says no content type: until the bytes are there, name and kind tell. It has no id either, only the address. */
const medium = (kind: string, { name, url }: typeof FilePart.Type): MediaDescription => {
  const ending = /\.(\w{1,8})$/.exec(name ?? "")?.[1]?.toLowerCase() ?? ""
  return {
    id: cleanText(url, urlLengthMax),
    name: cleanTextOrNull(name, 255),
    type: typeOfEnding[ending] ?? typeOfKind[kind] ?? "application/octet-stream",
    size: null,
    ...(kind === "sticker" ? { form: "sticker" as const } : {}),
  }
}

const fileContent = (kind: string, value: unknown): MessageContent | null => {
  const file = part(FilePart, value)
  return file &&
    { kind: "media", text: cleanText(file.caption, textLengthMax), media: [medium(kind, file)] }
}

const filesContent = (value: unknown): MessageContent | null => {
  const files = part(FilesPart, value)?.slice(0, filesMax)
  return files === undefined ? null : {
    kind: "media",
    text: files.flatMap(({ caption }) => cleanTextOrNull(caption, textLengthMax) ?? []).join("\n"),
    media: files.map((file) => medium(file.type ?? "", file)),
  }
}

const placeContent = (value: unknown): MessageContent | null => {
  const found = part(LocationPart, value)
  return found && locationContent({ ...found, latitude: found.lat, longitude: found.long })
}

const chosen = (words: string, id: unknown): MessageContent => {
  const choice = typeof id === "string" ? cleanTextOrNull(id, 1024) : null
  return { ...text(cleanText(words, textLengthMax)), ...(choice === null ? {} : { choice }) }
}

/** What was filled into a form, without the token by which WhatsApp knows the form. */
const formText = (payload: unknown): string => {
  const fields = typeof payload === "object" && payload !== null ? Object.entries(payload) : []
  const lines = fields.slice(0, formFieldsMax).flatMap(([name, value]) =>
    name !== "flow_token" && /^(string|number|boolean)$/.test(typeof value) ? [`${name}: ${value}`] : []
  )
  return cleanText(["Answered a form", ...lines].join("\n"), textLengthMax)
}

const buttonContent = (value: unknown): MessageContent | null => {
  const found = part(ButtonPart, value)
  if (found === null) return null
  return found.subtype === "flow" ? text(formText(found.payload)) : chosen(found.text, found.payload)
}

const quotedBy = (message: VonageMessage): string | null =>
  cleanTextOrNull(part(ContextPart, message["context"])?.message_uuid, 256)

/** Without emoji it was taken back. */
const reactionContent = (message: VonageMessage): MessageContent | null => {
  const found = part(ReactionPart, message["reaction"])
  if (found === null) return null
  const emoji = found.action === "unreact" ? "" : cleanText(found.emoji, 64)
  return quotedBy(message) === null
    ? unsupported(`Reacted ${emoji} to a message that is no longer there.`.replace("  ", " "))
    : { kind: "reaction", text: emoji, media: [] }
}

const known = (type: string, message: VonageMessage): MessageContent | null => {
  const value = message[type]
  switch (type) {
    case "text":
      return typeof value === "string" ? text(cleanText(value, textLengthMax)) : null
    case "image":
    case "audio":
    case "video":
    case "file":
    case "vcard":
    case "sticker":
      return fileContent(type, value)
    case "content":
      return filesContent(value)
    case "location":
      return placeContent(value)
    case "reply": {
      const found = part(ReplyPart, value)
      return found && chosen(found.title, found.id)
    }
    case "button":
      return buttonContent(value)
    case "order": {
      const found = part(OrderPart, value)
      return found && orderContent(found, cleanTextOrNull(found.text, textLengthMax))
    }
    case "reaction":
      return reactionContent(message)
    case "unsupported":
      return unsupported("A message of a kind that WhatsApp does not pass on. Ask the customer to write it.")
    default:
      return null
  }
}

const contextOf = (message: VonageMessage): Partial<MessageContent> => {
  const referral = part(ReferralPart, part(WhatsAppPart, message["whatsapp"])?.referral)
  const headline = cleanTextOrNull(referral?.headline ?? referral?.body, 1024)
  const url = cleanTextOrNull(referral?.source_url, 2048)
  const providerId = quotedBy(message)
  return {
    ...(providerId === null ? {} : { quote: { providerId, text: null } }),
    ...(headline === null && url === null ? {} : { referral: { headline, url } }),
  }
}

/**
 * What a message of Vonage's says (HOOK-7). Never fails: what is of a kind that we do not know, or not of the form that its
 * kind has, is a message that cannot be shown, and says so.
 */
export const readVonageContent = (message: VonageMessage): MessageContent => {
  const raw = message["message_type"]
  const type = typeof raw === "string" ? cleanText(raw, 64) : ""
  const content = known(type, message) ??
    unsupported(`A message of a kind that this desk cannot show${type === "" ? "" : ` (${type})`}.`)
  return { ...content, ...contextOf(message) }
}
