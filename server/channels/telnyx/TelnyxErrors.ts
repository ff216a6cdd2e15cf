import type { DeliveryError, DeliveryErrorClass } from "../../../domain/sending/DeliveryError.ts"
import { noReasonText, notSentText } from "../../../domain/sending/notSentText.ts"
import { cleanText } from "../cleanText.ts"

const noSignIn = "Telnyx refused the account of this Sender ID. Ask an admin to check its API key."
const country =
  "Messages to that country or number are switched off. Ask an admin to check the messaging profile."
const notRegistered = "This Sender ID is not registered for that country yet. Ask an admin to check it."
const senderRule = "This Sender ID cannot be used there. Send from another one."
const noPictures = "This Sender ID cannot send files. Send a text or a link."
const spending = "The spending limit of the account is reached. Ask an admin to raise it."
const dailyLimit = "Today's limit of messages is used up. Send it again tomorrow."
const onHold = "Messages to this number are on hold at the network. Send it again tomorrow."
const refused = "The carrier refused this message. Reach the customer another way."
const contentRefused = "This content may not be sent. Change it and send again."
const expired = "It waited too long at the network and was dropped. Send it again."
const noReason = "The carrier did not say why it was not delivered. Send it again in a few minutes."
const deskMistake = "The desk asked for something Telnyx refuses. Report this to an admin."
const empty = "There was nothing to send. Write a text or add a file."
const tooLong = "The text is too long. Shorten it."
const fileRefused = "The files are too large, too many or unreadable. Send up to 10, and 1 MB in all."

/** What Telnyx's codes mean to an agent, grouped by what can be done; facts from Telnyx's list of errors. */
const catalogue: ReadonlyArray<readonly [DeliveryErrorClass, string, ReadonlyArray<number>]> = [
  ["transient", notSentText.tooMany, [10011, 40011, 40018, 40318]],
  ["transient", notSentText.networkTrouble, [40006]],
  ["transient", noReason, [40008]],
  ["transient", expired, [40005, 40014]],
  ["number", notSentText.noTexts, [40001]],
  ["number", notSentText.noSuchNumber, [40012, 40310]],
  ["opted_out", notSentText.optedOut, [40300]],
  ["spam_limit", notSentText.filtered, [40002, 40003, 40015, 40017]],
  ["spam_limit", dailyLimit, [40016]],
  ["spam_limit", onHold, [40020, 40320]],
  ["spam_limit", contentRefused, [40322]],
  ["permanent", refused, [40004]],
  ["permanent", fileRefused, [40317]],
  ["account", noSignIn, [10009, 40311]],
  ["account", notSentText.cannotSend, [40013, 40100, 40150, 40151, 40155, 40305, 40312, 40314, 40315]],
  ["account", notRegistered, [40010, 40019, 40329, 40330]],
  ["account", senderRule, [40306, 40307, 40325]],
  ["account", noPictures, [40308]],
  ["account", country, [40309, 40331]],
  ["account", spending, [40333]],
  ["our_mistake", deskMistake, [10004, 10005, 10015, 40009, 40301, 40304]],
  ["our_mistake", tooLong, [40302]],
  ["our_mistake", empty, [40316]],
]

const byCode = new Map(
  catalogue.flatMap(([kind, text, codes]) =>
    codes.map((code) => [String(code), { class: kind, text }] as const)
  ),
)

const providerTextLengthMax = 300

/** One of the errors that Telnyx gives with a refusal or a status. */
export interface TelnyxProblem {
  readonly code?: string | number | null
  readonly title?: string | null
  readonly detail?: string | null
}

/**
 * What a problem of Telnyx's means to an agent. An unknown one shows Telnyx's own words and the code, so that it can be
 * looked up; `reference` names the message where nothing else does.
 */
export const telnyxError = (problem: TelnyxProblem, reference: string): DeliveryError => {
  const code = cleanText(String(problem.code ?? ""), 16).trim()
  const known = byCode.get(code)
  if (known) return { code, ...known }
  const words = cleanText(problem.detail ?? problem.title, providerTextLengthMax).trim()
  if (code === "") {
    const text = words === "" ? noReasonText(reference) : `Telnyx refused it: ${words}`
    return { code: "unknown", class: "transient", text }
  }
  const text = words === ""
    ? `Telnyx refused it with code ${code} and gave no reason. Reference ${reference}.`
    : `Telnyx refused it: ${words} (code ${code})`
  return { code, class: "permanent", text }
}

/** What ended without an error of its own. */
export const telnyxExpired: DeliveryError = { code: "expired", class: "transient", text: expired }
export const telnyxCancelled: DeliveryError = {
  code: "cancelled",
  class: "permanent",
  text: "It was cancelled at the network before it was sent.",
}
