import { Button } from "@react-email/button"
import { Heading } from "@react-email/heading"
import { Link } from "@react-email/link"
import { createElement, type ReactElement } from "react"
import { oneLine } from "../../domain/oneLine.ts"
import { mailFont, mailText, renderMail } from "./MailLayout.ts"

/** What stands in a mail. Everything is plain text: it is escaped where it becomes HTML. */
export interface MailWords {
  readonly subject: string
  readonly heading: string
  readonly paragraphs: ReadonlyArray<string>
  /** The one button, and the address behind it, which is also written out. */
  readonly action?: { readonly label: string; readonly url: string }
  /** Why the reader got it. */
  readonly foot: string
}

/** A mail in both of its forms. */
export interface MailContent {
  readonly subject: string
  readonly html: string
  readonly text: string
}

export const mailHeading = (text: string): ReactElement =>
  createElement(Heading, {
    as: "h1",
    className: "text",
    dir: "auto",
    style: {
      margin: 0,
      color: "#151821",
      fontFamily: mailFont,
      fontSize: "20px",
      lineHeight: "28px",
      fontWeight: 650,
      overflowWrap: "anywhere",
    },
  }, text)

export const mailButton = ({ label, url }: { readonly label: string; readonly url: string }): ReactElement =>
  createElement(Button, {
    href: url,
    style: {
      padding: "12px 20px",
      borderRadius: "6px",
      background: "#3A4FCB",
      color: "#FFFFFF",
      fontFamily: mailFont,
      fontSize: "15px",
      lineHeight: "18px",
      fontWeight: 600,
    },
  }, label)

export const mailLink = (url: string, text: string): ReactElement =>
  createElement(
    Link,
    {
      className: "link",
      href: url,
      style: { color: "#3347BE", textDecoration: "underline", wordBreak: "break-word" },
    },
    text,
  )

const paragraphStyle = { padding: "12px 0 0", color: "#151821", fontSize: "15px", lineHeight: "22px" }

/** A mail of a few sentences with perhaps one button. */
export const composeMail = ({ action, foot, heading, paragraphs, subject }: MailWords): MailContent => ({
  subject: oneLine(subject),
  html: renderMail({
    subject: oneLine(subject),
    preview: paragraphs[0] ?? "",
    card: [
      mailHeading(heading),
      ...paragraphs.map((text) => mailText("text", paragraphStyle, text)),
      ...(action
        ? [
          mailText("text", { padding: "24px 0 16px" }, mailButton(action)),
          mailText(
            "quiet",
            { color: "#5F6776", fontSize: "12px", lineHeight: "18px" },
            "Or open this address: ",
            mailLink(action.url, action.url),
          ),
        ]
        : []),
    ],
    foot: [foot],
  }),
  text: [
    heading,
    ...paragraphs,
    ...(action ? [`${action.label}:\n${action.url}`] : []),
    `-- \n${foot}`,
  ].join("\n\n") + "\n",
})
