import { MessageId } from "../../domain/conversation/MessageId.ts"

/** A random UUID. Not `crypto.randomUUID`, which a desk opened over plain HTTP from another machine does not have. */
export const newMessageId = (): MessageId => {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const hex = Array.from(bytes, (byte, index) => {
    const marked = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte
    return marked.toString(16).padStart(2, "0")
  }).join("")
  return MessageId.make(hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"))
}
