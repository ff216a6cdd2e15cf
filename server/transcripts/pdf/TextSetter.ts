import bidiFactory from "bidi-js"
import { type FontShelf, type FontSlice, type Glyph, hanOrder, type Weight } from "./FontShelf.ts"

export type Colour = readonly [red: number, green: number, blue: number]

/** A stretch of text in one look. */
export interface Span {
  readonly text: string
  readonly weight: Weight
  readonly colour: Colour
}

/** Glyphs of one font and colour, beginning `x` to the right of the line's start. */
export interface SetRun {
  readonly slice: FontSlice
  readonly weight: Weight
  readonly colour: Colour
  readonly glyphs: ReadonlyArray<Glyph>
  readonly rightToLeft: boolean
  readonly x: number
}

/** A line of text as it is drawn, from left to right. Its text begins at the right where `rightToLeft`. */
export interface SetLine {
  readonly runs: ReadonlyArray<SetRun>
  readonly width: number
  readonly rightToLeft: boolean
}

const bidi = bidiFactory()
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" })
const words = new Intl.Segmenter("en", { granularity: "word" })

const plain = /^[\x20-\x7e]*$/
const rightToLeftLetters = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u200f\u202b\u202e\u2067]/
/** Scripts that are broken between words without a space. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Extended_Pictographic}\u3000-\u303f\uff00-\uff60]/u
const closing = /^[\p{Pe}\p{Pf}\p{Po}ー々ゝヽ]/u
const opening = /[\p{Ps}\p{Pi}]$/u
/** Widths that are remembered; then they are forgotten. */
const widthsMax = 20_000

const lastOf = (text: string): string => [...text.slice(-2)].at(-1) ?? ""
const firstOf = (text: string): string => [...text.slice(0, 2)].at(0) ?? ""

const mayBreak = (before: string, after: string): boolean => {
  if (/^\s/.test(after)) return false
  if (/\s$/.test(before)) return true
  if (closing.test(after) || opening.test(before)) return false
  if (/[-–—]$/.test(before)) return /^\p{L}/u.test(after)
  return unspaced.test(lastOf(before)) || unspaced.test(firstOf(after))
}

/** The longest pieces of a text that are never broken, each with the spaces after it. */
const piecesOf = (text: string): ReadonlyArray<string> => {
  if (plain.test(text)) return text.match(/\s*\S+\s*|\s+/g) ?? []
  const pieces: Array<string> = []
  for (const { segment } of words.segment(text)) {
    const before = pieces.at(-1)
    if (before === undefined || mayBreak(before, segment)) pieces.push(segment)
    else pieces[pieces.length - 1] = before + segment
  }
  return pieces
}

/** Part of a paragraph in one font, one look and one direction: `from` up to `to` of its text. */
interface Part {
  readonly from: number
  readonly to: number
  readonly slice: FontSlice
  readonly span: Span
  readonly level: number
}

/** A paragraph whose every character has its font, look and direction. */
interface Paragraph {
  readonly text: string
  readonly parts: ReadonlyArray<Part>
  readonly level: number
}

/** Sets text in lines: which font, in which order, broken where. Sizes are in points. */
export class TextSetter {
  readonly #shelf: FontShelf
  readonly #widths = new Map<string, number>()

  constructor(shelf: FontShelf) {
    this.#shelf = shelf
  }

  /** A text in lines no wider than `width`; every line break in it begins a new one. */
  set(spans: ReadonlyArray<Span>, size: number, width: number): ReadonlyArray<SetLine> {
    const lines: Array<SetLine> = []
    let paragraph: Array<Span> = []
    const end = () => {
      lines.push(...this.#setParagraph(this.#read(paragraph), size, width))
      paragraph = []
    }
    for (const span of spans) {
      span.text.split(/\r\n|[\n\r\u2028\u2029]/).forEach((text, index) => {
        if (index > 0) end()
        paragraph.push({ ...span, text: text.replaceAll("\t", "    ").replace(/\p{Cc}/gu, "") })
      })
    }
    end()
    return lines
  }

  #read(spans: ReadonlyArray<Span>): Paragraph {
    const text = spans.map((span) => span.text).join("")
    const isPlain = plain.test(text)
    const embedding = isPlain || !rightToLeftLetters.test(text) ? null : bidi.getEmbeddingLevels(text)
    const levels = embedding?.levels
    const parts: Array<Part> = []
    const order = hanOrder(text)
    let at = 0
    for (const span of spans) {
      const characters = isPlain ? [{ segment: span.text }] : graphemes.segment(span.text)
      let before: FontSlice | null = null
      for (const { segment } of characters) {
        if (segment === "") continue
        const slice: FontSlice = isPlain ? this.#shelf.latin : this.#shelf.pick(segment, before, order)
        const level = levels?.[at] ?? 0
        const last = parts.at(-1)
        if (last && last.slice === slice && last.level === level && last.span === span) {
          parts[parts.length - 1] = { ...last, to: at + segment.length }
        } else parts.push({ from: at, to: at + segment.length, slice, span, level })
        before = slice
        at += segment.length
      }
    }
    return { text, parts, level: embedding?.paragraphs[0]?.level ?? 0 }
  }

  #partsIn(paragraph: Paragraph, from: number, to: number): ReadonlyArray<Part> {
    return paragraph.parts.filter((part) => part.from < to && part.to > from)
      .map((part) => ({ ...part, from: Math.max(part.from, from), to: Math.min(part.to, to) }))
  }

  /** In thousandths of the size. */
  #widthOf(paragraph: Paragraph, from: number, to: number): number {
    let sum = 0
    for (const { slice, span, level, ...part } of this.#partsIn(paragraph, from, to)) {
      const text = paragraph.text.slice(part.from, part.to)
      const key = `${slice.name} ${span.weight} ${level % 2} ${text}`
      let width = this.#widths.get(key)
      if (width === undefined) {
        if (this.#widths.size >= widthsMax) this.#widths.clear()
        width = this.#shelf.shape(slice, span.weight, text, level % 2 === 1)
          .reduce((all, { advance }) => all + advance, 0)
        this.#widths.set(key, width)
      }
      sum += width
    }
    return sum
  }

  /** The pieces of a paragraph; what is wider than a line is cut between characters. */
  #fitting(paragraph: Paragraph, max: number): ReadonlyArray<string> {
    let at = 0
    return piecesOf(paragraph.text).flatMap((piece) => {
      const start = at
      at += piece.length
      const seen = start + piece.trimEnd().length
      if (this.#widthOf(paragraph, start, seen) <= max) return [piece]
      const cut: Array<string> = []
      let width = 0
      let place = start
      for (const { segment } of graphemes.segment(piece)) {
        const wide = this.#widthOf(paragraph, place, place + segment.length)
        const last = cut.at(-1)
        if (last === undefined || width + wide > max) {
          cut.push(segment)
          width = 0
        } else cut[cut.length - 1] = last + segment
        width += wide
        place += segment.length
      }
      return cut
    })
  }

  #setParagraph(paragraph: Paragraph, size: number, width: number): ReadonlyArray<SetLine> {
    const max = width * 1000 / size
    const lines: Array<SetLine> = []
    let from = 0
    let at = 0
    let filled = 0
    for (const piece of this.#fitting(paragraph, max)) {
      const seen = this.#widthOf(paragraph, at, at + piece.trimEnd().length)
      if (at > from && filled + seen > max) {
        lines.push(this.#setLine(paragraph, from, at, size))
        from = at
        filled = 0
      }
      filled += this.#widthOf(paragraph, at, at + piece.length)
      at += piece.length
    }
    lines.push(this.#setLine(paragraph, from, at, size))
    return lines
  }

  /** A line in the order in which it is seen: rule L2 of Unicode's algorithm for both directions. */
  #setLine(paragraph: Paragraph, from: number, to: number, size: number): SetLine {
    const end = from + paragraph.text.slice(from, to).trimEnd().length
    const parts = [...this.#partsIn(paragraph, from, end)]
    const highest = Math.max(0, ...parts.map(({ level }) => level))
    for (let level = highest; level >= 1; level -= 1) {
      let start = 0
      while (start < parts.length) {
        let stop = start
        while ((parts[stop]?.level ?? -1) >= level) stop += 1
        if (stop > start) parts.splice(start, stop - start, ...parts.slice(start, stop).reverse())
        start = stop + 1
      }
    }
    let x = 0
    const runs = parts.map(({ level, slice, span, ...part }): SetRun => {
      const text = paragraph.text.slice(part.from, part.to)
      const rightToLeft = level % 2 === 1
      const glyphs = this.#shelf.shape(slice, span.weight, text, rightToLeft)
      const run = { slice, weight: span.weight, colour: span.colour, glyphs, rightToLeft, x }
      x += glyphs.reduce((sum, { advance }) => sum + advance, 0) * size / 1000
      return run
    })
    return { runs, width: x, rightToLeft: paragraph.level % 2 === 1 }
  }
}
