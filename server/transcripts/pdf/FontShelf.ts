import { Blob, Buffer, Direction, Face, Font, shape, Variation } from "harfbuzzjs"
import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import decompress from "woff2-encoder/decompress"

export type Weight = "regular" | "bold"

/** Where the weight axis of the fonts stands. */
const weights: Readonly<Record<Weight, number>> = { regular: 400, bold: 600 }
/** Noto Emoji is thin beside the text's fonts. */
const emojiWeights: Readonly<Record<Weight, number>> = { regular: 450, bold: 650 }

/** One slice of a font family: what it covers, and how heavy it stands for either weight. */
export interface FontSlice {
  readonly name: string
  readonly bytes: Uint8Array
  readonly face: Face
  readonly covers: ReadonlySet<number>
  readonly fonts: Readonly<Record<Weight, Font>>
  readonly axis: Readonly<Record<Weight, number>>
  readonly kind: "latin" | "script" | "han" | "emoji"
  readonly family: string
}

/** One glyph where it stands, in thousandths of the font size. `text`: what it stands for; empty where others say it. */
export interface Glyph {
  readonly id: number
  readonly text: string
  readonly advance: number
  readonly dx: number
  readonly dy: number
}

interface Family {
  readonly name: string
  readonly kind: FontSlice["kind"]
  /** Which of the package's slices: others repeat what the first family has. */
  readonly slices: RegExp
}

/** Asked in this order who has a character. The package of each is `@fontsource-variable/<name>`. */
const families: ReadonlyArray<Family> = [
  {
    name: "noto-sans",
    kind: "latin",
    slices: /^(latin|latin-ext|cyrillic|cyrillic-ext|greek|greek-ext|vietnamese)$/,
  },
  { name: "noto-sans-hebrew", kind: "script", slices: /^hebrew$/ },
  { name: "noto-sans-arabic", kind: "script", slices: /^(arabic|symbols)$/ },
  { name: "noto-sans-devanagari", kind: "script", slices: /^devanagari$/ },
  { name: "noto-sans-bengali", kind: "script", slices: /^bengali$/ },
  { name: "noto-sans-tamil", kind: "script", slices: /^tamil$/ },
  { name: "noto-sans-telugu", kind: "script", slices: /^telugu$/ },
  { name: "noto-sans-georgian", kind: "script", slices: /^georgian$/ },
  { name: "noto-sans-thai", kind: "script", slices: /^thai$/ },
  { name: "noto-sans-sc", kind: "han", slices: /^\[/ },
  { name: "noto-sans-jp", kind: "han", slices: /^\[/ },
  { name: "noto-sans-kr", kind: "han", slices: /^\[/ },
  { name: "noto-emoji", kind: "emoji", slices: /^\[/ },
]

const resolve = createRequire(import.meta.url).resolve
const packageOf = (family: string) => dirname(resolve(`@fontsource-variable/${family}/package.json`))

/** `U+41-5a,U+200d` as a question. */
const readRanges = (text: string): (codePoint: number) => boolean => {
  const ranges = text.split(",").map((range) => {
    const [from = "", to = from] = range.replace("U+", "").split("-")
    return [parseInt(from, 16), parseInt(to, 16)] as const
  })
  return (codePoint) => ranges.some(([from, to]) => codePoint >= from && codePoint <= to)
}

const isSlices = (value: unknown): value is Readonly<Record<string, string>> =>
  typeof value === "object" && value !== null && Object.values(value).every((one) => typeof one === "string")

/** The slices of a family by name, with what their stylesheet says that they cover. */
const slicesOf = async ({ name, slices }: Family) => {
  const list: unknown = JSON.parse(await readFile(join(packageOf(name), "unicode.json"), "utf8"))
  if (!isSlices(list)) throw new Error(`The list of slices of ${name} cannot be read.`)
  return Object.entries(list).filter(([slice]) => slices.test(slice))
    .map(([slice, ranges]) => ({ slice, covers: readRanges(ranges) }))
}

const openFont = (face: Face, weight: number): Font => {
  const font = new Font(face)
  font.setVariations([new Variation("wght", weight)])
  return font
}

const openSlice = async (family: Family, slice: string): Promise<FontSlice> => {
  const file = `${family.name}-${slice.replace(/[[\]]/g, "")}-wght-normal.woff2`
  const bytes = await decompress(await readFile(join(packageOf(family.name), "files", file)))
  const face = new Face(new Blob(bytes))
  const axis = family.kind === "emoji" ? emojiWeights : weights
  return {
    name: `${family.name}-${slice.replace(/[[\]]/g, "")}`,
    bytes,
    face,
    covers: new Set(face.collectUnicodes()),
    fonts: { regular: openFont(face, axis.regular), bold: openFont(face, axis.bold) },
    axis,
    kind: family.kind,
    family: family.name,
  }
}

const kana = /[\p{Script=Hiragana}\p{Script=Katakana}]/u
const hangul = /\p{Script=Hangul}/u
const emojiLike = /\p{Emoji_Presentation}|\uFE0F|\p{Regional_Indicator}/u
/** What has no picture of its own: joiners, selectors, and marks of direction. */
const unseen = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/u
/** What belongs to whatever stands before it. */
const common = /^[\p{Script=Common}\p{Script=Inherited}]+$/u

/** Families of a paragraph's Chinese characters, the likeliest first: their shapes differ by language. */
export const hanOrder = (text: string): ReadonlyArray<string> =>
  kana.test(text)
    ? ["noto-sans-jp", "noto-sans-sc", "noto-sans-kr"]
    : hangul.test(text)
    ? ["noto-sans-kr", "noto-sans-sc", "noto-sans-jp"]
    : ["noto-sans-sc", "noto-sans-jp", "noto-sans-kr"]

/** The fonts that a document needs, and no others: the characters of the scripts of the world fill hundreds of slices. */
export class FontShelf {
  readonly #slices: ReadonlyArray<FontSlice>
  readonly #fallback: FontSlice
  readonly #buffer = new Buffer()

  private constructor(slices: ReadonlyArray<FontSlice>, fallback: FontSlice) {
    this.#slices = slices
    this.#fallback = fallback
  }

  /** `used`: every character of the document. */
  static async open(used: ReadonlySet<number>): Promise<FontShelf> {
    const text = String.fromCodePoint(...[...used].filter((one) => one > 0x2e7f))
    const wanted = families.filter(({ kind, name }) =>
      kind !== "han" || name === "noto-sans-sc" || hanOrder(text).at(0) === name ||
      (name === "noto-sans-kr" && hangul.test(text))
    )
    // Joiners are in the fonts of many scripts, and are set in that of their neighbours.
    const asked = [...used].filter((one) => !unseen.test(String.fromCodePoint(one)))
    const slices: Array<FontSlice> = []
    for (const family of wanted) {
      for (const { covers, slice } of await slicesOf(family)) {
        const needed = family.name === "noto-sans" && slice === "latin"
        if (needed || asked.some(covers)) slices.push(await openSlice(family, slice))
      }
    }
    const [fallback] = slices
    if (!fallback) throw new Error("The fonts of transcripts are not installed.")
    const latinFirst = slices.find(({ name }) => name === "noto-sans-latin") ?? fallback
    return new FontShelf([latinFirst, ...slices.filter((slice) => slice !== latinFirst)], latinFirst)
  }

  get latin(): FontSlice {
    return this.#fallback
  }

  /** What a character, as people see it, is set in; `before`: what the one before it is set in. */
  pick(character: string, before: FontSlice | null, order: ReadonlyArray<string>): FontSlice {
    const points = [...character].filter((one) => !unseen.test(one)).map((one) => one.codePointAt(0) ?? 0)
    if (points.length === 0) return before ?? this.#fallback
    const covered = ({ covers }: FontSlice) => points.every((point) => covers.has(point))
    if (emojiLike.test(character)) {
      const emoji = this.#slices.find((slice) => slice.kind === "emoji" && covered(slice))
      if (emoji) return emoji
    }
    if (before && before.kind !== "emoji" && common.test(character) && covered(before)) return before
    const candidates = this.#slices.filter(covered)
    return candidates.find(({ kind }) => kind !== "han" && kind !== "emoji") ??
      order.map((family) => candidates.find((slice) => slice.family === family)).find((one) => one) ??
      candidates[0] ?? this.#slices.find(({ covers }) => covers.has(points[0] ?? 0)) ?? this.#fallback
  }

  /** Shapes a text of one font and one direction; its glyphs from left to right. */
  shape(slice: FontSlice, weight: Weight, text: string, rightToLeft: boolean): ReadonlyArray<Glyph> {
    const buffer = this.#buffer
    buffer.clearContents()
    buffer.addText(text)
    buffer.guessSegmentProperties()
    buffer.setDirection(rightToLeft ? Direction.RTL : Direction.LTR)
    shape(slice.fonts[weight], buffer)
    const infos = buffer.getGlyphInfos()
    const positions = buffer.getGlyphPositions()
    const scale = 1000 / slice.face.upem
    const texts = textsOf(
      infos.map(({ cluster }, index) => ({ cluster, wide: (positions[index]?.xAdvance ?? 0) !== 0 })),
      text,
      rightToLeft,
    )
    return infos.map(({ codepoint }, index) => ({
      id: codepoint,
      text: texts[index] ?? "",
      advance: (positions[index]?.xAdvance ?? 0) * scale,
      dx: (positions[index]?.xOffset ?? 0) * scale,
      dy: (positions[index]?.yOffset ?? 0) * scale,
    }))
  }
}

/** A letter with the marks on it. */
const letters = /\P{Mn}\p{Mn}*|\p{Mn}+/gu

/**
 * What each glyph stands for, so that the text can be found and copied: the letters of a cluster are dealt out to those of
 * its glyphs that take up room, in the order in which they are read; the last takes what is left over.
 */
const textsOf = (
  glyphs: ReadonlyArray<{ readonly cluster: number; readonly wide: boolean }>,
  text: string,
  rightToLeft: boolean,
): ReadonlyArray<string> => {
  const starts = [...new Set(glyphs.map(({ cluster }) => cluster))].sort((a, b) => a - b)
  const texts = glyphs.map(() => "")
  starts.forEach((start, nth) => {
    const said = text.slice(start, starts[nth + 1] ?? text.length).match(letters) ?? []
    const own = glyphs.flatMap(({ cluster }, index) => cluster === start ? [index] : [])
    const wide = own.filter((index) => glyphs[index]?.wide)
    const speaking = wide.length > 0 ? wide : own.slice(0, 1)
    if (rightToLeft) speaking.reverse()
    speaking.slice(0, said.length).forEach((index, order, { length }) => {
      texts[index] = said.slice(order, order === length - 1 ? undefined : order + 1).join("")
    })
  })
  return texts
}
