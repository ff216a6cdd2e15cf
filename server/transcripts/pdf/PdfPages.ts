import {
  drawSvgPath,
  LineCapStyle,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFNumber,
  type PDFPage,
  type PDFRef,
  rgb,
} from "pdf-lib"
import { EmbeddedFont } from "./EmbeddedFont.ts"
import type { FontSlice, Weight } from "./FontShelf.ts"
import { glyphOutline } from "./glyphOutline.ts"
import type { Colour, SetLine, SetRun } from "./TextSetter.ts"

/** A picture of lines: SVG paths in a square of 24, as Lucide draws them. */
export interface Drawing {
  readonly paths: ReadonlyArray<string>
  /** Filled instead of drawn along its lines. */
  readonly filled?: true
}

/** How far letters lean where the fonts have no slanted ones of their own. */
const slant = 0.2

const short = (value: number): string => String(Math.round(value * 100) / 100)

const fill = ([red, green, blue]: Colour): string =>
  `${short(red / 255)} ${short(green / 255)} ${short(blue / 255)} rg`
const stroke = (colour: Colour): string => fill(colour).replace("rg", "RG")

/** What a glyph stands for where it has marks: its letter, and the rest, since readers of PDFs expect marks to have no width. */
const apart = (text: string): { readonly letter: string; readonly rest: string } => {
  const [letter = ""] = text
  return /\p{Mn}/u.test(text) ? { letter, rest: text.slice(letter.length) } : { letter: text, rest: "" }
}

interface Page {
  readonly page: PDFPage
  readonly operators: Array<string>
  readonly fonts: Set<EmbeddedFont>
  readonly marks: Set<Mark>
}

/** The outline of a glyph, drawn by its name. */
interface Mark {
  readonly name: string
  readonly ref: PDFRef
}

/** Draws on the pages of a PDF. Places are in points from the upper left corner; `y` of a text is its baseline. */
export class PdfPages {
  readonly width: number
  readonly height: number
  readonly #document: PDFDocument
  readonly #fonts = new Map<string, EmbeddedFont>()
  readonly #marks = new Map<string, Mark>()
  readonly #pages: Array<Page> = []

  constructor(document: PDFDocument, width: number, height: number) {
    this.#document = document
    this.width = width
    this.height = height
  }

  get count(): number {
    return this.#pages.length
  }

  add(): void {
    this.#pages.push({
      page: this.#document.addPage([this.width, this.height]),
      operators: [],
      fonts: new Set(),
      marks: new Set(),
    })
  }

  /** A page for the list of contents. */
  refOf(index: number): PDFRef | undefined {
    return this.#pages[index]?.page.ref
  }

  #page(index: number): Page {
    const page = this.#pages[index]
    if (!page) throw new Error("There is no such page.")
    return page
  }

  #font(page: Page, slice: FontSlice, weight: Weight): EmbeddedFont {
    const key = `${slice.name} ${weight}`
    let font = this.#fonts.get(key)
    if (!font) {
      font = new EmbeddedFont(this.#document, slice, weight, `F${this.#fonts.size + 1}`)
      this.#fonts.set(key, font)
    }
    page.fonts.add(font)
    return font
  }

  /** Marks are drawn where they belong, and written where nothing is seen: what reads the text finds no gap in it. */
  #mark(page: Page, slice: FontSlice, weight: Weight, id: number): string {
    const key = `${slice.name} ${weight} ${id}`
    let mark = this.#marks.get(key)
    if (!mark) {
      const { context } = this.#document
      const { upem } = slice.face
      const stream = context.flateStream(glyphOutline(slice.fonts[weight], id), {
        Type: "XObject",
        Subtype: "Form",
        BBox: [-2 * upem, -2 * upem, 3 * upem, 3 * upem],
      })
      mark = { name: `M${this.#marks.size + 1}`, ref: context.register(stream) }
      this.#marks.set(key, mark)
    }
    page.marks.add(mark)
    return mark.name
  }

  /** A line of text; `italic` leans it. */
  text(index: number, line: SetLine, size: number, x: number, y: number, italic = false): void {
    for (const run of line.runs) {
      this.#run(this.#page(index), run, size, x + run.x, this.height - y, italic ? slant : 0)
    }
  }

  #run(page: Page, run: SetRun, size: number, x: number, y: number, lean: number): void {
    const font = this.#font(page, run.slice, run.weight)
    const scale = size / run.slice.face.upem
    const shown: Array<string> = []
    const marks: Array<string> = []
    let codes = ""
    let at = 0
    // How far what is shown so far ends from where the shaper wants the next glyph.
    let behind = 0
    const flush = () => {
      if (codes !== "") shown.push(`<${codes}>`)
      codes = ""
    }
    for (const glyph of run.glyphs) {
      const { letter, rest } = apart(glyph.text)
      if (letter === "" || glyph.advance === 0) {
        const [dx, dy] = [(at + glyph.dx) * size / 1000, glyph.dy * size / 1000]
        const place = [scale, 0, lean * scale, scale, x + dx + lean * dy, y + dy]
        const name = this.#mark(page, run.slice, run.weight, glyph.id)
        marks.push(`q ${place.map((one) => one.toFixed(4)).join(" ")} cm /${name} Do Q`)
        codes += font.unseenCodesOf(glyph.text, run.rightToLeft)
        at += glyph.advance
        behind += glyph.advance
        continue
      }
      const { code, width } = font.codeOf(glyph.id, letter)
      const move = Math.round(behind + glyph.dx)
      if (move !== 0) {
        flush()
        shown.push(String(-move))
        behind -= move
      }
      const unseen = font.unseenCodesOf(rest, run.rightToLeft)
      codes += run.rightToLeft ? unseen + code : code + unseen
      behind += glyph.advance - width
      at += glyph.advance
    }
    flush()
    if (shown.length > 0) {
      page.operators.push(
        "BT",
        fill(run.colour),
        `/${font.key} ${short(size)} Tf`,
        `1 0 ${lean} 1 ${short(x)} ${short(y)} Tm`,
        `[${shown.join(" ")}] TJ`,
        "ET",
      )
    }
    if (marks.length > 0) page.operators.push(fill(run.colour), ...marks)
  }

  rule(index: number, x: number, y: number, width: number, thickness: number, colour: Colour): void {
    this.#page(index).operators.push(
      `${stroke(colour)} ${short(thickness)} w ${short(x)} ${short(this.height - y)} m ` +
        `${short(x + width)} ${short(this.height - y)} l S`,
    )
  }

  /** `size`: of the square in which it is drawn. */
  draw(index: number, drawing: Drawing, x: number, y: number, size: number, colour: Colour): void {
    const [red, green, blue] = colour
    const shade = rgb(red / 255, green / 255, blue / 255)
    const look = drawing.filled
      ? { color: shade, borderColor: undefined }
      : { color: undefined, borderColor: shade }
    for (const path of drawing.paths) {
      const operators = drawSvgPath(path, {
        ...look,
        x,
        y: this.height - y,
        scale: size / 24,
        borderWidth: drawing.filled ? 0 : 1.9,
        borderLineCap: LineCapStyle.Round,
      })
      this.#page(index).operators.push(operators.map(String).join("\n"))
    }
  }

  /** Writes pages and fonts into the document. */
  async finish(): Promise<void> {
    const { context } = this.#document
    for (const { fonts, marks, operators, page } of this.#pages) {
      for (const font of fonts) page.node.setFontDictionary(PDFName.of(font.key), font.ref)
      for (const mark of marks) page.node.setXObject(PDFName.of(mark.name), mark.ref)
      page.node.addContentStream(context.register(context.flateStream(operators.join("\n"))))
    }
    for (const font of this.#fonts.values()) await font.write()
  }

  /** The list of contents that readers show beside the pages. */
  outline(
    entries: ReadonlyArray<{ readonly title: string; readonly page: number; readonly y: number }>,
  ): void {
    const { catalog, context } = this.#document
    if (entries.length === 0) return
    const root = context.nextRef()
    const refs = entries.map(() => context.nextRef())
    entries.forEach(({ page, title, y }, nth) => {
      const [before, after, target, own] = [refs[nth - 1], refs[nth + 1], this.refOf(page), refs[nth]]
      if (!target || !own) return
      const entry = context.obj({ Title: PDFHexString.fromText(title), Parent: root })
      entry.set(
        PDFName.of("Dest"),
        context.obj([target, "XYZ", PDFNumber.of(0), PDFNumber.of(Math.round(this.height - y)), null]),
      )
      if (before) entry.set(PDFName.of("Prev"), before)
      if (after) entry.set(PDFName.of("Next"), after)
      context.assign(own, entry)
    })
    const [first, last] = [refs.at(0), refs.at(-1)]
    if (!first || !last) return
    context.assign(root, context.obj({ Type: "Outlines", First: first, Last: last, Count: refs.length }))
    catalog.set(PDFName.of("Outlines"), root)
  }
}
