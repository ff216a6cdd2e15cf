const dayMillis = 86_400_000
/** Bounds of what is remembered: more zones than there are, and some years of days of each. */
const zonesMax = 1_000
const daysMax = 2_000

/** One UTC day of a zone: what its clocks are ahead of UTC, in milliseconds, and when that changes in between. */
interface ZoneDay {
  readonly before: number
  /** The first instant of the new offset; Infinity where none begins on this day. */
  readonly changesAt: number
  readonly after: number
}

interface Zone {
  readonly offsetAt: (instant: number) => number
  readonly days: Map<number, ZoneDay>
}

const zones = new Map<string, Zone>()

const offsetPattern = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/

const offsetIn = (text: string): number => {
  const [, sign, hours = 0, minutes = 0, seconds = 0] = offsetPattern.exec(text) ?? []
  const millis = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
  return sign === "-" ? -millis : millis
}

const openZone = (timeZone: string): Zone => {
  try {
    const format = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" })
    return { offsetAt: (instant) => offsetIn(format.format(instant)), days: new Map() }
  } catch {
    // Names are checked where they are saved. A browser that is older than the name counts it as UTC.
    return { offsetAt: () => 0, days: new Map() }
  }
}

const zoneOf = (timeZone: string): Zone => {
  const known = zones.get(timeZone)
  if (known) return known
  if (zones.size >= zonesMax) zones.clear()
  const zone = openZone(timeZone)
  zones.set(timeZone, zone)
  return zone
}

/** By halving the day: no zone has ever changed its clocks twice within one. */
const readDay = ({ offsetAt }: Zone, day: number): ZoneDay => {
  let before = day * dayMillis
  let after = before + dayMillis
  const [first, last] = [offsetAt(before), offsetAt(after)]
  if (first === last) return { before: first, changesAt: Infinity, after: last }
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (offsetAt(middle) === first) before = middle
    else after = middle
  }
  return { before: first, changesAt: after, after: last }
}

const dayOf = (zone: Zone, day: number): ZoneDay => {
  const known = zone.days.get(day)
  if (known) return known
  if (zone.days.size >= daysMax) zone.days.clear()
  const read = readDay(zone, day)
  zone.days.set(day, read)
  return read
}

/** A time during which the clocks of a zone run evenly: local time is `instant + offset` from the instant asked for up to, not at, `end`. */
export interface EvenTime {
  readonly offset: number
  readonly end: number
}

/** The even time of a zone that begins at an instant, epoch milliseconds; at most a day. Daylight saving is in the offsets. */
export const evenTimeAt = (timeZone: string, instant: number): EvenTime => {
  const day = Math.floor(instant / dayMillis)
  const { after, before, changesAt } = dayOf(zoneOf(timeZone), day)
  const end = (day + 1) * dayMillis
  if (instant >= changesAt) return { offset: after, end }
  return { offset: before, end: Math.min(changesAt, end) }
}

/** By how many milliseconds the clocks of a zone are ahead of UTC at an instant. */
export const zoneOffset = (timeZone: string, instant: number): number => evenTimeAt(timeZone, instant).offset
