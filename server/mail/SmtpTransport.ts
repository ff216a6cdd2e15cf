import { Context, Effect, Layer, Option, Predicate, Schema } from "effect"
import { createTransport } from "nodemailer"
import { DeskConfig } from "../DeskConfig.ts"
import type { MailContent } from "./composeMail.ts"
import { readSmtpUrl, type SmtpAddress } from "./SmtpAddress.ts"

/** A mail on its way; its id is in its Message-ID, so that a mailbox knows one that came twice. */
export interface OutgoingMail extends MailContent {
  readonly id: string
  readonly to: string
  /** Mails of one thread are shown together by mail programs; none for what stands alone. */
  readonly thread?: string | undefined
}

/** The mail was not taken. `forGood`: this mail will not be, however often it is tried. */
export class MailNotTaken extends Schema.TaggedError<MailNotTaken>()("MailNotTaken", {
  message: Schema.String,
  forGood: Schema.Boolean,
}) {}

export const connectionsMax = 4
const mailsPerConnectionMax = 100
const connectMillisMax = 10_000
const idleMillisMax = 30_000
const answerCharactersMax = 300

/** A refusal of this mail or its recipient; of our sign-in or our host it is the operator's to repair. */
const isForGood = (code: unknown, responseCode: unknown): boolean =>
  typeof responseCode === "number"
    ? responseCode >= 500 && (code === "EENVELOPE" || code === "EMESSAGE")
    : code === "EENVELOPE"

const notTaken = (cause: unknown): MailNotTaken => {
  const said = cause instanceof Error ? cause.message : String(cause)
  const code = Predicate.hasProperty(cause, "code") ? cause.code : undefined
  const responseCode = Predicate.hasProperty(cause, "responseCode") ? cause.responseCode : undefined
  return new MailNotTaken({
    message: said.slice(0, answerCharactersMax),
    forGood: isForGood(code, responseCode),
  })
}

const makeTransport = (
  { auth, certificateChecked, encryption, from, host, port, silentSecondsMax }: SmtpAddress,
) =>
  createTransport({
    pool: true,
    host,
    port,
    secure: encryption === "implicit",
    requireTLS: encryption === "required",
    ignoreTLS: encryption === "none",
    tls: { rejectUnauthorized: certificateChecked },
    ...(auth === undefined ? {} : { auth }),
    maxConnections: connectionsMax,
    maxMessages: mailsPerConnectionMax,
    // A mail whose connection broke is tried again by MailDelivery, which counts.
    maxRequeues: 0,
    idleTimeout: idleMillisMax,
    connectionTimeout: connectMillisMax,
    greetingTimeout: connectMillisMax,
    dnsTimeout: connectMillisMax,
    socketTimeout: silentSecondsMax * 1_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  }, { from: { name: "Converse Desk", address: from } })

const make = Effect.fnUntraced(function* (address: SmtpAddress) {
  const transport = yield* Effect.acquireRelease(
    Effect.sync(() => makeTransport(address)),
    (made) => Effect.sync(() => made.close()),
  )
  const domain = address.from.split("@").at(-1) ?? address.host
  const threaded = (thread: string) => {
    const first = `<${thread}@${domain}>`
    return { inReplyTo: first, references: [first] }
  }
  return Effect.fn("SmtpTransport.send")(({ html, id, subject, text, thread, to }: OutgoingMail) =>
    Effect.tryPromise({
      try: (signal) =>
        transport.sendMail({
          // Who gives up hangs up: what is not recorded as sent is not sent later.
          signal,
          to: { name: "", address: to },
          subject,
          html,
          text,
          messageId: `<${id}@${domain}>`,
          ...(thread === undefined ? {} : threaded(thread)),
          // Nobody's absence is answered to the desk.
          headers: { "auto-submitted": "auto-generated", "x-auto-response-suppress": "All" },
        }),
      catch: notTaken,
    }).pipe(Effect.asVoid)
  )
})

/** The mail server of `SMTP_URL`, over a few connections that are kept; none without it. */
export class SmtpTransport extends Context.Service<SmtpTransport, {
  readonly send: Option.Option<(mail: OutgoingMail) => Effect.Effect<void, MailNotTaken>>
}>()("desk/server/mail/SmtpTransport") {
  static readonly layer = Layer.effect(
    SmtpTransport,
    Effect.gen(function* () {
      const { publicUrl, smtpUrl } = yield* DeskConfig
      if (Option.isNone(smtpUrl)) return { send: Option.none() }
      return { send: Option.some(yield* make(yield* readSmtpUrl(smtpUrl.value, publicUrl))) }
    }),
  )
}
