import { Effect, Schema } from "effect"
import { lookup } from "node:dns/promises"
import { isIP } from "node:net"

const timeLimit = "60 seconds"
const hopsMax = 5

/** A file could not be fetched. `gone`: asking again is of no use. */
export class DownloadFailed extends Schema.TaggedError<DownloadFailed>()("DownloadFailed", {
  gone: Schema.Boolean,
  message: Schema.String,
}) {}

export interface Downloaded {
  readonly bytes: Uint8Array
  /** As the server says, without parameters; null where it says nothing. */
  readonly type: string | null
}

const privateV4 =
  /^(0|10|127|169\.254|172\.(1[6-9]|2\d|3[01])|192\.168|192\.0\.0|198\.1[89]|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])|22[4-9]|2[3-5]\d)\./
const privateV6 = /^(::1?$|f[cd]|fe[89ab]|ff|::ffff:|64:ff9b:|2001:db8:)/i

/** Addresses of this machine and its networks, which nobody outside may make us ask (SSRF). */
export const isPrivateAddress = (address: string): boolean =>
  isIP(address) === 4 ? privateV4.test(address) : isIP(address) !== 6 || privateV6.test(address)

/** Whether an address may be asked: by `http` or `https`, and none of our own networks unless an admin or operator named it. */
export const mayBeAsked = async (url: URL, trustedHost: string | null): Promise<boolean> => {
  if (url.host === trustedHost) return true
  if (url.protocol !== "https:" && url.protocol !== "http:") return false
  const host = url.hostname.replace(/^\[|\]$/g, "")
  const addresses = isIP(host) === 0
    ? (await lookup(host, { all: true })).map(({ address }) => address)
    : [host]
  return addresses.length > 0 && !addresses.some(isPrivateAddress)
}

const readWhole = async (response: Response, bytesMax: number): Promise<Uint8Array> => {
  const parts: Array<Uint8Array> = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.byteLength
    if (size > bytesMax) throw new DownloadFailed({ gone: true, message: `larger than ${bytesMax} bytes` })
    parts.push(part)
  }
  return new Uint8Array(Buffer.concat(parts))
}

const isForGood = (status: number): boolean =>
  status === 404 || status === 410 || status === 415 || status === 400

const follow = async (
  start: URL,
  { bytesMax, headers, trustedHost }: DownloadOptions,
  signal: AbortSignal,
): Promise<Downloaded> => {
  let url = start
  for (let hop = 0; hop < hopsMax; hop += 1) {
    if (!await mayBeAsked(url, trustedHost)) {
      throw new DownloadFailed({ gone: true, message: `${url.host} may not be asked for files` })
    }
    // What signs in at the provider is for the provider alone.
    const own = url.host === start.host
    const response = await fetch(url, { redirect: "manual", signal, headers: own ? headers : {} })
    const location = response.headers.get("location")
    if (response.status >= 300 && response.status < 400 && location !== null) {
      await response.body?.cancel()
      url = new URL(location, url)
      continue
    }
    if (!response.ok) {
      await response.body?.cancel()
      throw new DownloadFailed({ gone: isForGood(response.status), message: `status ${response.status}` })
    }
    const type = response.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? null
    return { bytes: await readWhole(response, bytesMax), type }
  }
  throw new DownloadFailed({ gone: true, message: "too many redirections" })
}

export interface DownloadOptions {
  /** Sent to the first host only. */
  readonly headers: Readonly<Record<string, string>>
  /** A host that an admin configured: it may be one of our own network. */
  readonly trustedHost: string | null
  readonly bytesMax: number
}

/** Fetches a file for at most a minute, through at most five addresses, none of which may be of our own network. */
export const download = (url: string, options: DownloadOptions): Effect.Effect<Downloaded, DownloadFailed> =>
  Effect.tryPromise({
    try: (signal) => follow(new URL(url), options, signal),
    catch: (cause) =>
      cause instanceof DownloadFailed ? cause : new DownloadFailed({ gone: false, message: String(cause) }),
  }).pipe(
    Effect.timeoutOrElse({
      duration: timeLimit,
      orElse: () => Effect.fail(new DownloadFailed({ gone: false, message: "no answer within a minute" })),
    }),
  )
