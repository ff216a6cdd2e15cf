/** Hands lines of CSV to the browser as a file to keep. Spreadsheets take it for UTF-8 by the mark at its beginning. */
export const saveCsv = (name: string, lines: ReadonlyArray<string>): void => {
  const url = URL.createObjectURL(new Blob(["\uFEFF", ...lines], { type: "text/csv;charset=utf-8" }))
  const link = document.createElement("a")
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
