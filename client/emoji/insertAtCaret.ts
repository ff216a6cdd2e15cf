/** Puts text in the place of what is selected, or of a stretch of its own, as if it were typed. */
export const insertAtCaret = (
  field: HTMLTextAreaElement | undefined,
  text: string,
  replaced?: { readonly start: number; readonly end: number },
): void => {
  if (!field) return
  const { end, start } = replaced ?? { start: field.selectionStart, end: field.selectionEnd }
  if (field.maxLength >= 0 && field.value.length - (end - start) + text.length > field.maxLength) return
  field.setRangeText(text, start, end, "end")
  field.dispatchEvent(new InputEvent("input", { bubbles: true }))
}
