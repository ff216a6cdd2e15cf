import { assert, describe, it } from "@effect/vitest"
import { Effect, Schedule } from "effect"
import pg from "pg"
import { makeTwilioDesk, scopedTest } from "../../test/TwilioDesk.ts"
import { TestMailServer } from "../mail/MailFixture.ts"

const customers = Array.from({ length: 5 }, (_, n) => `+1555060000${n}`)
const perCustomer = 6

const messageIdOf = (source: string): string => /^Message-ID: (.*?)\r$/m.exec(source)?.[1] ?? ""
const numberOf = (source: string): string => /^([0-9]{10} number [0-9]+)\r$/m.exec(source)?.[1] ?? ""

/** A mail that the killed process had in hand is another's after three minutes: as if they were over. */
const claimsOver = (databaseUrl: string) =>
  Effect.promise(async () => {
    const client = new pg.Client({ connectionString: databaseUrl })
    await client.connect()
    await client.query("UPDATE mails SET due_at = now() WHERE status = 'waiting'")
    await client.end()
  })

/* NOTIFY-5 over what may happen to a process: a mail is neither lost nor written twice, and messages never notice. */
describe("mails of a desk that is killed", () => {
  it.live(
    "NOTIFY-1, NOTIFY-5: there is one for each message, whatever was under way at the kill",
    () =>
      scopedTest(
        Effect.gen(function* () {
          const server = yield* TestMailServer
          const { bring, desk } = yield* makeTwilioDesk({
            SMTP_URL: `smtp://127.0.0.1:${server.port}?from=desk@acme.test`,
          })
          const texts = customers.flatMap((from) =>
            Array.from({ length: perCustomer }, (_, n) => ({ from, text: `${from.slice(2)} number ${n}` }))
          )
          yield* Effect.forEach(texts.slice(0, 15), ({ from, text }) => bring(from, text), { concurrency: 4 })
          // The first mails are out, the others written, half written, or not yet.
          yield* Effect.suspend(() => Effect.succeed(server.mails.length)).pipe(
            Effect.repeat({
              until: (count) => count > 0,
              schedule: Schedule.spaced("5 millis"),
              times: 2_000,
            }),
          )
          yield* Effect.promise(() => desk.kill())
          yield* Effect.promise(() => desk.restart())
          yield* claimsOver(desk.databaseUrl)
          yield* Effect.forEach(texts.slice(15), ({ from, text }) => bring(from, text), { concurrency: 4 })
          const told = yield* Effect.sync(() => new Set(server.mails.map(({ source }) => numberOf(source))))
            .pipe(
              Effect.repeat({
                until: (known) => known.size === texts.length,
                schedule: Schedule.spaced("25 millis"),
                times: 1_000,
              }),
            )
          assert.deepStrictEqual([...told].sort(), texts.map(({ text }) => text).sort())
          const ids = new Map<string, Set<string>>()
          for (const { source } of server.mails) {
            const number = numberOf(source)
            ids.set(number, (ids.get(number) ?? new Set()).add(messageIdOf(source)))
          }
          // What was handed over and not recorded goes again, as the same mail.
          for (const [number, known] of ids) assert.strictEqual(known.size, 1, number)
        }).pipe(Effect.provide(TestMailServer.layer())),
      ),
    90_000,
  )
})
