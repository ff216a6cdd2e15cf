import type { GivenConsent } from "../../domain/consent/readConsentRow.ts"
import type { RowVerdict } from "../uploads/UploadWork.ts"

/** What the desk knows of a row's number and channel. */
export interface KnownOfNumber {
  /** The first line of the file with the same number and channel. */
  readonly firstLine: number
  readonly optedOutAt: Date | null
  readonly consentAt: Date | null
  /** When a consent was last given or withdrawn. */
  readonly consentChangedAt: Date | null
}

const day = (date: Date): string =>
  new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" })
    .format(date)

/** Whether a readable row can be imported, in plain words where not (CONSENT-2). An opt-out beats a consent on paper. */
export const judgeConsentRow = (
  { at, line }: Pick<GivenConsent, "at"> & { readonly line: number },
  { consentAt, consentChangedAt, firstLine, optedOutAt }: KnownOfNumber,
): RowVerdict => {
  const refused = (reason: string): RowVerdict => ({ line, outcome: "refused", reason })
  if (firstLine < line) return refused(`Same number and channel as row ${firstLine}.`)
  if (optedOutAt !== null) {
    return refused(`This person opted out on ${day(optedOutAt)}. They must opt in themselves.`)
  }
  if (consentAt === null && consentChangedAt !== null && consentChangedAt.getTime() >= at) {
    return refused(`Consent was withdrawn on ${day(consentChangedAt)}, after this date.`)
  }
  return {
    line,
    outcome: consentAt !== null && consentAt.getTime() >= at ? "known" : "ready",
    reason: null,
  }
}
