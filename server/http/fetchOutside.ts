import * as Undici from "@effect/platform-node/Undici"
import { Schema } from "effect"
import { lookup, type LookupAddress } from "node:dns"
import { isIP, type LookupFunction } from "node:net"

/** An address of this machine or its networks was to be asked on behalf of somebody outside (SSRF). */
export class AddressRefused extends Schema.TaggedError<AddressRefused>()("AddressRefused", {
  host: Schema.String,
}) {}

/** How names become addresses; only tests have another way than the system's. */
export type Resolve = typeof lookup

const privateV4 =
  /^(0|10|127|169\.254|172\.(1[6-9]|2\d|3[01])|192\.168|192\.0\.0|198\.1[89]|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])|22[4-9]|2[3-5]\d)\./
const privateV6 = /^(::1?$|f[cd]|fe[89ab]|ff|::ffff:|64:ff9b:|2001:db8:)/i

/** Addresses of this machine and its networks, which nobody outside may make us ask. */
export const isPrivateAddress = (address: string): boolean =>
  isIP(address) === 4 ? privateV4.test(address) : isIP(address) !== 6 || privateV6.test(address)

/** The addresses that are connected to are the ones that are judged: a name may be another address by then (rebinding). */
const publicOnly = (resolve: Resolve): LookupFunction => (host, options, answer) =>
  resolve(host, { ...options, all: true }, (error, found: ReadonlyArray<LookupAddress>) => {
    if (error) return answer(error, [])
    if (found.length === 0 || found.some(({ address }) => isPrivateAddress(address))) {
      return answer(new AddressRefused({ host }), [])
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

const agentOf = (resolve: Resolve) => new Undici.Agent({ connect: { lookup: publicOnly(resolve) } })
const publicAgent = agentOf(lookup)

/**
 * Asks an address that somebody typed or sent. Rejects with `AddressRefused` for our own networks, unless an admin or the
 * operator named the host: `trusted`. It repeats nothing by itself, as Deno's `fetch` does, also a POST, and follows no
 * redirection, since where that leads is to be judged anew.
 */
export const fetchOutside = async (
  url: URL,
  init: Undici.RequestInit,
  { resolve, trusted }: { readonly trusted: boolean; readonly resolve?: Resolve | undefined },
): Promise<Undici.Response> => {
  if (!trusted && !isAskable(url)) throw new AddressRefused({ host: url.host })
  const dispatcher = resolve ? agentOf(resolve) : publicAgent
  try {
    return await Undici.fetch(url, { ...init, redirect: "manual", ...(trusted ? {} : { dispatcher }) })
  } catch (cause) {
    throw cause instanceof Error && cause.cause instanceof AddressRefused ? cause.cause : cause
  }
}
