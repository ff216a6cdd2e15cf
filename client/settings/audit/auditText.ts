import type { AuditEntry } from "../../../domain/audit/AuditEntry.ts"
import type { UserId } from "../../../domain/user/User.ts"

/** What was changed, in a line: `Label: Parcel Care → Parcel help`. */
export const auditDetailText = (
  { detail }: Pick<AuditEntry, "detail">,
  nameOf: (user: UserId) => string,
): string => {
  const { changes = [], from, note, to } = detail
  const assigned = to === undefined
    ? []
    : [from ? `From ${nameOf(from)} to ${nameOf(to)}` : `To ${nameOf(to)}`]
  const changed = changes.map(({ after, before, what }) => {
    if (before === null) return `${what}: added ${after}`
    if (after === null) return `${what}: removed ${before}`
    return `${what}: ${before} → ${after}`
  })
  return [...assigned, ...changed, ...(note === undefined ? [] : [note])].join(" · ")
}
