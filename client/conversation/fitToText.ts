const linesMax = 8

/** Makes a text field as high as its text, up to 8 lines; then it scrolls. */
export const fitToText = (input: HTMLTextAreaElement | undefined): void => {
  if (!input) return
  input.style.height = "auto"
  const line = Number.parseFloat(getComputedStyle(input).lineHeight)
  const padding = input.offsetHeight - input.clientHeight + 16
  input.style.height = `${Math.min(input.scrollHeight, line * linesMax + padding)}px`
}
