import { PgClient } from "@effect/sql-pg"
import { ConfigProvider, Context, Effect, Layer } from "effect"
import { once } from "node:events"
import { text } from "node:stream/consumers"
import { SMTPServer, type SMTPServerOptions } from "smtp-server"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { DeskConfig } from "../DeskConfig.ts"
import { ToldMails } from "../notifications/ToldMails.ts"
import { composeMail } from "./composeMail.ts"
import { MailDelivery } from "./MailDelivery.ts"
import { Mailer } from "./Mailer.ts"
import { SmtpTransport } from "./SmtpTransport.ts"

/** Whom a mail server refuses, in its words, for as long as they are in here. */
export type Refusals = Map<string, { readonly code: number; readonly words: string }>

const refusalOf = ({ code, words }: { readonly code: number; readonly words: string }) =>
  Object.assign(new Error(words), { responseCode: code })

/** A real mail server on this machine, which keeps what it took. */
export class TestMailServer extends Context.Service<TestMailServer, {
  readonly port: number
  readonly mails: Array<{ readonly to: string; readonly source: string; readonly encrypted: boolean }>
  readonly refused: Refusals
  /** Recipients whom it never answers about. */
  readonly silentFor: Set<string>
}>()("desk/server/mail/TestMailServer") {
  static readonly layer = (options: SMTPServerOptions = {}) =>
    Layer.effect(
      TestMailServer,
      Effect.gen(function* () {
        const mails: Array<{ to: string; source: string; encrypted: boolean }> = []
        const refused: Refusals = new Map()
        const silentFor = new Set<string>()
        const server = yield* Effect.acquireRelease(
          Effect.promise(async () => {
            const made = new SMTPServer({
              authOptional: true,
              disableReverseLookup: true,
              disabledCommands: ["STARTTLS"],
              closeTimeout: 100,
              onRcptTo: ({ address }, _session, callback) => {
                if (silentFor.has(address)) return
                const refusal = refused.get(address)
                callback(refusal ? refusalOf(refusal) : null)
              },
              onData: (stream, { envelope, secure }, callback) => {
                void text(stream).then((source) => {
                  for (const { address } of envelope.rcptTo) {
                    mails.push({ to: address, source, encrypted: secure })
                  }
                  callback()
                  // Whoever sent it was killed in the middle: it never came.
                }, callback)
              },
              ...options,
            })
            made.on("error", () => {})
            made.listen(0, "127.0.0.1")
            await once(made.server, "listening")
            return made
          }),
          (made) => Effect.callback<void>((resume) => made.close(() => resume(Effect.void))),
        )
        const address = server.server.address()
        const port = address === null || typeof address === "string" ? 0 : address.port
        return { port, mails, refused, silentFor }
      }),
    )
}

/** For mails whose words are stored with them. */
export const nothingTold = Layer.mock(ToldMails)({ compose: () => Effect.undefined })

export const configFor = (environment: Record<string, string>) =>
  DeskConfig.layer.pipe(
    Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnvRecord(environment))),
    Layer.fresh,
  )

/** Quoted-printable as it is read. */
export const readable = (source: string): string =>
  Buffer.from(
    source.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/g, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16))),
    "latin1",
  ).toString("utf8")

/** Mailer and delivery on a workspace of tests, with the test's mail server by `SMTP_URL` (`PORT` in it is its port). */
export const mailFixture = (smtpUrl: string, options: SMTPServerOptions = {}, told = nothingTold) =>
  MailDelivery.layer.pipe(
    Layer.provideMerge(Mailer.layer),
    Layer.provide(told),
    Layer.provide(SmtpTransport.layer),
    Layer.provide(
      Layer.unwrap(
        TestMailServer.use(({ port }) =>
          Effect.succeed(configFor({ SMTP_URL: smtpUrl.replace("PORT", String(port)) }))
        ),
      ),
    ),
    Layer.provideMerge(TestMailServer.layer(options)),
    Layer.provideMerge(TestWorkspace.layer),
  )

/** The same without a mail server. */
export const keptMailFixture = MailDelivery.layer.pipe(
  Layer.provideMerge(Mailer.layer),
  Layer.provide(nothingTold),
  Layer.provide(SmtpTransport.layer),
  Layer.provide(configFor({})),
  Layer.provideMerge(TestWorkspace.layer),
)

/** Writes a mail in a transaction of its own, without anything waking up for it. */
export const writeMail = Effect.fnUntraced(
  function* (to: string, options: { readonly dedupeKey?: string; readonly secret?: boolean } = {}) {
    const { workspaceId } = yield* TestWorkspace
    const mailer = yield* Mailer
    const content = composeMail({
      subject: "Für <Ann>\nand others",
      heading: "Hello <b>Ann</b>",
      paragraphs: ["One & two"],
      action: { label: "Open", url: "https://desk.test/?a=1&b=2" },
      foot: "You use the desk.",
    })
    yield* mailer.send({ workspaceId, to, kind: "security", ...content, ...options })
  },
)

/** Whatever waits is due now. */
export const makeDue = PgClient.PgClient.use((sql) =>
  sql`UPDATE mails SET due_at = now() WHERE status = 'waiting'`
)

/** What became of the mail to somebody. */
export const stateOf = (to: string) =>
  PgClient.PgClient.use((sql) =>
    sql<
      {
        status: string
        attempts: number
        problem: string | null
        seconds: number
        html: string
        text: string
      }
    >`
      SELECT status, attempts, problem, html, text, extract(epoch FROM due_at - now())::float8 AS seconds
      FROM mails WHERE recipient = ${to}`
  )
