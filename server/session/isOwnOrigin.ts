import { Option } from "effect"
import { Headers } from "effect/http"

const hostOf = (origin: string): string | undefined => {
  try {
    return new URL(origin).host
  } catch {
    return undefined
  }
}

/**
 * Whether a request that changes something, or opens a socket, comes from the desk's own pages: from `publicUrl` or the
 * host that was called. Without an Origin it comes from no browser page, unless the browser says otherwise.
 */
export const isOwnOrigin = (headers: Headers.Headers, publicUrl: string): boolean => {
  const origin = Option.getOrUndefined(Headers.get(headers, "origin"))
  if (origin === undefined) {
    const site = Option.getOrUndefined(Headers.get(headers, "sec-fetch-site"))
    return site === undefined || site === "same-origin" || site === "none"
  }
  if (origin === new URL(publicUrl).origin) return true
  const host = Option.getOrUndefined(Headers.get(headers, "host"))
  return host !== undefined && hostOf(origin) === host
}
