import { zoneOffset } from "./zoneOffset.ts"

/** What a time zone's clocks are ahead of UTC at a moment: `UTC−8`, `UTC+5:45`, `UTC`. */
export const offsetText = (id: string, at: number): string => {
  const minutes = Math.round(zoneOffset(id, at) / 60_000)
  if (minutes === 0) return "UTC"
  const rest = Math.abs(minutes) % 60
  const hours = Math.floor(Math.abs(minutes) / 60)
  return `UTC${minutes < 0 ? "−" : "+"}${hours}${rest === 0 ? "" : `:${String(rest).padStart(2, "0")}`}`
}
