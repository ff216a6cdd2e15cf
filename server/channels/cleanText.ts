/** What the database and the desk take of a provider's text: no NUL, no half characters, at most so many UTF-16 units. */
export const cleanText = (text: string | null | undefined, max: number): string =>
  (text ?? "").replaceAll("\0", "\uFFFD").slice(0, max).toWellFormed()

/** The same without spaces around it; null where nothing is left. */
export const cleanTextOrNull = (text: string | null | undefined, max: number): string | null =>
  cleanText(text, max).trim() || null
