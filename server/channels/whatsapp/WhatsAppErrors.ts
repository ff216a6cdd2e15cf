import type { DeliveryError, DeliveryErrorClass } from "../../../domain/sending/DeliveryError.ts"
import { noReasonText, notSentText } from "../../../domain/sending/notSentText.ts"

const noSignIn = "WhatsApp refused the account of this Sender ID. Ask an admin to check its access token."
const restricted = "WhatsApp has restricted this account. Ask an admin to read its notices."
const billing = "WhatsApp has a problem with the payment for this account. Ask an admin to check it."
const country = "This account may not message people in that country. Reach the customer another way."
const notSetUp = "This WhatsApp number is not fully set up. Ask an admin to check it."
const testNumber = "This is a test number and may only write to numbers on its list. Ask an admin to add it."
const deskMistake = "The desk asked for something WhatsApp refuses. Report this to an admin."
const valueRefused = "WhatsApp refused a value of this message. Change it and send again."
const heldBack =
  "WhatsApp held this marketing message back. Wait at least a day, or for the customer to write."
const experiment =
  "WhatsApp did not deliver this marketing message because of a test of its own. Reach them another way."
const limited = "WhatsApp limited this number because people blocked or reported it. Try again later."
const expired = "The message expired before it reached the phone. Send it again."
const fileRefused = "WhatsApp could not use this file. Check its type and size."
const phoneNeeded = "This kind of message needs the customer's phone number. Ask them for it, or send a text."
const identityChanged = "The customer's WhatsApp identity changed. Make sure who they are before sending."
const templateMissing = "This template is not there in that language. Choose another one."
const templateValues =
  "A value is missing, too long or of the wrong form. Fill in every blank of the template."
const templateRefused = "WhatsApp refused this template's content. Choose another one."
const templateGone = "WhatsApp switched this template off for good. Choose another one."
const templatePreparing = "This template is still being prepared. Try again in ten minutes."
const ownNumber = "A WhatsApp number cannot message itself."

/** What Meta's codes mean to an agent, grouped by what can be done; facts from Meta's list of error codes. */
const catalogue: ReadonlyArray<readonly [DeliveryErrorClass, string, ReadonlyArray<number>]> = [
  ["account", noSignIn, [0, 3, 10, 190, 131005]],
  ["account", restricted, [33, 368, 131031]],
  ["account", country, [130497]],
  ["account", testNumber, [131030]],
  ["account", notSetUp, [131037, 131045, 133000, 133005, 133006, 133008, 133009, 133010, 133015, 133016]],
  ["account", billing, [131042, 131044, 134011]],
  ["transient", notSentText.networkTrouble, [1, 2, 131000, 131016, 131027, 131057, 133004, 139103, 2494100]],
  ["transient", notSentText.tooMany, [4, 80007, 130429, 131056]],
  ["transient", expired, [131036]],
  ["our_mistake", deskMistake, [100, 131008, 131020, 131041, 131051, 131055, 134100, 135000]],
  ["permanent", valueRefused, [131009]],
  ["number", ownNumber, [131021]],
  ["number", notSentText.notOnWhatsApp, [131026]],
  ["number", phoneNeeded, [131062]],
  ["permanent", identityChanged, [137000]],
  ["window_closed", notSentText.windowClosed, [131047]],
  ["opted_out", "This person stopped marketing messages on WhatsApp. Messages are not sent to them.", [
    131050,
  ]],
  ["spam_limit", limited, [131048]],
  ["permanent", heldBack, [131049]],
  ["permanent", experiment, [130472]],
  ["permanent", fileRefused, [131052, 131053]],
  ["template", templateMissing, [132001]],
  ["template", templateValues, [132000, 132005, 132012, 132018]],
  ["template", templateRefused, [132007, 132068, 132069, 134102]],
  ["template_off", notSentText.templatePaused, [132015]],
  ["template_off", templateGone, [132016]],
  ["template", templatePreparing, [134101]],
]

const byCode = new Map(
  catalogue.flatMap(([kind, text, codes]) => codes.map((code) => [code, { class: kind, text }] as const)),
)

const providerTextLengthMax = 300

/** Codes that came after this table: their range still says what they are about. */
const classOfRange = (code: number): DeliveryErrorClass => {
  if (code >= 200 && code <= 299) return "account"
  if (code >= 132000 && code <= 132999) return "template"
  if (code >= 133000 && code <= 133999) return "account"
  return "permanent"
}

/**
 * What a code of Meta's means to an agent. An unknown one shows Meta's own words and the code, so that it can be looked up;
 * `reference` names the message where nothing else does.
 */
export const whatsAppError = (
  code: number | null,
  providerText: string | null,
  reference: string,
): DeliveryError => {
  const words = providerText?.replaceAll("\0", "").trim().slice(0, providerTextLengthMax).toWellFormed() ?? ""
  if (code === null) {
    const text = words === "" ? noReasonText(reference) : `WhatsApp refused it: ${words}`
    return { code: "unknown", class: "transient", text }
  }
  const known = byCode.get(code)
  if (known) return { code: String(code), ...known }
  const kind = classOfRange(code)
  const text = kind === "account" && code < 300
    ? noSignIn
    : words === ""
    ? `WhatsApp refused it with code ${code} and gave no reason. Reference ${reference}.`
    : `WhatsApp refused it: ${words} (code ${code})`
  return { code: String(code), class: kind, text }
}
