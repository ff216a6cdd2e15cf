import { isIP } from "node:net"

const privateNetworks =
  /^(?:127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|0\.|::1$|f[cd]|fe80)/i
const localNames = /(?:^|\.)(?:localhost|local|internal|lan|home\.arpa|test)$/i

/** Why providers on the internet cannot reach this address of the desk, in words; null where nothing speaks against it. */
export const publicUrlProblem = (publicUrl: string, configured: boolean): string | null => {
  const { hostname, protocol } = new URL(publicUrl)
  const host = hostname.replace(/^\[|\]$/g, "")
  if (!configured) {
    return `PUBLIC_URL is not set, so these addresses begin with ${publicUrl}. Providers cannot reach that: set PUBLIC_URL to the desk's https address on the internet, and restart.`
  }
  const isLocal = isIP(host) === 0 ? localNames.test(host) || !host.includes(".") : privateNetworks.test(host)
  if (isLocal) {
    return `PUBLIC_URL is ${publicUrl}, which is only known inside your own network. Providers cannot reach it.`
  }
  return protocol === "https:"
    ? null
    : `PUBLIC_URL is ${publicUrl}, without https. WhatsApp calls https addresses only, and what others bring could be read on the way.`
}
