const minute = 60_000

/** How long someone has waited, rounded down: `12 min`, `3 h`, `2 d`; null below a minute. */
export const waitingTime = (since: number, now: number): string | null => {
  const minutes = Math.floor((now - since) / minute)
  if (minutes < 1) return null
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 24 ? `${hours} h` : `${Math.floor(hours / 24)} d`
}

/** Whether that is longer than the workspace's limit. */
export const isTooLong = (since: number, now: number, limitMinutes: number): boolean =>
  now - since > limitMinutes * minute
