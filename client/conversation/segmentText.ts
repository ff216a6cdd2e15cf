import { countSegments } from "../../domain/sending/segments.ts"

/**
 * How much of how many SMS a text takes: `0/160`, `1 SMS · 142/160`, `2 SMS · 182/306`; where it takes more room than plain
 * letters would, why: `1 SMS · 20/70 (emoji)`.
 */
export const segmentText = (text: string): string => {
  const { capacity, encoding, segments, used } = countSegments(text)
  if (used === 0) return `0/${capacity}`
  const why = encoding === "GSM-7"
    ? ""
    : /\p{Extended_Pictographic}/u.test(text)
    ? " (emoji)"
    : " (special letters)"
  return `${segments} SMS · ${used}/${capacity}${why}`
}
