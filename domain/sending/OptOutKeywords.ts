const stopWords = new Set(["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"])
const startWords = new Set(["START", "UNSTOP"])

// Around the word: spaces, punctuation with what Unicode calls symbols among ASCII's, invisible marks that phones put in.
// One word between two runs of other characters: matched in time linear to the text.
const oneWord = /^[\s\p{P}\p{Cf}$+<=>^`|~]*(\p{L}+)[\s\p{P}\p{Cf}$+<=>^`|~]*$/u

/**
 * What a customer's whole message asks for (OPT-2): any case, spaces and punctuation around it ignored.
 * YES opts back in only someone who is opted out.
 */
export const keywordIn = (text: string, optedOut: boolean): "stop" | "start" | null => {
  const word = oneWord.exec(text)?.[1]?.toUpperCase()
  if (word === undefined) return null
  if (stopWords.has(word)) return "stop"
  if (startWords.has(word) || (optedOut && word === "YES")) return "start"
  return null
}
