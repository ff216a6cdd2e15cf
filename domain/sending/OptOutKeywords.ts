const stopWords = new Set(["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"])
const startWords = new Set(["START", "UNSTOP"])

/**
 * What a customer's whole message asks for (OPT-2): any case, spaces and punctuation around it ignored.
 * YES opts back in only someone who is opted out.
 */
export const keywordIn = (text: string, optedOut: boolean): "stop" | "start" | null => {
  const word = text.replace(/^[\s\p{P}]+|[\s\p{P}]+$/gu, "").toUpperCase()
  if (stopWords.has(word)) return "stop"
  if (startWords.has(word) || (optedOut && word === "YES")) return "start"
  return null
}
