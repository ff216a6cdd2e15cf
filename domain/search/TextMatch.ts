import { Schema } from "effect"

/** Where a match stands in a text: from `start` up to before `end`, in UTF-16 code units. */
export const TextRange = Schema.Struct({ start: Schema.Int, end: Schema.Int })
export type TextRange = typeof TextRange.Type

/** Letters whose plain form is not what is left without their accents. As PostgreSQL's `unaccent` writes them. */
const plainLetters: ReadonlyMap<string, string> = new Map([
  ["ß", "ss"],
  ["æ", "ae"],
  ["œ", "oe"],
  ["ø", "o"],
  ["ł", "l"],
  ["đ", "d"],
  ["ð", "d"],
  ["þ", "th"],
  ["ı", "i"],
])

interface FoldedCharacter extends TextRange {
  readonly folded: string
}

/** The characters of a text without case and accents, each with the place that it comes from. */
const foldCharacters = (text: string): ReadonlyArray<FoldedCharacter> => {
  const characters: Array<FoldedCharacter> = []
  let start = 0
  for (const character of text) {
    const end = start + character.length
    const lower = character.toLowerCase()
    for (const folded of plainLetters.get(lower) ?? lower.normalize("NFD").replace(/\p{M}/gu, "")) {
      characters.push({ folded, start, end })
    }
    start = end
  }
  return characters
}

const foldText = (text: string): string => foldCharacters(text).map(({ folded }) => folded).join("")

const rangesOf = (characters: ReadonlyArray<FoldedCharacter>, part: string): ReadonlyArray<TextRange> => {
  if (part === "") return []
  // Folded characters may take two code units: places are counted in characters.
  const wanted = [...part]
  const ranges: Array<TextRange> = []
  for (let at = 0; at + wanted.length <= characters.length; at++) {
    if (wanted.some((character, n) => characters[at + n]?.folded !== character)) continue
    const first = characters[at]
    const last = characters[at + wanted.length - 1]
    if (first && last) ranges.push({ start: first.start, end: last.end })
    at += wanted.length - 1
  }
  return ranges
}

const isDigit = ({ folded }: FoldedCharacter): boolean => folded >= "0" && folded <= "9"

/** SEARCH-1: where a name or number holds the part that was searched for, whatever its case, accents and spacing of digits. */
export const matchesOfPart = (text: string, part: string): ReadonlyArray<TextRange> => {
  const characters = foldCharacters(text)
  const named = rangesOf(characters, foldText(part.trim()))
  const digits = part.replace(/\D/g, "")
  return named.length === 0 && digits.length > 1 && /^[\d\s()+./-]+$/.test(part)
    ? rangesOf(characters.filter(isDigit), digits)
    : named
}

const isWordCharacter = (character: FoldedCharacter | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}]/u.test(character.folded)

/** SEARCH-2: where words of a text begin with words that were searched for, in order and without overlaps. */
export const matchesOfWords = (text: string, search: string): ReadonlyArray<TextRange> => {
  const characters = foldCharacters(text)
  const places = new Map(characters.map((character, index) => [character.start, index]))
  const startsWord = ({ start }: TextRange) => !isWordCharacter(characters[(places.get(start) ?? 0) - 1])
  const found = foldText(search).split(/[^\p{L}\p{N}]+/u)
    .flatMap((word) => rangesOf(characters, word))
    .filter(startsWord)
    .sort((a, b) => a.start - b.start || b.end - a.end)
  return found.filter(({ start }, index) => !found.slice(0, index).some((before) => before.end > start))
}

/** A piece of a text with its matches, as a line of a list shows it. */
export const Snippet = Schema.Struct({ text: Schema.String, matches: Schema.Array(TextRange) })
export type Snippet = typeof Snippet.Type

const charactersBefore = 24
const charactersMax = 160

/** The piece of a message around the first match; it begins and ends between words where it was cut. */
export const snippetOf = (message: string, search: string): Snippet => {
  const flat = message.replace(/\s/g, " ")
  const first = matchesOfWords(flat, search)[0]?.start ?? 0
  const cut = first <= charactersBefore ? 0 : flat.indexOf(" ", first - charactersBefore) + 1
  const from = cut > first ? first : cut
  const rest = flat.slice(from)
  const to = rest.length <= charactersMax ? rest.length : Math.max(rest.lastIndexOf(" ", charactersMax), 1)
  const text = `${from > 0 ? "…" : ""}${rest.slice(0, to)}${to < rest.length ? "…" : ""}`
  return { text, matches: matchesOfWords(text, search) }
}
