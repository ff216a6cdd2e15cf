import { Effect, Redacted, Schema } from "effect"
import { emailPattern } from "../../domain/contact/Contact.ts"

/** Where mail goes, and how: what `SMTP_URL` says. */
export interface SmtpAddress {
  readonly host: string
  readonly port: number
  /** `implicit`: encrypted from the first byte; `required`: after STARTTLS or not at all; `none`: in the clear. */
  readonly encryption: "implicit" | "required" | "none"
  /** False only where the operator says so: the server's certificate is believed as it is. */
  readonly certificateChecked: boolean
  readonly auth: { readonly user: string; readonly pass: string } | undefined
  readonly from: string
  /** For so long the server may be silent. */
  readonly silentSecondsMax: number
}

export class SmtpUrlUnusable extends Schema.TaggedError<SmtpUrlUnusable>()("SmtpUrlUnusable", {
  message: Schema.String,
}) {}

const unusable = (why: string) =>
  new SmtpUrlUnusable({
    message: `SMTP_URL cannot be used: ${why}. It looks like smtps://user:password@mail.example.com:465` +
      "?from=desk@example.com or smtp://user:password@mail.example.com:587",
  })

const silentSecondsDefault = 20
const silentSecondsLimit = 60

/** Undefined for what is no number of seconds from 1 to 60. */
const secondsOf = (text: string | null): number | undefined => {
  if (text === null) return silentSecondsDefault
  const seconds = /^\d{1,2}$/.test(text) ? Number(text) : 0
  return seconds >= 1 && seconds <= silentSecondsLimit ? seconds : undefined
}

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host)

const encryptionOf = ({ hostname, protocol, searchParams }: URL): SmtpAddress["encryption"] | undefined => {
  if (protocol === "smtps:") return "implicit"
  switch (searchParams.get("tls")) {
    case null:
      return isLoopback(hostname) ? "none" : "required"
    case "required":
    case "unverified":
      return "required"
    case "none":
      return "none"
    default:
      return undefined
  }
}

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/**
 * Reads `smtps://user:password@host:465?from=desk@example.com&tls=…`. Without `smtps` and outside this machine STARTTLS
 * is required, unless `tls=none`; `tls=unverified` takes any certificate. `from` is by default no-reply at the desk's host;
 * `timeout` (seconds, 20) is how long the server may be silent.
 */
export const readSmtpUrl = Effect.fnUntraced(function* (url: Redacted.Redacted, publicUrl: string) {
  const parsed = URL.parse(Redacted.value(url))
  if (parsed === null) return yield* unusable("it is not an address")
  if (parsed.protocol !== "smtp:" && parsed.protocol !== "smtps:") {
    return yield* unusable("it begins neither with smtp:// nor with smtps://")
  }
  if (parsed.hostname === "") return yield* unusable("it names no host")
  const encryption = encryptionOf(parsed)
  if (encryption === undefined) return yield* unusable("tls is none of required, unverified and none")
  const silentSecondsMax = secondsOf(parsed.searchParams.get("timeout"))
  if (silentSecondsMax === undefined) {
    return yield* unusable(`timeout is no number from 1 to ${silentSecondsLimit}`)
  }
  const from = parsed.searchParams.get("from")
  if (from !== null && !emailPattern.test(from)) return yield* unusable("from is no e-mail address")
  const [user, pass] = [decoded(parsed.username), decoded(parsed.password)]
  if (user === undefined || pass === undefined) {
    return yield* unusable("user or password are not percent-encoded")
  }
  const address: SmtpAddress = {
    host: parsed.hostname.replace(/^\[|\]$/g, ""),
    port: parsed.port === "" ? (encryption === "implicit" ? 465 : 587) : Number(parsed.port),
    encryption,
    certificateChecked: parsed.searchParams.get("tls") !== "unverified",
    auth: user === "" ? undefined : { user, pass },
    from: from ?? `no-reply@${new URL(publicUrl).hostname}`,
    silentSecondsMax,
  }
  return address
})
