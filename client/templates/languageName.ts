/** `en_US` → English (US), `es` → Spanish; a code that nobody knows stays as it is. */
export const languageName = (code: string): string => {
  const [language = "", region] = code.split(/[_-]/)
  try {
    const name = new Intl.DisplayNames("en", { type: "language", fallback: "none" }).of(language)
    if (name === undefined) return code
    return region === undefined ? name : `${name} (${region.toUpperCase()})`
  } catch {
    return code
  }
}
