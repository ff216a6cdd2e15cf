import type { BusinessHours } from "./BusinessHours.ts"
import { nextOpening, openAt, searchDays } from "./nextOpening.ts"
import { hoursBesideQuiet, type QuietHours } from "./QuietHours.ts"

/** All that says when one conversation's messages may go. */
export interface SendingHours {
  /** The Sender ID's own, else the workspace's. */
  readonly business: BusinessHours
  readonly quiet: QuietHours | null
  /** Where the recipient may be: see `recipientZones`. None known: the clock of the business counts. */
  readonly zones: ReadonlyArray<string>
}

export interface SendingTime {
  /** Epoch milliseconds; null when there is none in the next 400 days. */
  readonly at: number | null
  /** What keeps it from going at once: business hours before the recipient's quiet hours; null when it may go. */
  readonly waitsFor: "business" | "quiet" | null
}

const searchMillis = searchDays * 86_400_000

/** The first instant from `instant` on at which all are open: each opening is asked of the others again, until all agree. */
export const laterOf = (all: ReadonlyArray<BusinessHours>, instant: number): number | null => {
  let at = instant
  while (at - instant <= searchMillis) {
    let next = at
    for (const hours of all) {
      const opening = nextOpening(hours, next)
      if (opening === null) return null
      next = opening
    }
    if (next === at) return at
    at = next
  }
  return null
}

/**
 * When what is written at an instant, epoch milliseconds, may go (HOURS-2, HOURS-4): within business hours and outside the
 * recipient's quiet hours. Where their time zone is not known exactly, in every zone that they may be in.
 */
export const nextSendingTime = ({ business, quiet, zones }: SendingHours, instant: number): SendingTime => {
  const places = zones.length === 0 ? [business.timeZone] : zones
  const beside = quiet ? places.map((zone) => hoursBesideQuiet(quiet, zone)) : []
  const waitsFor = !openAt(business, instant)
    ? "business"
    : beside.every((hours) => openAt(hours, instant))
    ? null
    : "quiet"
  return { at: waitsFor === null ? instant : laterOf([business, ...beside], instant), waitsFor }
}
