/** A tag of a language, script and region is far shorter. */
export const languageTagLengthMax = 35

/** Why something is no language, in plain words; null where it is one. */
export const languageProblem = (typed: string): string | null =>
  languageTag(typed) === null ? `“${typed}” is not a language code. Write it like en or pt-BR.` : null

/**
 * A language as BCP 47 writes it (`pt-BR`), from what somebody typed or a provider writes (`pt_br`); null where it is none.
 * Words such as `English` are none: a tag begins with two or three letters.
 */
export const languageTag = (typed: string): string | null => {
  const text = typed.trim().replaceAll("_", "-")
  if (text.length > languageTagLengthMax || !/^[a-z]{2,3}(?:-|$)/i.test(text)) return null
  try {
    return new Intl.Locale(text).baseName
  } catch {
    return null
  }
}
