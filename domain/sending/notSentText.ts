/**
 * Why a message was not sent and what to do about it, as agents read it below the message (UI words, 7.2). Each
 * provider's codes are mapped to these; what a text cannot cover is worded beside the code it belongs to.
 */
export const notSentText = {
  phoneOff: "The phone was off or out of range. Send it again later.",
  noSuchNumber: "This number does not exist. Check it with the customer.",
  noTexts: "This number cannot get text messages.",
  notOnWhatsApp: "This number is not on WhatsApp.",
  windowClosed: "The 24-hour window closed before it was sent.",
  noConsent: "No WhatsApp consent on file for this number.",
  optedOut: "This person opted out. Messages are not sent to them.",
  filtered: "The carrier blocked it as possible spam. Change the text, leave out short links.",
  tooMany: "Too many messages at once. Send it again in a few minutes.",
  notTaken: "The network never got it. Send it again.",
  networkTrouble: "The network had a problem. Send it again in a few minutes.",
  cannotSend: "This Sender ID cannot send now. Ask an admin to check it.",
  templatePaused: "WhatsApp paused this template because of complaints. Choose another one.",
} as const

/** Where the provider says nothing: a reference by which support finds the message. */
export const noReasonText = (reference: string): string =>
  `The network gave no reason. Reference ${reference}.`
