import { Img } from "@react-email/img"
import { Section } from "@react-email/section"
import { createElement, Fragment, type ReactElement, type ReactNode } from "react"
import { zoneOffset } from "../../domain/hours/zoneOffset.ts"
import { previewText, textContent } from "../../domain/conversation/MessageContent.ts"
import { mediaClassOf, sizeText } from "../../domain/media/mediaProblem.ts"
import type { MailForm } from "../../domain/notification/MailForm.ts"
import { type MailBlock, type MailField, mailLines } from "../../domain/notification/mailTemplate.ts"
import { type Channel, channelNames } from "../../domain/sender/Sender.ts"
import { substitute } from "../../domain/template/fillTemplate.ts"
import { namesIn, piecesOf } from "../../domain/template/templateVariables.ts"
import { oneLine } from "../../domain/oneLine.ts"
import { mailButton, type MailContent, mailHeading, mailLink } from "../mail/composeMail.ts"
import { isolated, mailText, renderMail } from "../mail/MailLayout.ts"

/** UI: the widest picture of the column. */
const pictureWidthMax = 478

/** A file as the mail shows it. */
export interface MailFile {
  readonly name: string
  readonly type: string
  /** In bytes; null where nobody knows it yet. */
  readonly size: number | null
  /** Where a mail program gets the picture from; null for what is no picture. */
  readonly picture: string | null
  /** The original, for whoever is signed in. */
  readonly download: string
}

/** All that a mail says of a message. Times are epoch milliseconds, numbers as people read them. */
export interface MessageMail {
  readonly contact: string
  readonly phone: string
  readonly at: number
  readonly timeZone: string
  readonly channel: Channel
  readonly sender: string
  readonly senderPhone: string
  readonly text: string
  readonly files: ReadonlyArray<MailFile>
  /** Until when it may be answered freely; null where that has no end. */
  readonly freeUntil: number | null
  readonly openUrl: string
  readonly settingsUrl: string
}

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

/** `Fri 13 Nov 2026, 14:27` by the clock of a time zone. */
const dateTime = (zone: string, at: number, withYear: boolean): string => {
  const wall = new Date(at + zoneOffset(zone, at))
  const day = `${weekdays[wall.getUTCDay()]} ${wall.getUTCDate()} ${months[wall.getUTCMonth()]}`
  const clock = [wall.getUTCHours(), wall.getUTCMinutes()].map((part) => String(part).padStart(2, "0")).join(
    ":",
  )
  return `${day}${withYear ? ` ${wall.getUTCFullYear()}` : ""}, ${clock}`
}

const classWords = { image: "picture message", video: "video message", audio: "voice message" } as const

const kindOf = (types: ReadonlyArray<string>): string => {
  const [first] = types.map(mediaClassOf)
  return first === undefined ? "message" : first === "document" ? "message with a file" : classWords[first]
}

/** Which form a message's mail has. */
export const mailFormOf = (files: ReadonlyArray<unknown>): MailForm => files.length > 0 ? "media" : "text"

/** `New picture message from Ruth Okafor (SMS, Clinic desk)`. */
export const messageMailSubject = (
  { channel, contact, sender, types }: {
    readonly contact: string
    readonly channel: Channel
    readonly sender: string
    readonly types: ReadonlyArray<string>
  },
): string => oneLine(`New ${kindOf(types)} from ${contact} (${channelNames[channel]}, ${sender})`)

type Words = Exclude<MailField, MailBlock>

const wordsOf = (mail: MessageMail): Readonly<Record<Words, string>> => {
  const types = mail.files.map(({ type }) => type)
  const isMms = mail.channel === "sms" && mail.files.length > 0
  return {
    contact: oneLine(mail.contact),
    phone: mail.phone,
    time: dateTime(mail.timeZone, mail.at, true),
    kind: isMms ? `${kindOf(types)} (MMS)` : kindOf(types),
    channel: channelNames[mail.channel],
    sender: mail.sender,
    sender_phone: mail.senderPhone,
  }
}

const isWord = (words: Readonly<Record<Words, string>>, name: string): name is Words => name in words

/** The sentences below the button, each in pieces of which the odd ones are bold. */
const notesOf = (mail: MessageMail): ReadonlyArray<ReadonlyArray<string>> => [
  ...(mail.freeUntil === null ? [] : [[
    "You can reply freely until ",
    dateTime(mail.timeZone, mail.freeUntil, false),
    ". After that, WhatsApp accepts registered templates only.",
  ]]),
  ...(mail.files.length === 0 ? [] : [[
    mail.files.some(({ picture }) => picture !== null)
      ? "Pictures stay in this email for 30 days. Sign in to download the original."
      : "Sign in to download the original.",
  ]]),
]

/** The picture, then the words, then the name: as under a photograph. */
const fileOf = (file: MailFile, words: ReadonlyArray<ReactElement>): ReactElement =>
  createElement(
    Fragment,
    { key: file.download },
    file.picture === null ? null : createElement(Img, {
      src: file.picture,
      alt: `Picture: ${file.name}`,
      width: pictureWidthMax,
      style: { width: "100%", maxWidth: `${pictureWidthMax}px`, height: "auto", borderRadius: "8px" },
    }),
    ...words,
    mailText(
      "second",
      { padding: "8px 8px 0", color: "#454C5B", fontSize: "13px", lineHeight: "20px" },
      isolated(file.name),
      file.size === null ? "" : `, ${sizeText(file.size)}`,
      "\u00A0\u00A0·\u00A0\u00A0",
      createElement("b", null, mailLink(file.download, "Download")),
    ),
  )

const bubble = ({ files, text }: MessageMail): ReactElement => {
  const words = text === "" ? [] : [mailText(
    "text",
    {
      padding: files.length > 0 ? "8px 8px 0" : 0,
      color: "#151821",
      fontSize: "16px",
      lineHeight: "24px",
      whiteSpace: "pre-line",
    },
    isolated(text, { display: "block" }),
  )]
  return createElement(
    "div",
    { style: { padding: "16px 0 0" } },
    createElement(
      Section,
      {
        className: "sunken",
        style: {
          padding: files.length > 0 ? "8px 8px 12px" : "14px 16px",
          background: "#F3F4F7",
          borderRadius: "12px",
          borderCollapse: "separate",
        },
      },
      ...(files.length === 0 ? words : files.map((file, index) => fileOf(file, index === 0 ? words : []))),
    ),
  )
}

const tag = (channel: Channel, text: string): ReactElement =>
  createElement("span", {
    key: "channel",
    className: channel,
    style: {
      display: "inline-block",
      marginRight: "5px",
      padding: "3px 9px",
      borderRadius: "4px",
      background: channel === "sms" ? "#E0F0FA" : "#DDF3E3",
      color: channel === "sms" ? "#075883" : "#0E6436",
      fontSize: "12px",
      lineHeight: "18px",
      fontWeight: 600,
    },
  }, text)

const secondStyle = { padding: "4px 0 0", color: "#454C5B", fontSize: "14px", lineHeight: "22px" }

/** A line of words; the channel is drawn as the desk draws it. */
const lineOf = (line: string, mail: MessageMail, words: Readonly<Record<Words, string>>): ReactElement => {
  const parts: ReadonlyArray<ReactNode> = piecesOf(line).map((piece) =>
    "text" in piece
      ? piece.text
      : piece.variable === "channel"
      ? tag(mail.channel, words.channel)
      : isWord(words, piece.variable)
      ? words[piece.variable]
      : ""
  )
  const tagged = piecesOf(line).some((piece) => "variable" in piece && piece.variable === "channel")
  return mailText(
    "second",
    tagged ? { ...secondStyle, padding: "10px 0 0", fontSize: "13px" } : secondStyle,
    ...parts,
  )
}

const noteOf = (pieces: ReadonlyArray<string>): ReactElement =>
  mailText(
    "second",
    { padding: "16px 0 0", color: "#454C5B", fontSize: "13px", lineHeight: "19px" },
    ...pieces.map((piece, index) => index % 2 === 1 ? createElement("b", { key: index }, piece) : piece),
  )

const openLabel = "Open the conversation"

const plainBlocks = (mail: MessageMail): Readonly<Record<MailBlock, string>> => ({
  message: [
    mail.text,
    ...mail.files.map(({ download, name, size }) =>
      `[${name}${size === null ? "" : `, ${sizeText(size)}`}] ${download}`
    ),
  ].filter((line) => line !== "").join("\n"),
  button: `${openLabel}:\n${mail.openUrl}`,
  note: notesOf(mail).map((pieces) => pieces.join("")).join("\n"),
})

/** The mail about a message, in the words of `body` (`mailTemplate`), as HTML and as text. */
export const composeMessageMail = (mail: MessageMail, body: string): MailContent => {
  const words = wordsOf(mail)
  const fill = (line: string) => substitute(line, (name) => isWord(words, name) ? words[name] : "")
  const [first, ...lines] = mailLines(body)
  const heading = first && "text" in first ? fill(first.text) : `New message from ${words.contact}`
  const below = first && "block" in first ? [first, ...lines] : lines
  const subject = messageMailSubject({ ...mail, types: mail.files.map(({ type }) => type) })
  const plain = plainBlocks(mail)
  // Where the template leaves the message out, nothing else tells it.
  const says = new Set(namesIn(body))
  const blocks: Readonly<Record<MailBlock, () => ReadonlyArray<ReactElement>>> = {
    message: () => [bubble(mail)],
    button:
      () => [mailText("text", { padding: "22px 0 0" }, mailButton({ label: openLabel, url: mail.openUrl }))],
    note: () => notesOf(mail).map(noteOf),
  }
  const why = `You get this email because you own this conversation and email is on for ${mail.sender}.`
  const warning = "Do not reply to this email. The customer would not get it."
  return {
    subject,
    html: renderMail({
      subject,
      preview: says.has("message") && mail.text !== "" ? previewText(textContent(mail.text)) : subject,
      card: [
        mailHeading(heading),
        ...below.flatMap((line) => "block" in line ? blocks[line.block]() : [lineOf(line.text, mail, words)]),
      ].map((child, index) => createElement(Fragment, { key: index }, child)),
      foot: [`${why} `, mailLink(mail.settingsUrl, "Change notifications"), createElement("br"), warning],
    }),
    text: [
      heading,
      ...below.map((line) => "block" in line ? plain[line.block] : fill(line.text)),
      `-- \n${why}\nChange notifications: ${mail.settingsUrl}\n${warning}`,
    ].filter((part) => part !== "").join("\n\n") + "\n",
  }
}
