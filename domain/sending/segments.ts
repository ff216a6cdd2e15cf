/** What one character costs of the room for 160: the basic alphabet one septet, its extension two (GSM 03.38). */
const basic = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§" +
    "¿abcdefghijklmnopqrstuvwxyzäöñüà",
)
const extension = new Set("^{}\\[~]|€\f")

const room = {
  "GSM-7": { alone: 160, part: 153 },
  "UCS-2": { alone: 70, part: 67 },
} as const

/** How a text goes as SMS. */
export interface SegmentCount {
  readonly encoding: "GSM-7" | "UCS-2"
  /** How many SMS it is, 1 for an empty text: carriers bill each (SEND-11). */
  readonly segments: number
  /** Septets, or code units in UCS-2, that are taken, with what stays free at the end of a part since a pair did not fit. */
  readonly used: number
  /** The room of that many SMS, in the same unit. */
  readonly capacity: number
}

/** Septets of a character in GSM-7; null where that has none. */
const septetsOf = (character: string): number | null =>
  basic.has(character) ? 1 : extension.has(character) ? 2 : null

/** Counts a text of any length in one pass. A pair, of septets or of surrogates, is never split over two SMS. */
export const countSegments = (text: string): SegmentCount => {
  const characters = Array.from(text)
  const septets = characters.map(septetsOf)
  const encoding = septets.includes(null) ? "UCS-2" : "GSM-7"
  const costs = encoding === "GSM-7"
    ? septets.map((cost) => cost ?? 0)
    : characters.map((character) => character.length)
  const { alone, part } = room[encoding]
  const units = costs.reduce((sum, cost) => sum + cost, 0)
  if (units <= alone) return { encoding, segments: 1, used: units, capacity: alone }
  let full = 0
  let inPart = 0
  for (const cost of costs) {
    if (inPart + cost > part) {
      full++
      inPart = 0
    }
    inPart += cost
  }
  return { encoding, segments: full + 1, used: full * part + inPart, capacity: (full + 1) * part }
}

/** What editors and phones put in where people type something plainer. */
const plainer: ReadonlyMap<string, string> = new Map([
  ...Array.from("‘’‚‛′`´", (quote): [string, string] => [quote, "'"]),
  ...Array.from("“”„‟″«»", (quote): [string, string] => [quote, '"']),
  ...Array.from("‐‑‒–—―−", (dash): [string, string] => [dash, "-"]),
  ...Array.from("\u00a0\u2002\u2003\u2007\u2009\u202f\t", (space): [string, string] => [space, " "]),
  ["…", "..."],
  ["•", "*"],
  ["\u200b", ""],
  ["\ufeff", ""],
])

export interface CheaperText {
  readonly text: string
  readonly segments: number
  /** The characters that make the difference, each once, as they came. */
  readonly costly: ReadonlyArray<string>
}

/**
 * The same text in plainer characters, where these make it fewer SMS: one typographic quote among letters takes the room
 * from 160 to 70. Null where nothing is saved, such as in a text with emoji.
 */
export const cheaperText = (text: string): CheaperText | null => {
  const characters = Array.from(text)
  const costly = [...new Set(characters.filter((it) => septetsOf(it) === null && plainer.has(it)))]
  if (costly.length === 0) return null
  const plain = characters.map((it) => septetsOf(it) === null ? plainer.get(it) ?? it : it).join("")
  const { encoding, segments } = countSegments(plain)
  return encoding === "GSM-7" && segments < countSegments(text).segments
    ? { text: plain, segments, costly }
    : null
}
