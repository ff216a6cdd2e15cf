import type { DeliveryError, DeliveryErrorClass } from "../../../domain/sending/DeliveryError.ts"
import { noReasonText, notSentText } from "../../../domain/sending/notSentText.ts"

const blocked = "This person blocked this Sender ID. Reach them another way."
const dailyLimit = "Today's limit of messages is used up. Send it again tomorrow."
const noSignIn = "The account of this Sender ID was refused. Ask an admin to check its credentials."
const region = "Messages to that country are switched off for this Sender ID. Ask an admin to check it."
const notRegistered = "This Sender ID is not registered for that country yet. Ask an admin to check it."
const trialOnly = "The account is on trial and may only write to verified numbers. Ask an admin to check it."
const otherSender = "This Sender ID cannot reach that number. Send from another one."
const tooLong = "The text is too long. Up to 1,600 characters can be sent."
const empty = "There was nothing to send. Write a text."
const deskMistake = "The desk asked for something the network refuses. Report this to an admin."
const fileRefused = "The network could not take the file. Send a smaller one or a link."
const contentRefused = "WhatsApp refused this content. Change it and send again."
const heldBack = "WhatsApp held this message back from this person. Reach them another way."
const templateMissing = "This template cannot be used. Choose another one."
const templateValues = "A value is missing or too long. Fill in every blank of the template."
const expired = "It waited too long at the network and was dropped. Send it again."
const quietHours = "It is too early or too late where this person lives. Send it during their day."

/** What Twilio's codes mean to an agent, grouped by what can be done; facts from Twilio's error dictionary. */
const catalogue: ReadonlyArray<readonly [DeliveryErrorClass, string, ReadonlyArray<number>]> = [
  ["transient", notSentText.phoneOff, [30003]],
  ["number", notSentText.noSuchNumber, [21211, 21214, 21217, 21265, 30005]],
  ["number", notSentText.noTexts, [21614, 30006]],
  ["number", notSentText.notOnWhatsApp, [63003, 63024]],
  ["number", otherSender, [21612, 63031, 63036]],
  ["window_closed", notSentText.windowClosed, [63016]],
  ["opted_out", notSentText.optedOut, [21610]],
  ["opted_out", blocked, [63014, 63033]],
  ["spam_limit", notSentText.filtered, [30007, 30450, 30453, 63013, 63026]],
  ["permanent", "The carrier blocked this message. Reach the customer another way.", [30004, 30640]],
  ["transient", notSentText.tooMany, [14107, 20429, 21611, 30001, 30022, 63017, 63018]],
  ["spam_limit", dailyLimit, [30023, 30027, 30454, 63038]],
  ["transient", notSentText.networkTrouble, [20009, 20500, 20503, 21619, 30017, 30020, 30021]],
  ["transient", notSentText.networkTrouble, [63009, 63010, 63012, 63023]],
  ["transient", expired, [30036]],
  ["unconfirmed", "The carrier did not answer. Check with the customer before sending again.", [30410]],
  ["account", noSignIn, [20003, 20006, 20008, 20403, 63001]],
  ["account", notSentText.cannotSend, [10001, 20005, 20404, 21212, 21407, 21601, 21606, 21607, 21616]],
  ["account", notSentText.cannotSend, [21621, 21622, 21701, 21702, 21703, 21704]],
  ["account", notSentText.cannotSend, [30002, 63002, 63007, 63008, 63020, 63022, 63051, 63062]],
  ["account", region, [21408]],
  ["account", trialOnly, [21219, 21608, 63015]],
  ["account", notRegistered, [21657, 30018, 30024, 30032, 30033, 30034, 30035]],
  ["permanent", quietHours, [30047, 30610]],
  ["our_mistake", tooLong, [21617]],
  ["our_mistake", empty, [21602]],
  ["our_mistake", deskMistake, [21603, 21604, 21609, 21618, 21624, 21626, 21653, 21658]],
  ["our_mistake", deskMistake, [21664, 21666, 21667, 21705, 21910, 30010, 30012, 30013, 30016, 63011]],
  ["permanent", fileRefused, [11751, 21620, 21623, 30011, 30019, 63019, 63034, 63037]],
  ["permanent", contentRefused, [63005, 63006, 63021]],
  ["permanent", heldBack, [63032, 63049]],
  ["template", templateMissing, [21654, 21655, 63027, 63029, 63030, 63040, 63042]],
  ["template_off", notSentText.templatePaused, [63041]],
  ["template", templateValues, [21656, 63028]],
]

const byCode = new Map(
  catalogue.flatMap(([kind, text, codes]) =>
    codes.map((code) => [String(code), { class: kind, text }] as const)
  ),
)

const providerTextLengthMax = 300
/** Twilio's "unknown error" of the carrier: it has a number, but says nothing. */
const noReasonCode = "30008"

/** Codes that came after this table: their range still says what they are about. */
const classOfRange = (code: string): DeliveryErrorClass => {
  if (/^20\d{3}$/.test(code)) return "account"
  if (/^212\d{2}$/.test(code)) return "number"
  if (/^21\d{3}$/.test(code)) return "our_mistake"
  if (/^30\d{3}$/.test(code)) return "transient"
  return "permanent"
}

/**
 * What a code of Twilio's means to an agent. An unknown one shows Twilio's own words and the code, so that it can be
 * looked up; `reference` names the message where nothing else does.
 */
export const twilioError = (
  code: string | null,
  providerText: string | null,
  reference: string,
): DeliveryError => {
  const words = providerText?.trim().slice(0, providerTextLengthMax).toWellFormed() ?? ""
  if (code === null || code === noReasonCode) {
    const text = words === "" ? noReasonText(reference) : `The network refused it: ${words}`
    return { code: code ?? "unknown", class: "transient", text }
  }
  const known = byCode.get(code)
  if (known) return { code, ...known }
  const shortCode = code.slice(0, 16).toWellFormed()
  const text = words === ""
    ? `The network refused it with code ${shortCode} and gave no reason. Reference ${reference}.`
    : `The network refused it: ${words} (code ${shortCode})`
  return { code: shortCode, class: classOfRange(code), text }
}
