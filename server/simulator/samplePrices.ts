import { PDFDocument, rgb, StandardFonts } from "pdf-lib"

const size = { width: 298, height: 420 }
const margin = 32
const dark = rgb(0.11, 0.12, 0.16)
const pale = rgb(0.42, 0.44, 0.5)
const prices = [
  ["Parcel up to 2 kg", "4.90"],
  ["Parcel up to 5 kg", "6.90"],
  ["Parcel up to 10 kg", "9.40"],
  ["Collected at your door", "3.00"],
  ["Delivered by 10:00", "5.50"],
] as const

/** The price list that the sample bot answers PRICES with: a page of PDF, some 2 KB. */
export const samplePrices = async (): Promise<Uint8Array> => {
  const document = await PDFDocument.create({ updateMetadata: false })
  document.setTitle("Parcel Care prices")
  const page = document.addPage([size.width, size.height])
  const [plain, bold] = await Promise.all([
    document.embedFont(StandardFonts.Helvetica),
    document.embedFont(StandardFonts.HelveticaBold),
  ])
  const right = size.width - margin
  page.drawText("Parcel Care", { x: margin, y: size.height - 56, size: 20, font: bold, color: dark })
  page.drawText("Prices in dollars", { x: margin, y: size.height - 76, size: 10, font: plain, color: pale })
  prices.forEach(([what, price], index) => {
    const y = size.height - 120 - index * 30
    const x = right - plain.widthOfTextAtSize(price, 12)
    page.drawText(what, { x: margin, y, size: 12, font: plain, color: dark })
    page.drawText(price, { x, y, size: 12, font: plain, color: dark })
    page.drawLine({
      start: { x: margin, y: y - 10 },
      end: { x: right, y: y - 10 },
      color: pale,
      thickness: 0.3,
    })
  })
  return document.save()
}
