import { assignedWords } from "../../domain/notification/assignedWords.ts"
import { type Channel, channelNames } from "../../domain/sender/Sender.ts"
import { oneLine } from "../../domain/oneLine.ts"
import { mailButton, type MailContent, mailHeading, mailLink } from "../mail/composeMail.ts"
import { isolated, mailText, renderMail } from "../mail/MailLayout.ts"

/** So many conversations of an assignment are named; the others are counted. */
export const namedMax = 10

/** All that a mail says of an assignment. */
export interface AssignmentMail {
  /** Undefined where they are no longer known. */
  readonly by: string | undefined
  readonly count: number
  /** The first ones. */
  readonly conversations: ReadonlyArray<{
    readonly name: string
    readonly channel: Channel
    readonly sender: string
    readonly url: string
  }>
  readonly inboxUrl: string
  readonly settingsUrl: string
}

const why = "You get this email because email about your conversations is on."
const lineStyle = { padding: "10px 0 0", color: "#454C5B", fontSize: "15px", lineHeight: "22px" }

/** The mail about what one person assigned in one go, as HTML and as text. */
export const composeAssignmentMail = (mail: AssignmentMail): MailContent => {
  const title = oneLine(assignedWords(mail.by, mail.count))
  const lines = mail.conversations.map(({ channel, name, sender, url }) => ({
    name: oneLine(name),
    where: oneLine(`${channelNames[channel]} to ${sender}`),
    url,
  }))
  const left = mail.count - lines.length
  const more = left > 0 ? `and ${left} more` : null
  const [only] = mail.count === 1 ? lines : []
  const button = only === undefined
    ? { label: "Open My Inbox", url: mail.inboxUrl }
    : { label: "Open the conversation", url: only.url }
  return {
    subject: title,
    html: renderMail({
      subject: title,
      preview: [...lines.map(({ name }) => name), more].filter((part) => part !== null).join(", "),
      card: [
        mailHeading(title),
        ...lines.map(({ name, url, where }) =>
          mailText("second", lineStyle, isolated(mailLink(url, name)), ` · ${where}`)
        ),
        ...(more === null ? [] : [mailText("second", lineStyle, more)]),
        mailText("text", { padding: "22px 0 0" }, mailButton(button)),
      ],
      foot: [`${why} `, mailLink(mail.settingsUrl, "Change notifications")],
    }),
    text: [
      title,
      [...lines.map(({ name, url, where }) => `${name} · ${where}\n${url}`), more]
        .filter((line) => line !== null).join("\n"),
      ...(only === undefined ? [`${button.label}:\n${button.url}`] : []),
      `-- \n${why}\nChange notifications: ${mail.settingsUrl}`,
    ].join("\n\n") + "\n",
  }
}
