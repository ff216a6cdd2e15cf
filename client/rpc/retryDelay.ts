export const retryDelayMaxMillis = 30_000

/** Pause before try `attempt` (1, 2, …): 1, 2, 4, 8 … 30 s, and up to a fifth more, so that desks do not come back all at once. */
export const retryDelay = (attempt: number, random: number): number => {
  const pause = Math.min(retryDelayMaxMillis, 1000 * 2 ** Math.min(attempt - 1, 10))
  return Math.round(pause * (1 + random / 5))
}
