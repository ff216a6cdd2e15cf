/** Hands a text to the browser as a file to keep. */
export const saveFile = (name: string, type: string, parts: ReadonlyArray<string>): void => {
  const url = URL.createObjectURL(new Blob([...parts], { type }))
  const link = document.createElement("a")
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
