/** One record of a CSV file, and the line on which it begins, counted from 1. */
export interface CsvRecord {
  readonly line: number
  readonly fields: ReadonlyArray<string>
}

const delimiters = [",", ";", "\t"] as const
export type CsvDelimiter = typeof delimiters[number]

/** The delimiter of a file: what its first line has most of, outside quotes. */
export const csvDelimiter = (text: string): CsvDelimiter => {
  const [first = ""] = text.replaceAll(/"(?:[^"]|"")*"/g, "").split(/\r\n|\n|\r/)
  const count = (delimiter: CsvDelimiter) => first.split(delimiter).length
  return delimiters.reduce((best, next) => count(next) > count(best) ? next : best)
}

/**
 * The records of a CSV text (RFC 4180), one by one, so that a long file need not be read at once. Lines may end in any
 * way, empty ones are passed over, and a quote inside a field that does not begin with one stands for itself.
 */
export function* parseCsv(text: string, delimiter: CsvDelimiter): Generator<CsvRecord> {
  let at = text.startsWith("\uFEFF") ? 1 : 0
  let line = 1
  while (at < text.length) {
    const begun = line
    const fields: Array<string> = []
    let ended = false
    while (!ended) {
      let field = ""
      if (text[at] === '"') {
        at++
        while (at < text.length) {
          const quote = text.indexOf('"', at)
          const part = text.slice(at, quote < 0 ? text.length : quote)
          line += part.split(/\r\n|\n|\r/).length - 1
          field += part
          at = quote < 0 ? text.length : quote + 1
          if (text[at] !== '"' || quote < 0) break
          field += '"'
          at++
        }
      }
      let end = at
      while (end < text.length && text[end] !== delimiter && text[end] !== "\n" && text[end] !== "\r") end++
      fields.push(field + text.slice(at, end))
      ended = text[end] !== delimiter
      at = end + 1
    }
    if (text[at - 1] === "\r" && text[at] === "\n") at++
    line++
    if (fields.some((field) => field.trim() !== "")) yield { line: begun, fields }
  }
}

const formulaStart = /^[=+\-@\t\r]/
/** Numbers begin with a plus, and are no formula. */
const phoneNumbers = /^\+\d+(?:; \+\d+)*$/

/** A field that no spreadsheet takes for a formula: an apostrophe stands before what begins like one. */
export const guardFormula = (field: string): string =>
  formulaStart.test(field) && !phoneNumbers.test(field) ? `'${field}` : field

/** A field as it was before `guardFormula`. */
export const unguardFormula = (field: string): string =>
  field.startsWith("'") && formulaStart.test(field.slice(1)) ? field.slice(1) : field

/** One line of a CSV file, with its end. */
export const csvLine = (fields: ReadonlyArray<string>): string =>
  `${
    fields.map((field) => /[",;\t\r\n]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)
      .join(",")
  }\r\n`
