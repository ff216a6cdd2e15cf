import type { RowUpload } from "../../domain/upload/RowUpload.ts"

const counted = (count: number): string => count.toLocaleString("en-US")

/** What became of the rows of a file: `231 rows imported`, `4 already on file`, `2 to fix`. */
export const uploadWords = (
  { imported, known, refused }: Pick<RowUpload, "imported" | "known" | "refused">,
): readonly [string, ...ReadonlyArray<string>] => [
  `${counted(imported)} ${imported === 1 ? "row" : "rows"} imported`,
  ...(known > 0 ? [`${counted(known)} already on file`] : []),
  ...(refused > 0 ? [`${counted(refused)} to fix`] : []),
]
