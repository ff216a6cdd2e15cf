import type { DeliveryError, DeliveryErrorClass } from "../../../domain/sending/DeliveryError.ts"
import { noReasonText, notSentText } from "../../../domain/sending/notSentText.ts"
import { cleanText } from "../cleanText.ts"

const noSignIn = "Vonage refused the account of this Sender ID. Ask an admin to check its credentials."
const suspended = "The Vonage account cannot send now. Ask an admin to check it."
const credit = "The Vonage account has no credit left. Ask an admin to top it up."
const notAllowed = "The Vonage account may not do this. Ask an admin to check it."
const testList = "This is a demo account and may only write to test numbers. Ask an admin to check it."
const senderRefused = "This Sender ID cannot be used for that destination. Ask an admin to check it."
const country = "Messages to that country are switched off. Ask an admin to check the fraud rules."
const fraudRule = "A fraud rule of the account blocked this message. Ask an admin to check it."
const national = "A national rule blocked this message. Ask an admin to check the registration."
const deskMistake = "The desk asked for something Vonage refuses. Report this to an admin."
const notUnderstood = "Vonage could not process this message. Check the number."
const tooLong = "The message is too long. Shorten it."
const barred = "This number is on Vonage's block list. Reach the customer another way."
const unreachable = "This number cannot be reached. Check it with the customer."
const moved = "This number cannot be reached since it moved to another carrier. Reach them another way."
const oldDevice = "This person's device cannot receive this. Reach them another way."
const blocked = "The carrier blocked this message. Reach the customer another way."
const refused = "The message was refused without a reason. Check the number with the customer."
const noCredit = "The customer's plan cannot receive messages now. Send it again later."
const expired = "The message expired before it reached the phone. Send it again."
const tooManyToOne = "Too many messages to this person. Send it again later."
const dailyLimit = "Today's limit of messages is used up. Send it again tomorrow."
const heldBack =
  "WhatsApp held this marketing message back. Wait at least a day, or for the customer to write."
const notForThem = "This content may not be sent to this person. Reach them another way."
const noConsentThere = "This person has not agreed to such messages at their carrier. Reach them another way."
const fileUnread = "The file could not be read. Add it again."
const fileTooLarge = "The file is too large for this channel. Send a smaller one or a link."
const fileType = "This type of file cannot be sent on this channel. Send another type."
const quoteGone = "The quoted message is no longer there. Send it without the quote."
const templateValues =
  "The template or one of its values cannot be used. Check every blank, or choose another one."
const partly = "It is not known whether all of it arrived. Check with the customer before sending again."
const before = "Vonage says that it was sent before. Check with the customer before sending again."

/** What Vonage's codes mean to an agent, grouped by what can be done; facts from the Messages API's list of errors. */
const catalogue: ReadonlyArray<readonly [DeliveryErrorClass, string, ReadonlyArray<number>]> = [
  ["transient", notSentText.tooMany, [1000, 1472]],
  ["transient", tooManyToOne, [1241]],
  ["transient", notSentText.networkTrouble, [1030, 1100, 1230, 1331]],
  ["transient", notSentText.phoneOff, [1180, 1220, 1260]],
  ["transient", noCredit, [1290]],
  ["transient", expired, [1360]],
  ["spam_limit", dailyLimit, [1460]],
  ["spam_limit", notSentText.filtered, [1210]],
  ["spam_limit", fraudRule, [1470, 1473, 2001]],
  ["our_mistake", deskMistake, [1010, 1020, 1021, 1130, 1150, 1242, 1400, 1410, 1431, 1440, 1450]],
  ["our_mistake", tooLong, [1090]],
  ["number", notUnderstood, [1040]],
  ["number", barred, [1050]],
  ["number", notSentText.noSuchNumber, [1170, 1190, 1430]],
  ["number", unreachable, [1250, 1251]],
  ["number", moved, [1200]],
  ["number", notSentText.notOnWhatsApp, [1300]],
  ["number", oldDevice, [1310]],
  ["opted_out", notSentText.optedOut, [1240]],
  ["window_closed", notSentText.windowClosed, [1340]],
  ["no_consent", noConsentThere, [1483]],
  ["template", templateValues, [1022]],
  ["account", suspended, [1060, 1080, 1350]],
  ["account", credit, [1070]],
  ["account", notAllowed, [1140]],
  ["account", testList, [1160]],
  ["account", noSignIn, [1370]],
  ["account", senderRefused, [1120, 1420, 1476]],
  ["account", country, [1474, 1475]],
  ["account", national, [1480, 1481, 1482, 1484]],
  ["permanent", blocked, [1280, 1282]],
  ["permanent", refused, [1330]],
  ["permanent", notForThem, [1270]],
  ["permanent", heldBack, [1461]],
  ["permanent", fileUnread, [1380]],
  ["permanent", fileTooLarge, [1381]],
  ["permanent", fileType, [1382]],
  ["permanent", quoteGone, [1451]],
  ["unconfirmed", before, [1320]],
  ["unconfirmed", partly, [1490]],
]

const byCode = new Map(
  catalogue.flatMap(([kind, text, codes]) =>
    codes.map((code) => [String(code), { class: kind, text }] as const)
  ),
)

/** General problems of Vonage's API have words in the place of a number. */
const byName: Readonly<Record<string, Pick<DeliveryError, "class" | "text">>> = {
  unauthorized: { class: "account", text: noSignIn },
  forbidden: { class: "account", text: notAllowed },
  "low-balance": { class: "account", text: credit },
  throttled: { class: "transient", text: notSentText.tooMany },
  "internal-error": { class: "transient", text: notSentText.networkTrouble },
}

/** An answer to a send has other numbers for these than the list of errors has; its title tells them apart. */
const byTitle: Readonly<Record<string, Pick<DeliveryError, "class" | "text">>> = {
  "invalid recipient": { class: "number", text: notSentText.noSuchNumber },
  "invalid sender": { class: "account", text: senderRefused },
  "invalid params": { class: "our_mistake", text: deskMistake },
}

const providerTextLengthMax = 300

/** What Vonage says of a failure: RFC 7807, with its number at the end of `type` and mostly in `title` too. */
export interface VonageProblem {
  readonly type?: string | null
  readonly title?: string | null
  readonly detail?: string | null
}

const codeOf = ({ title, type }: VonageProblem): string => {
  const [fragment] = /(?<=#)[\w-]{1,40}$/.exec(type ?? "") ?? []
  return /^\d{1,8}$/.test(title?.trim() ?? "") ? title?.trim() ?? "" : fragment ?? ""
}

/**
 * What a problem of Vonage's means to an agent. An unknown one shows Vonage's own words and the code, so that it can be
 * looked up; `reference` names the message where nothing else does.
 */
export const vonageError = (problem: VonageProblem, reference: string): DeliveryError => {
  const code = codeOf(problem)
  const title = cleanText(problem.title, providerTextLengthMax).trim()
  const known = byTitle[title.toLowerCase()] ?? byCode.get(code) ?? byName[code]
  if (known) return { code, ...known }
  const words = cleanText(problem.detail, providerTextLengthMax).trim() || (title === code ? "" : title)
  if (code === "") {
    const text = words === "" ? noReasonText(reference) : `Vonage refused it: ${words}`
    return { code: "unknown", class: "transient", text }
  }
  const text = words === ""
    ? `Vonage refused it with code ${code} and gave no reason. Reference ${reference}.`
    : `Vonage refused it: ${words} (code ${code})`
  return { code, class: "permanent", text }
}
