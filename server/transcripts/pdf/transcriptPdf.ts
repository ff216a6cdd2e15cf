import { PDFDocument } from "pdf-lib"
import {
  type Transcript,
  type TranscriptDay,
  type TranscriptFile,
  type TranscriptLine,
  type TranscriptStatus,
  transcriptStatusText,
} from "../../../domain/transcript/Transcript.ts"
import type { Paper } from "../../../domain/transcript/TranscriptRequest.ts"
import { FontShelf, type Weight } from "./FontShelf.ts"
import { type Drawing, PdfPages } from "./PdfPages.ts"
import { fileSymbols, logo, statusSymbols } from "./symbols.ts"
import { type Colour, type SetLine, type Span, TextSetter } from "./TextSetter.ts"

/** In points, a 72nd of an inch. */
const papers: Readonly<Record<Paper, readonly [width: number, height: number]>> = {
  a4: [595.28, 841.89],
  letter: [612, 792],
}

const margin = 42
/** Where the columns begin, from the left edge. */
const column = { author: 76.5, text: 145.5 }
const statusWidth = 76
const lineHeight = 13.5
const bodySize = 9.3
const smallSize = 8.2
const rowSpace = 5.5
const footerHeight = 60

const ink: Colour = [27, 31, 40]
const grey: Colour = [95, 103, 118]
const accent: Colour = [58, 79, 203]
const green: Colour = [21, 128, 61]
const blue: Colour = [21, 101, 192]
const red: Colour = [176, 32, 32]
const hairline: Colour = [224, 227, 233]

const statusColours: Readonly<Record<TranscriptStatus, Colour>> = {
  waiting: grey,
  sent: grey,
  delivered: grey,
  read: blue,
  failed: red,
  cancelled: grey,
}

const span = (text: string, colour: Colour = ink, weight: Weight = "regular"): Span => ({
  text,
  colour,
  weight,
})

/** A line of a row with what stands before it, and its distance to the line above. */
interface PlacedLine {
  readonly line: SetLine
  readonly size: number
  readonly x: number
  readonly height: number
  readonly italic?: boolean
  readonly symbol?: Drawing
}

type Message = Extract<TranscriptLine, { readonly kind: "message" }>

/** How many lines of a transcript are set before it is said how far it is. */
const toldEvery = 200

/** Lays a transcript out on pages, from the top down. */
class Layout {
  readonly #pages: PdfPages
  readonly #setter: TextSetter
  readonly #right: number
  readonly #textWidth: number
  readonly outline: Array<{ readonly title: string; readonly page: number; readonly y: number }> = []
  #y = 0

  constructor(pages: PdfPages, setter: TextSetter) {
    this.#pages = pages
    this.#setter = setter
    this.#right = pages.width - margin
    this.#textWidth = this.#right - statusWidth - column.text
    this.#turn()
  }

  get #page(): number {
    return this.#pages.count - 1
  }

  #turn(): void {
    this.#pages.add()
    this.#y = margin
  }

  #need(height: number): void {
    if (this.#y + height > this.#pages.height - footerHeight) this.#turn()
  }

  #one(text: Span, size: number, width = this.#right - margin): SetLine {
    const [line] = this.#setter.set([text], size, width)
    return line ?? { runs: [], width: 0, rightToLeft: false }
  }

  #put(text: Span, size: number, x: number, y: number): SetLine {
    const line = this.#one(text, size)
    this.#pages.text(this.#page, line, size, x, y)
    return line
  }

  head({ head, note, title }: Transcript): void {
    const page = this.#page
    this.#pages.draw(page, logo.back, margin, 33, 18, accent)
    this.#pages.draw(page, logo.front, margin, 33, 18, green)
    this.#put(span("Converse Desk", ink, "bold"), 11, margin + 24, 46)
    const what = this.#one(span("Conversation transcript", grey), 9.3)
    this.#pages.text(page, what, 9.3, this.#right - what.width, 46)
    this.#pages.rule(page, margin, 60, this.#right - margin, 0.9, ink)
    this.#y = 92
    for (const line of this.#setter.set([span(title, ink, "bold")], 18, this.#right - margin)) {
      this.#pages.text(page, line, 18, margin, this.#y)
      this.#y += 22
    }
    const half = (this.#right - margin - 24) / 2
    head.forEach(([label, value], index) => {
      const x = margin + (index % 2) * (half + 24)
      const y = this.#y + 7
      this.#put(span(label, grey), bodySize, x, y)
      const lines = this.#setter.set([span(value)], bodySize, half - 72)
      lines.forEach((line, nth) => this.#pages.text(page, line, bodySize, x + 72, y + nth * 11))
      if (index % 2 === 1) this.#y += 21.4
      this.#pages.rule(page, x, y + 7.5, half, 0.6, hairline)
    })
    this.#y += 6
    for (const line of this.#setter.set([span(note, grey)], smallSize, this.#right - margin)) {
      this.#pages.text(page, line, smallSize, margin, this.#y + 4)
      this.#y += 11
    }
  }

  day({ title }: TranscriptDay): void {
    // Never alone at the lower edge.
    this.#need(75)
    this.#y += 24
    this.outline.push({ title, page: this.#page, y: this.#y - 14 })
    this.#put(span(title, ink, "bold"), bodySize, margin, this.#y)
    this.#y += 7
    this.#pages.rule(this.#page, margin, this.#y, this.#right - margin, 0.7, grey)
    this.#y += 3
  }

  #fileLines(file: TranscriptFile): ReadonlyArray<PlacedLine> {
    const facts = [
      ...(file.name === file.kind ? [] : [file.kind]),
      ...(file.size === null ? [] : [file.size]),
    ]
    const spans = [
      span(file.name, ink, "bold"),
      span(facts.length === 0 ? "" : `  ${facts.join(", ")}`, grey),
    ]
    return this.#setter.set(spans, bodySize, this.#textWidth - 16).map((line, nth) => ({
      line,
      size: bodySize,
      x: column.text + 16,
      height: lineHeight,
      ...(nth === 0 ? { symbol: fileSymbols[file.symbol] } : {}),
    }))
  }

  /** Right-to-left text begins at the right edge of its column. */
  #textLines(text: Span, size: number, height: number, italic = false): ReadonlyArray<PlacedLine> {
    if (text.text === "") return []
    return this.#setter.set([text], size, this.#textWidth).map((line) => ({
      line,
      size,
      x: column.text + (line.rightToLeft ? this.#textWidth - line.width : 0),
      height,
      italic,
    }))
  }

  #messageLines(message: Message): ReadonlyArray<PlacedLine> {
    return [
      ...(message.quote === null ? [] : this.#textLines(span(`> ${message.quote}`, grey), smallSize, 12)),
      ...message.files.flatMap((file) => this.#fileLines(file)),
      ...this.#textLines(span(message.text), bodySize, lineHeight),
      ...message.remarks.flatMap((remark) => this.#textLines(span(remark, grey), smallSize, 12)),
    ]
  }

  #status(page: number, status: TranscriptStatus, y: number): void {
    const colour = statusColours[status]
    const words = span(transcriptStatusText[status], colour, status === "failed" ? "bold" : "regular")
    const line = this.#one(words, smallSize)
    const x = this.#right - line.width
    this.#pages.text(page, line, smallSize, x, y)
    this.#pages.draw(page, statusSymbols[status], x - 13, y - 8, 10, colour)
  }

  row(entry: TranscriptLine): void {
    const event = entry.kind === "event"
    const lines = event
      ? this.#textLines(span(entry.text, grey), bodySize, lineHeight, true)
      : this.#messageLines(entry)
    const author = event
      ? []
      : this.#setter.set([span(entry.author, entry.ours ? accent : ink, "bold")], bodySize, 65)
    const height = Math.max(
      lines.reduce((sum, line) => sum + line.height, 0),
      author.length * lineHeight,
      lineHeight,
    )
    // What is longer than a page goes on overleaf; everything else stays together.
    this.#need(height > 400 ? lineHeight * 4 : height + rowSpace * 2)
    this.#y += rowSpace
    const top = this.#y + 9.5
    const time = this.#one(span(entry.time, grey), bodySize)
    this.#pages.text(this.#page, time, bodySize, margin, top, event)
    author.forEach((line, nth) =>
      this.#pages.text(this.#page, line, bodySize, column.author, top + nth * lineHeight)
    )
    const start = this.#y
    const page = this.#page
    for (const line of lines) this.#placed(line)
    if (!event && entry.status !== null) this.#status(page, entry.status, top)
    if (this.#page === page) this.#y = Math.max(this.#y, start + height)
    this.#y += rowSpace
    this.#pages.rule(this.#page, margin, this.#y, this.#right - margin, 0.6, hairline)
  }

  #placed({ height, italic, line, size, symbol, x }: PlacedLine): void {
    this.#need(height)
    const base = this.#y + height - 4
    if (symbol) this.#pages.draw(this.#page, symbol, column.text, base - 9, 11, grey)
    this.#pages.text(this.#page, line, size, x, base, italic)
    this.#y += height
  }

  /** What the ticks mean. */
  legend(used: ReadonlySet<TranscriptStatus>): void {
    if (used.size === 0) return
    this.#need(36)
    this.#y += 22
    let x = margin
    for (const status of ["waiting", "sent", "delivered", "read", "failed", "cancelled"] as const) {
      if (!used.has(status)) continue
      this.#pages.draw(this.#page, statusSymbols[status], x, this.#y - 8, 10, statusColours[status])
      const words = span(
        transcriptStatusText[status],
        statusColours[status],
        status === "failed" ? "bold" : "regular",
      )
      const more = { read: " (WhatsApp only)", failed: ", reason below the message" }
      const [line] = this.#setter.set(
        [words, span(status === "read" || status === "failed" ? more[status] : "", grey)],
        smallSize,
        200,
      )
      if (!line) continue
      this.#pages.text(this.#page, line, smallSize, x + 13, this.#y)
      x += line.width + 27
    }
  }

  /** At the foot of every page, once it is known how many there are. */
  footers(text: string): void {
    const y = this.#pages.height - 30
    const count = this.#pages.count
    for (let page = 0; page < count; page += 1) {
      this.#pages.rule(page, margin, y - 14, this.#right - margin, 0.6, hairline)
      this.#pages.text(page, this.#one(span(text, grey), smallSize), smallSize, margin, y)
      const number = this.#one(span(`Page ${page + 1} of ${count}`, grey), smallSize)
      this.#pages.text(page, number, smallSize, this.#right - number.width, y)
    }
  }
}

/** Every character of a document, by which its fonts are chosen. */
const charactersOf = (transcript: Transcript): ReadonlySet<number> => {
  const used = new Set<number>()
  const add = (text: string) => {
    for (const one of text) used.add(one.codePointAt(0) ?? 0)
  }
  add(transcript.title + transcript.note + transcript.footer)
  transcript.head.forEach((pair) => pair.forEach(add))
  for (const line of transcript.days.flatMap(({ lines }) => lines)) {
    add(line.text)
    if (line.kind === "event") continue
    add(line.author)
    add(line.quote ?? "")
    line.remarks.forEach(add)
    line.files.forEach(({ name }) => add(name))
  }
  return used
}

const statusesOf = (transcript: Transcript): ReadonlySet<TranscriptStatus> =>
  new Set(
    transcript.days.flatMap(({ lines }) =>
      lines.flatMap((line) => line.kind === "message" && line.status !== null ? [line.status] : [])
    ),
  )

/**
 * A transcript as a PDF (EXPORT-2): text that can be searched and copied in every script, a bookmark for each day. `tell` is
 * called now and then with how many lines are set.
 */
export const transcriptPdf = async (
  transcript: Transcript,
  options: { readonly paper: Paper; readonly madeAt: number; readonly tell: (lines: number) => void },
): Promise<Uint8Array> => {
  const document = await PDFDocument.create({ updateMetadata: false })
  document.setTitle(`Conversation with ${transcript.title}`, { showInWindowTitleBar: true })
  document.setSubject("Conversation transcript")
  document.setCreator("Converse Desk")
  document.setProducer("Converse Desk")
  document.setCreationDate(new Date(options.madeAt))
  document.setLanguage("en")
  const shelf = await FontShelf.open(charactersOf(transcript))
  const [width, height] = papers[options.paper]
  const pages = new PdfPages(document, width, height)
  const layout = new Layout(pages, new TextSetter(shelf))
  layout.head(transcript)
  let done = 0
  for (const day of transcript.days) {
    layout.day(day)
    for (const line of day.lines) {
      layout.row(line)
      done += 1
      if (done % toldEvery === 0) options.tell(done)
    }
  }
  layout.legend(statusesOf(transcript))
  layout.footers(transcript.footer)
  await pages.finish()
  pages.outline(layout.outline)
  return await document.save({ useObjectStreams: true, addDefaultPage: false })
}
