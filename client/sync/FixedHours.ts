import type { BusinessHours } from "../../domain/hours/BusinessHours.ts"
import type { Directory } from "../../domain/inbox/DeskChange.ts"

/**
 * Hours that a store keeps as they are. It changes plain objects in place, but hours are looked at once for each object
 * (`nextOpening`), so that other hours must be another object; instances of a class are replaced.
 */
class FixedHours implements BusinessHours {
  readonly timeZone: BusinessHours["timeZone"]
  readonly weekly: BusinessHours["weekly"]
  readonly holidays: BusinessHours["holidays"]

  constructor({ holidays, timeZone, weekly }: BusinessHours) {
    this.timeZone = timeZone
    this.weekly = weekly
    this.holidays = holidays
  }
}

/** A directory whose hours are replaced, and not changed, when the next one is reconciled with it. */
export const withFixedHours = (directory: Directory): Directory => ({
  ...directory,
  workspace: { ...directory.workspace, hours: new FixedHours(directory.workspace.hours) },
  senders: directory.senders.map((sender) => ({
    ...sender,
    hours: sender.hours && new FixedHours(sender.hours),
  })),
})
