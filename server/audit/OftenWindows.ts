/** In this time as many entries of one kind are taken. */
export const windowMillis = 10 * 60_000
/** Of one user; and of a workspace in all, so that many who try cannot fill the disk. */
export const perUserMax = 10
export const perWorkspaceMax = 100
/** Windows are looked through for ended ones when there are so many. */
const windowsMax = 10_000

export interface OftenKey {
  readonly workspaceId: string
  readonly action: string
  readonly user: string | null
}

interface Window {
  readonly until: number
  count: number
}

/**
 * Decides which of the entries that anybody can cause, by knocking again and again, are kept: on each node at most
 * `perWorkspaceMax` of a kind and workspace in ten minutes, thus at most 14,400 a day or some 4 MB.
 */
export class OftenWindows {
  private readonly windows = new Map<string, Window>()

  /** `"last"`: it is the last that is taken until the window ends. */
  take({ action, user, workspaceId }: OftenKey, now: number): "taken" | "last" | "left out" {
    if (this.windows.size > windowsMax) this.forgetEnded(now)
    const ofAll = this.windowOf(`${workspaceId} ${action}`, now)
    if (ofAll.count >= perWorkspaceMax) return "left out"
    const ofUser = this.windowOf(`${workspaceId} ${action} ${user}`, now)
    if (ofUser.count >= perUserMax) return "left out"
    ofAll.count += 1
    ofUser.count += 1
    return ofAll.count === perWorkspaceMax || ofUser.count === perUserMax ? "last" : "taken"
  }

  private windowOf(key: string, now: number): Window {
    const known = this.windows.get(key)
    if (known && known.until > now) return known
    const fresh = { until: now + windowMillis, count: 0 }
    this.windows.set(key, fresh)
    return fresh
  }

  private forgetEnded(now: number): void {
    for (const [key, { until }] of this.windows) if (until <= now) this.windows.delete(key)
  }
}
