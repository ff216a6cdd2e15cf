import { namesIn } from "../template/templateVariables.ts"
import type { MailForm } from "./MailForm.ts"

/** Under these names the desk's own templates of type `notification` are the words of its mails (NOTIFY-5). */
export const mailTemplateNames: Readonly<Record<MailForm, string>> = {
  text: "New message",
  media: "New message with files",
}

/** What may stand between braces in such a template, and what people call it. */
export const mailFields = {
  contact: "Who wrote",
  phone: "Their number",
  time: "When it came",
  kind: "Message, picture message and so on",
  channel: "SMS or WhatsApp",
  sender: "Sender ID",
  sender_phone: "Number of the Sender ID",
  message: "The message and its files",
  button: "Button that opens the conversation",
  note: "How long you can reply freely",
} as const
export type MailField = keyof typeof mailFields

/** Fields that are a line of their own, drawn otherwise than text. */
export const mailBlocks = ["message", "button", "note"] as const
export type MailBlock = (typeof mailBlocks)[number]

const standardLines = (heading: string): string =>
  [
    heading,
    "{{phone}} · {{time}}",
    "{{channel}} to {{sender}}, {{sender_phone}}",
    "{{message}}",
    "{{button}}",
    "{{note}}",
  ].join("\n")

/** The words of a mail where nobody wrote others: its first line is the heading. */
export const standardMailText: Readonly<Record<MailForm, string>> = {
  text: standardLines("New message from {{contact}}"),
  media: standardLines("New {{kind}} from {{contact}}"),
}

const isMailField = (name: string): name is MailField => name in mailFields

/** What is wrong with the words of a mail, in a sentence; null when they can be used. */
export const mailTextProblem = (body: string): string | null => {
  if (body.trim() === "") return "Write the text of the email."
  const unknown = namesIn(body).find((name) => !isMailField(name))
  return unknown === undefined ? null : `There is no field {{${unknown}}}. Choose one of those above.`
}

/** A line of a mail: a block of its own, or words with fields in them. */
export type MailLine = { readonly block: MailBlock } | { readonly text: string }

/** The lines of a mail's text in order, without empty ones. A block with words around it counts as words. */
export const mailLines = (body: string): ReadonlyArray<MailLine> =>
  body.split("\n").map((line) => line.trim()).filter((line) => line !== "").map((line) => {
    const block = mailBlocks.find((name) => new RegExp(`^\\{\\{\\s*${name}\\s*\\}\\}$`).test(line))
    return block === undefined ? { text: line } : { block }
  })
