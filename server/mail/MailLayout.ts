import { Body } from "@react-email/body"
import { Container } from "@react-email/container"
import { Head } from "@react-email/head"
import { Html } from "@react-email/html"
import { Preview } from "@react-email/preview"
import { Section } from "@react-email/section"
import { Text } from "@react-email/text"
import { createElement, type CSSProperties, type ReactElement, type ReactNode } from "react"
import { renderToStaticMarkup } from "react-dom/server"

export const mailFont = "Inter,-apple-system,'Segoe UI',Roboto,Arial,sans-serif"

/** Mail programs that know dark mode take these; all others the inline ones. */
const darkStyles = `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
  .page,.page>table>tbody>tr>td{background:#0E1014!important}.card{background:#1B1F26!important;border-color:#2F3540!important}
  .sunken{background:#14171C!important}.text{color:#EDEFF3!important}.second{color:#B7BECA!important}
  .quiet{color:#949DAC!important}.link{color:#A3B2FF!important}
  .sms{background:#12324A!important;color:#8CCBF2!important}.whatsapp{background:#123726!important;color:#86DBA9!important}
}`

/** Text in the mail's font; `margin` because mail programs have their own. */
export const mailText = (
  className: string,
  style: CSSProperties,
  ...children: ReadonlyArray<ReactNode>
): ReactElement =>
  createElement(
    Text,
    { className, style: { fontFamily: mailFont, margin: 0, overflowWrap: "anywhere", ...style } },
    ...children,
  )

/** A name or words of somebody, which run as their letters do and leave what stands beside them as it is. */
export const isolated = (words: ReactNode, style: CSSProperties = {}): ReactElement =>
  createElement("span", { dir: "auto", style: { unicodeBidi: "isolate", ...style } }, words)

export interface MailLayout {
  readonly subject: string
  /** What lists of mails show after the subject. */
  readonly preview: string
  readonly card: ReadonlyArray<ReactNode>
  readonly foot: ReadonlyArray<ReactNode>
}

/** One column of 560 px with inline styles, which reads without images: the frame of every mail of the desk. */
export const renderMail = ({ card, foot, preview, subject }: MailLayout): string =>
  "<!doctype html>" + renderToStaticMarkup(
    createElement(
      Html,
      { lang: "en" },
      createElement(
        Head,
        null,
        createElement("meta", { name: "viewport", content: "width=device-width,initial-scale=1" }),
        createElement("meta", { name: "color-scheme", content: "light dark" }),
        createElement("title", null, subject),
        createElement("style", { dangerouslySetInnerHTML: { __html: darkStyles } }),
      ),
      createElement(
        Body,
        { className: "page", style: { margin: 0, padding: "28px 16px", background: "#F3F4F7" } },
        createElement(Preview, null, preview),
        createElement(
          Container,
          { style: { width: "100%", maxWidth: "560px" } },
          mailText(
            "text",
            {
              padding: "0 4px 12px",
              color: "#151821",
              fontSize: "14px",
              lineHeight: "20px",
              fontWeight: 600,
            },
            "Converse Desk",
          ),
          createElement(
            Section,
            {
              className: "card",
              style: {
                padding: "28px 32px",
                background: "#FFFFFF",
                border: "1px solid #E7E9EE",
                borderRadius: "12px",
                borderCollapse: "separate",
              },
            },
            ...card,
          ),
          mailText(
            "quiet",
            { padding: "16px 4px 0", color: "#5F6776", fontSize: "12px", lineHeight: "18px" },
            ...foot,
          ),
        ),
      ),
    ),
  )
