/** The name that is being typed before the caret, as in `on :smi`, and where it begins; null when none is. */
export const typedEmojiName = (
  text: string,
  caret: number,
): { readonly start: number; readonly name: string; readonly closed: boolean } | null => {
  const found = /(?:^|[\s(])(:([\p{L}\d_+-]{2,40})(:?))$/u.exec(text.slice(0, caret))
  if (!found) return null
  const [, whole = "", name = "", colon = ""] = found
  return { start: caret - whole.length, name: name.toLowerCase(), closed: colon !== "" }
}
