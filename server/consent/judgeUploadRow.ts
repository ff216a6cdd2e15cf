import type { RowOutcome } from "../../domain/consent/ConsentUpload.ts"

/** A readable row with what the desk knows of its number and channel. */
export interface RowToJudge {
  readonly line: number
  readonly givenAt: Date
  /** The first line of the file with the same number and channel. */
  readonly firstLine: number
  readonly optedOutAt: Date | null
  readonly consentAt: Date | null
  /** When a consent was last given or withdrawn. */
  readonly consentChangedAt: Date | null
}

export interface RowVerdict {
  readonly line: number
  readonly outcome: Extract<RowOutcome, "ready" | "known" | "refused">
  readonly reason: string | null
}

const day = (date: Date): string =>
  new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" })
    .format(date)

/** Whether a readable row can be imported, in plain words where not (CONSENT-2). An opt-out beats a consent on paper. */
export const judgeUploadRow = (
  { consentAt, consentChangedAt, firstLine, givenAt, line, optedOutAt }: RowToJudge,
): RowVerdict => {
  const refused = (reason: string): RowVerdict => ({ line, outcome: "refused", reason })
  if (firstLine < line) return refused(`Same number and channel as row ${firstLine}.`)
  if (optedOutAt !== null) {
    return refused(`This person opted out on ${day(optedOutAt)}. They must opt in themselves.`)
  }
  if (consentAt === null && consentChangedAt !== null && consentChangedAt >= givenAt) {
    return refused(`Consent was withdrawn on ${day(consentChangedAt)}, after this date.`)
  }
  return { line, outcome: consentAt !== null && consentAt >= givenAt ? "known" : "ready", reason: null }
}
