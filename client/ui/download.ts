/** Has the browser fetch a file of the desk and keep it, under the name that the server gives it. */
export const download = (path: string): void => {
  const link = document.createElement("a")
  link.href = path
  link.download = ""
  link.click()
}
