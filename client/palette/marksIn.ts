import { matchesOfPart, type TextRange } from "../../domain/search/TextMatch.ts"

/** Where words of a label begin with what was typed: what a label merely holds somewhere is not looked for by it. */
export const marksIn = (label: string, typed: string): ReadonlyArray<TextRange> =>
  matchesOfPart(label, typed).filter(({ start }) => start === 0 || /[\s“(-]/.test(label.charAt(start - 1)))
