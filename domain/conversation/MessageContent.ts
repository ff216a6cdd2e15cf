import { Schema } from "effect"

/** WhatsApp's text limit is 4,096 characters, SMS providers' 1,600 to 3,200 (provider-facts, 4). */
export const textLengthMax = 4096

/** What a file of a message is: never the provider's address of it, which may need credentials. */
export const MediaDescription = Schema.Struct({
  id: Schema.String,
  name: Schema.NullOr(Schema.String),
  /** Content type, such as `image/jpeg`. */
  type: Schema.String,
  size: Schema.NullOr(Schema.Int),
})
export type MediaDescription = typeof MediaDescription.Type

/** `unsupported` is a message that the provider or this desk cannot show; it is kept and said so (HOOK-2), `erased`
 * what it said is gone for ever (CONTACT-6). */
export const MessageKind = Schema.Literals(["text", "media", "unsupported", "erased"])
export type MessageKind = typeof MessageKind.Type

export const MessageContent = Schema.Struct({
  kind: MessageKind,
  text: Schema.String,
  media: Schema.Array(MediaDescription),
})
export type MessageContent = typeof MessageContent.Type

export const textContent = (text: string): MessageContent => ({ kind: "text", text, media: [] })

/** What remains of a message of an erased person. */
export const erasedContent: MessageContent = { kind: "erased", text: "", media: [] }

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

/** One line for lists: the text, cut at 140 without splitting an emoji or an accented letter, or what the media is. */
export const previewText = (content: MessageContent): string => {
  const line = content.text.replace(/\s+/g, " ").trim()
  if (line !== "") return cut(line)
  if (content.kind === "erased") return "Erased"
  if (content.kind === "unsupported") return "Unsupported message"
  const type = content.media[0]?.type ?? ""
  if (type.startsWith("image/")) return "Photo"
  if (type.startsWith("video/")) return "Video"
  if (type.startsWith("audio/")) return "Voice message"
  return "File"
}
