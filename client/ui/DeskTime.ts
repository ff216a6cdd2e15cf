const minute = 60_000
const hour = 60 * minute

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

const twoDigits = (value: number): string => String(value).padStart(2, "0")

/** Whole days between two moments by the calendar of the user's time zone. */
const daysBetween = (at: number, now: number): number => {
  const day = (time: number) => {
    const date = new Date(time)
    return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate())
  }
  return Math.round((day(now) - day(at)) / (24 * hour))
}

/** `14:31`, in the user's time zone. */
export const clockTime = (at: number): string => {
  const date = new Date(at)
  return `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`
}

const dayAndMonth = (date: Date): string => `${date.getDate()} ${months[date.getMonth()]}`

/** `2 Nov`, with the year where it is not that of `now`. */
export const shortDate = (at: number, now: number): string => {
  const date = new Date(at)
  return date.getFullYear() === new Date(now).getFullYear()
    ? dayAndMonth(date)
    : `${dayAndMonth(date)} ${date.getFullYear()}`
}

/** Time of a list row: today `14:31`, `Yesterday`, a weekday up to 6 days, then `2 Nov`, then `2 Nov 2025`. */
export const listTime = (at: number, now: number): string => {
  const days = daysBetween(at, now)
  if (days <= 0) return clockTime(at)
  if (days === 1) return "Yesterday"
  if (days <= 6) return weekdays[new Date(at).getDay()] ?? ""
  return shortDate(at, now)
}

/** Date separator of a conversation: `Today, Fri 13 Nov`, `Thu 12 Nov`. */
export const dayLabel = (at: number, now: number): string => {
  const label = `${weekdays[new Date(at).getDay()]} ${shortDate(at, now)}`
  const days = daysBetween(at, now)
  return days === 0 ? `Today, ${label}` : days === 1 ? `Yesterday, ${label}` : label
}

export const isSameDay = (a: number, b: number): boolean => daysBetween(a, b) === 0

/** `Wed 11 Nov at 10:20`. */
export const dateAndTime = (at: number, now: number): string =>
  `${weekdays[new Date(at).getDay()]} ${shortDate(at, now)} at ${clockTime(at)}`

// Made once: making one takes longer than drawing a row.
const fullFormat = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "long", hour12: false })

/** `Friday, 13 November 2026 at 14:31:00 CET`, for tooltips. */
export const fullTime = (at: number): string => fullFormat.format(at)

/** What is left, rounded up to minutes: `23 h 55 min`, `38 min`, `1 min`; `0 min` when nothing is. */
export const timeLeft = (millis: number): string => {
  const minutes = Math.max(0, Math.ceil(millis / minute))
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  if (hours === 0) return `${rest} min`
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`
}

/** The same in words, for names and notices: `1 hour 12 minutes`. */
export const timeLeftInWords = (millis: number): string => {
  const minutes = Math.max(0, Math.ceil(millis / minute))
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  const part = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`
  if (hours === 0) return part(rest, "minute")
  return rest === 0 ? part(hours, "hour") : `${part(hours, "hour")} ${part(rest, "minute")}`
}
