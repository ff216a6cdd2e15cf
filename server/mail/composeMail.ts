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

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}

/** For text between tags and in quoted attributes. */
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign)

/** A subject is one line: what a customer or agent is called could bring more. */
const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim()

const font = "font-family:Inter,-apple-system,'Segoe UI',Roboto,Arial,sans-serif"

/** Mail programs that know dark mode take these; all others the inline ones. */
const darkStyles = `@media (prefers-color-scheme:dark){
  .page{background:#0E1014!important}.card{background:#1B1F26!important;border-color:#2F3540!important}
  .text{color:#EDEFF3!important}.quiet{color:#949DAC!important}.link{color:#A3B2FF!important}
}`

const button = ({ label, url }: { readonly label: string; readonly url: string }): string =>
  `<p style="margin:24px 0 16px"><a href="${
    escapeHtml(url)
  }" style="display:inline-block;padding:11px 20px;` +
  `border-radius:6px;background:#3A4FCB;color:#FFFFFF;${font};font-size:15px;font-weight:600;text-decoration:none">` +
  `${escapeHtml(label)}</a></p>` +
  `<p class="quiet" style="margin:0;color:#5F6776;${font};font-size:12px;line-height:1.5">` +
  `Or open this address: <a class="link" href="${
    escapeHtml(url)
  }" style="color:#3347BE;word-break:break-all">` +
  `${escapeHtml(url)}</a></p>`

const paragraph = (text: string): string =>
  `<p class="text" style="margin:0 0 12px;color:#151821;${font};font-size:15px;line-height:1.5">${
    escapeHtml(text)
  }</p>`

/**
 * One column of 560 px with inline styles and without images, as mail programs show it everywhere, and the same as text.
 * Plain functions rather than React: its JSX would need a build step on the server, which runs its sources as they are.
 */
export const composeMail = ({ action, foot, heading, paragraphs, subject }: MailWords): MailContent => ({
  subject: oneLine(subject),
  html: `<!doctype html><html lang="en"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">` +
    `<title>${escapeHtml(oneLine(subject))}</title><style>${darkStyles}</style></head>` +
    `<body class="page" style="margin:0;background:#F3F4F7"><table role="presentation" class="page" width="100%" ` +
    `cellpadding="0" cellspacing="0" style="background:#F3F4F7"><tr><td align="center" style="padding:32px 16px">` +
    `<table role="presentation" width="560" cellpadding="0" cellspacing="0" style="width:100%;max-width:560px">` +
    `<tr><td class="card" style="padding:32px;background:#FFFFFF;border:1px solid #E7E9EE;border-radius:12px">` +
    `<p class="quiet" style="margin:0 0 20px;color:#5F6776;${font};font-size:13px;font-weight:600">Converse Desk</p>` +
    `<h1 class="text" style="margin:0 0 16px;color:#151821;${font};font-size:20px;line-height:1.25">${
      escapeHtml(heading)
    }</h1>` +
    paragraphs.map(paragraph).join("") + (action ? button(action) : "") +
    `</td></tr><tr><td style="padding:16px 32px"><p class="quiet" style="margin:0;color:#5F6776;${font};` +
    `font-size:12px;line-height:1.5">${
      escapeHtml(foot)
    }</p></td></tr></table></td></tr></table></body></html>`,
  text: [
    heading,
    ...paragraphs,
    ...(action ? [`${action.label}:\n${action.url}`] : []),
    `-- \n${foot}`,
  ].join("\n\n") + "\n",
})
