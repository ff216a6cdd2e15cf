import { sizeText } from "../../domain/media/mediaProblem.ts"

/** How many files an MMS has, and how big they are of what it may carry. */
export const filesText = (files: ReadonlyArray<{ readonly size: number }>): string => {
  const bytes = files.reduce((sum, { size }) => sum + size, 0)
  return `MMS · ${files.length} file${files.length === 1 ? "" : "s"} · ${sizeText(bytes)} of 5 MB`
}
