import { PDFDocument, PDFHexString, PDFName, type PDFRef } from "pdf-lib"
import { cutFont } from "./cutFont.ts"
import type { FontSlice, Weight } from "./FontShelf.ts"

const hex = (value: number) => value.toString(16).padStart(4, "0")

const utf16 = (text: string): string => {
  let digits = ""
  for (let index = 0; index < text.length; index += 1) digits += hex(text.charCodeAt(index))
  return digits
}

/** No slice has so many glyphs: nothing is drawn. */
const unseenGlyph = 0xffff

/** In one list of a CMap, by its rule. */
const listMax = 100

const mapText = (entries: ReadonlyArray<string>): string => {
  const lists: Array<string> = []
  for (let from = 0; from < entries.length; from += listMax) {
    const list = entries.slice(from, from + listMax)
    lists.push(`${list.length} beginbfchar\n${list.join("\n")}\nendbfchar`)
  }
  return `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
${lists.join("\n")}
endcmap
CMapName currentdict /CMap defineresource pop
end
end`
}

/**
 * A slice of a font in a PDF. A code stands for a glyph together with what it says, so that one glyph may say several things:
 * programs that search, read aloud and copy find the letters that were written, in every script.
 */
export class EmbeddedFont {
  readonly key: string
  readonly ref: PDFRef
  readonly #document: PDFDocument
  readonly #slice: FontSlice
  readonly #weight: Weight
  readonly #codes = new Map<string, number>()
  readonly #glyphs: Array<{ readonly id: number; readonly text: string }> = []
  readonly #widths: Array<number> = []

  constructor(document: PDFDocument, slice: FontSlice, weight: Weight, key: string) {
    this.key = key
    this.ref = document.context.nextRef()
    this.#document = document
    this.#slice = slice
    this.#weight = weight
  }

  #add(id: number, text: string, width: () => number): number {
    const key = `${id} ${text}`
    let code = this.#codes.get(key)
    if (code === undefined) {
      code = this.#glyphs.push({ id, text })
      this.#codes.set(key, code)
      this.#widths.push(width())
    }
    return code
  }

  /** The code of a glyph, and its width in thousandths of the size. */
  codeOf(id: number, text: string): { readonly code: string; readonly width: number } {
    const { face, fonts } = this.#slice
    const code = this.#add(
      id,
      text,
      () => Math.round(fonts[this.#weight].glyphHAdvance(id) * 1000 / face.upem),
    )
    return { code: hex(code), width: this.#widths[code - 1] ?? 0 }
  }

  /** The codes of what is read and copied here, without width, and seen elsewhere; from left to right. */
  unseenCodesOf(text: string, rightToLeft: boolean): string {
    const codes = [...text].map((one) => hex(this.#add(unseenGlyph, one, () => 0)))
    return (rightToLeft ? codes.reverse() : codes).join("")
  }

  /** Writes the font, cut to what was used of it. */
  async write(): Promise<void> {
    const { context } = this.#document
    const slice = this.#slice
    const font = slice.fonts[this.#weight]
    const scale = 1000 / slice.face.upem
    const bytes = await cutFont(
      slice.bytes,
      this.#glyphs.map(({ id }) => id).filter((id) => id !== unseenGlyph),
      slice.axis[this.#weight],
    )
    const places = new Uint8Array((this.#glyphs.length + 1) * 2)
    this.#glyphs.forEach(({ id }, index) => places.set([id >> 8, id & 255], (index + 1) * 2))
    const { ascender, descender } = font.hExtents()
    // Six letters, as a cut font's name begins.
    const tag = [...this.key].map((one) => String.fromCharCode(65 + one.charCodeAt(0) % 26)).join("")
      .padEnd(6, "A").slice(0, 6)
    const name = PDFName.of(`${tag}+${slice.name}-${this.#weight}`)
    const descriptor = context.register(context.obj({
      Type: "FontDescriptor",
      FontName: name,
      Flags: 4,
      FontBBox: [-1000, Math.round(descender * scale), 3000, Math.round(ascender * scale)],
      ItalicAngle: 0,
      Ascent: Math.round(ascender * scale),
      Descent: Math.round(descender * scale),
      CapHeight: 714,
      StemV: this.#weight === "bold" ? 120 : 80,
      FontFile2: context.register(context.flateStream(bytes, { Length1: bytes.length })),
    }))
    const descendant = context.register(context.obj({
      Type: "Font",
      Subtype: "CIDFontType2",
      BaseFont: name,
      CIDSystemInfo: {
        Registry: PDFHexString.fromText("Adobe"),
        Ordering: PDFHexString.fromText("Identity"),
        Supplement: 0,
      },
      FontDescriptor: descriptor,
      DW: 1000,
      W: [1, this.#widths],
      CIDToGIDMap: context.register(context.flateStream(places)),
    }))
    const texts = this.#glyphs.map(({ text }, index) => `<${hex(index + 1)}> <${utf16(text)}>`)
    context.assign(
      this.ref,
      context.obj({
        Type: "Font",
        Subtype: "Type0",
        BaseFont: name,
        Encoding: "Identity-H",
        DescendantFonts: [descendant],
        ToUnicode: context.register(context.flateStream(mapText(texts))),
      }),
    )
  }
}
