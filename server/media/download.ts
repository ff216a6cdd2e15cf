import * as Undici from "@effect/platform-node/Undici"
import { Effect, Schema } from "effect"
import { lookup as lookUp, type LookupAddress } from "node:dns"
import { lookup } from "node:dns/promises"
import { isIP, type LookupFunction } from "node:net"

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

const refusedName = (host: string) =>
  new DownloadFailed({ gone: true, message: `${host} may not be asked for files` })

/** The addresses that are connected to are the ones that are judged: a name may be another address by then (rebinding). */
const publicOnly = (resolve: typeof lookUp): LookupFunction => (host, options, answer) =>
  resolve(host, { ...options, all: true }, (error, found: ReadonlyArray<LookupAddress>) => {
    if (error) return answer(error, [])
    if (found.length === 0 || found.some(({ address }) => isPrivateAddress(address))) {
      return answer(refusedName(host), [])
    }
    const [first] = found
    if (options.all || !first) answer(null, [...found])
    else answer(null, first.address, first.family)
  })

/** Addresses are judged before they are asked, names where they are connected to. */
const isAskable = (url: URL): boolean => {
  const host = url.hostname.replace(/^\[|\]$/g, "")
  return /^https?:$/.test(url.protocol) && (isIP(host) === 0 || !isPrivateAddress(host))
}

const agentOf = (resolve: typeof lookUp) => new Undici.Agent({ connect: { lookup: publicOnly(resolve) } })
const publicAgent = agentOf(lookUp)

const readWhole = async (response: Undici.Response, bytesMax: number): Promise<Uint8Array> => {
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
  { bytesMax, headers, resolve, trustedHost }: DownloadOptions,
  signal: AbortSignal,
): Promise<Downloaded> => {
  let url = start
  const outside = resolve ? agentOf(resolve) : publicAgent
  for (let hop = 0; hop < hopsMax; hop += 1) {
    const trusted = url.host === trustedHost
    if (!trusted && !isAskable(url)) throw refusedName(url.host)
    // What signs in at the provider is for the provider alone.
    const own = url.host === start.host
    const response = await Undici.fetch(url, {
      redirect: "manual",
      signal,
      headers: own ? headers : {},
      ...(trusted ? {} : { dispatcher: outside }),
    })
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
  /** How names become addresses; only tests have another way than the system's. */
  readonly resolve?: typeof lookUp
}

/** A name that was refused is the cause of a connection that did not come about. */
const failureOf = (cause: unknown): DownloadFailed => {
  if (cause instanceof DownloadFailed) return cause
  if (cause instanceof Error && cause.cause instanceof DownloadFailed) return cause.cause
  return new DownloadFailed({ gone: false, message: String(cause) })
}

/** Fetches a file for at most a minute, through at most five addresses, none of which may be of our own network. */
export const download = (url: string, options: DownloadOptions): Effect.Effect<Downloaded, DownloadFailed> =>
  Effect.tryPromise({
    try: (signal) => follow(new URL(url), options, signal),
    catch: failureOf,
  }).pipe(
    Effect.timeoutOrElse({
      duration: timeLimit,
      orElse: () => Effect.fail(new DownloadFailed({ gone: false, message: "no answer within a minute" })),
    }),
  )
