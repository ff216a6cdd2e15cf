import { PDFDocument, StandardFonts } from "pdf-lib"

const a4 = { width: 595.28, height: 841.89 }
const margin = 50
const size = 9
const leading = 13
const perPage = Math.floor((a4.height - 2 * margin) / leading)

/** The least that puts these lines on paper: pdf-lib with a font that every reader has, a line each. Its bytes. */
export const writePlainPdf = async (lines: ReadonlyArray<string>): Promise<Uint8Array> => {
  const pdf = await PDFDocument.create()
  const font = await pdf.embedFont(StandardFonts.Helvetica)
  for (let from = 0; from < lines.length; from += perPage) {
    const page = pdf.addPage([a4.width, a4.height])
    for (const [index, line] of lines.slice(from, from + perPage).entries()) {
      page.drawText(line, { x: margin, y: a4.height - margin - index * leading, size, font })
    }
  }
  return pdf.save()
}
