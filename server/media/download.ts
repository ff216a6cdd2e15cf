import type * as Undici from "@effect/platform-node/Undici"
import { Effect, Schema } from "effect"
import { AddressRefused, fetchOutside, type Resolve } from "../http/fetchOutside.ts"

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
  for (let hop = 0; hop < hopsMax; hop += 1) {
    // What signs in at the provider is for the provider alone.
    const own = url.host === start.host
    const response = await fetchOutside(url, { signal, headers: own ? headers : {} }, {
      trusted: url.host === trustedHost,
      resolve,
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
  readonly resolve?: Resolve
}

const failureOf = (cause: unknown): DownloadFailed => {
  if (cause instanceof DownloadFailed) return cause
  if (cause instanceof AddressRefused) {
    return new DownloadFailed({ gone: true, message: `${cause.host} may not be asked for files` })
  }
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
