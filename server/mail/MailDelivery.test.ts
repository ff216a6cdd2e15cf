import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Latch, Layer } from "effect"
import { randomUUID } from "node:crypto"
import { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { ToldMails } from "../notifications/ToldMails.ts"
import { attemptsMax, MailDelivery } from "./MailDelivery.ts"
import {
  keptMailFixture,
  mailFixture,
  makeDue,
  readable,
  stateOf,
  TestMailServer,
  writeMail,
} from "./MailFixture.ts"
import { Mailer } from "./Mailer.ts"

const options = { excludeTestServices: true }
const deliverDue = Effect.gen(function* () {
  yield* makeDue
  return yield* MailDelivery.use((delivery) => delivery.deliverDue)
})
const deliveredTo = (to: string) =>
  TestMailServer.use(({ mails }) => Effect.succeed(mails.filter((mail) => mail.to === to)))

layer(mailFixture("smtp://127.0.0.1:PORT?from=desk@acme.test"), options)("a mail", (it) => {
  it.effect("NOTIFY-5: reaches the mail server once, as text and as HTML, with nobody's markup in it", () =>
    Effect.gen(function* () {
      yield* writeMail("ann@acme.test")
      const delivery = yield* MailDelivery
      yield* Effect.replicateEffect(delivery.deliverDue, 5, { concurrency: 5 })
      const mails = yield* deliveredTo("ann@acme.test")
      assert.strictEqual(mails.length, 1)
      const source = mails[0]?.source ?? ""
      assert.match(source, /^From: Converse Desk <desk@acme\.test>\r$/m)
      assert.match(source, /^Subject: =\?UTF-8\?Q\?F=C3=BCr_/m)
      assert.notMatch(source.split("\r\n\r\n")[0] ?? "", /^and others/m)
      assert.include(readable(source), "Hello &lt;b&gt;Ann&lt;/b&gt;")
      assert.include(source, "One & two")
      assert.match(source, /^Message-ID: <[0-9a-f-]{36}@acme\.test>\r$/m)
      const [state] = yield* stateOf("ann@acme.test")
      assert.strictEqual(state?.status, "sent")
      assert.include(state?.html, "Hello")
    }))

  it.effect("NOTIFY-5: is one with what it tells of: a transaction that is rolled back writes none", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      yield* sql.withTransaction(Effect.andThen(writeMail("gone@acme.test"), Effect.fail("no"))).pipe(
        Effect.flip,
      )
      assert.deepStrictEqual(yield* stateOf("gone@acme.test"), [])
    }))

  it.effect("NOTIFY-5: with the key of another one is none", () =>
    Effect.gen(function* () {
      yield* writeMail("first@acme.test", { dedupeKey: "k" })
      yield* writeMail("second@acme.test", { dedupeKey: "k" })
      assert.strictEqual((yield* stateOf("first@acme.test")).length, 1)
      assert.strictEqual((yield* stateOf("second@acme.test")).length, 0)
    }))

  it.effect("NOTIFY-5: that is refused for good is not tried again, and others go out beside it", () =>
    Effect.gen(function* () {
      const { refused } = yield* TestMailServer
      refused.set("nobody@acme.test", { code: 550, words: "no such mailbox" })
      yield* writeMail("nobody@acme.test")
      yield* writeMail("somebody@acme.test")
      yield* deliverDue
      const [state] = yield* stateOf("nobody@acme.test")
      assert.deepStrictEqual([state?.status, state?.attempts], ["failed", 1])
      assert.include(state?.problem, "no such mailbox")
      assert.strictEqual((yield* deliveredTo("somebody@acme.test")).length, 1)
    }))

  it.effect("NOTIFY-5: that is refused for now is tried again with growing pauses, until it is taken", () =>
    Effect.gen(function* () {
      const { refused } = yield* TestMailServer
      const to = "grey@acme.test"
      refused.set(to, { code: 451, words: "come back later" })
      yield* writeMail(to)
      const pauses: Array<number> = []
      for (let attempt = 1; attempt <= 3; attempt += 1) {
        yield* deliverDue
        const [state] = yield* stateOf(to)
        assert.deepStrictEqual([state?.status, state?.attempts], ["waiting", attempt])
        assert.include(state?.problem, "come back later")
        pauses.push(Math.round(state?.seconds ?? 0))
      }
      assert.isTrue(
        pauses.every((pause, index) => Math.abs(pause - 15 * 4 ** index) <= 2),
        pauses.join(" "),
      )
      refused.delete(to)
      yield* deliverDue
      assert.strictEqual((yield* stateOf(to))[0]?.status, "sent")
      assert.strictEqual((yield* deliveredTo(to)).length, 1)
    }))

  it.effect("NOTIFY-5: that is never taken is given up after a day of tries", () =>
    Effect.gen(function* () {
      const { refused } = yield* TestMailServer
      const sql = yield* PgClient.PgClient
      refused.set("never@acme.test", { code: 451, words: "come back later" })
      yield* writeMail("never@acme.test")
      yield* sql`UPDATE mails SET attempts = ${attemptsMax - 1} WHERE recipient = 'never@acme.test'`
      yield* deliverDue
      assert.strictEqual((yield* stateOf("never@acme.test"))[0]?.status, "failed")
    }))

  it.effect("AUTH-1: with a way in is forgotten as soon as it is delivered", () =>
    Effect.gen(function* () {
      const { ann, workspaceId } = yield* TestWorkspace
      const mailer = yield* Mailer
      yield* writeMail("secret@acme.test", { secret: true })
      const viewer = { user: ann, workspaceId, sessionId: "s" }
      const { mails } = yield* mailer.list(viewer, 1, null)
      const [mail] = mails
      assert.isDefined(mail)
      if (mail) assert.strictEqual((yield* mailer.get(viewer, mail.id)).html, "")
      yield* deliverDue
      const [state] = yield* stateOf("secret@acme.test")
      assert.deepStrictEqual([state?.status, state?.html, state?.text], ["sent", "", ""])
      assert.include((yield* deliveredTo("secret@acme.test"))[0]?.source, "https://desk.test/")
    }))

  it.effect("NOTIFY-5: that a dead node had claimed is taken by another once its time is over", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const delivery = yield* MailDelivery
      yield* writeMail("orphan@acme.test")
      yield* sql`UPDATE mails SET due_at = now() + interval '3 minutes', attempts = 1
        WHERE recipient = 'orphan@acme.test'`
      yield* delivery.deliverDue
      assert.strictEqual((yield* stateOf("orphan@acme.test"))[0]?.status, "waiting")
      yield* deliverDue
      assert.strictEqual((yield* stateOf("orphan@acme.test"))[0]?.status, "sent")
    }))
})

layer(mailFixture("smtp://127.0.0.1:PORT?timeout=1"), options)("a mail server that falls silent", (it) => {
  it.effect("NOTIFY-5: is not waited for, holds up no other mail, and is asked again later", () =>
    Effect.gen(function* () {
      const { silentFor } = yield* TestMailServer
      silentFor.add("slow@acme.test")
      yield* writeMail("slow@acme.test")
      yield* Effect.forEach([1, 2, 3, 4, 5, 6], (number) => writeMail(`${number}@acme.test`))
      yield* deliverDue
      for (const number of [1, 2, 3, 4, 5, 6]) {
        assert.strictEqual((yield* stateOf(`${number}@acme.test`))[0]?.status, "sent")
      }
      const [state] = yield* stateOf("slow@acme.test")
      assert.strictEqual(state?.status, "waiting")
      assert.match(state?.problem ?? "", /[Tt]imeout/)
    }))
})

const asked = Latch.makeUnsafe(false)
const hungUp = Latch.makeUnsafe(false)
layer(
  mailFixture("smtp://127.0.0.1:PORT", {
    onRcptTo: (_address, _session, callback) => asked.openUnsafe() ? undefined : callback(),
    onClose: () => void hungUp.openUnsafe(),
  }),
  options,
)("a mail server that answers after anybody waits for it", (it) => {
  it.effect("NOTIFY-5: is hung up on, and gets the mail once", () =>
    Effect.gen(function* () {
      yield* writeMail("slow@acme.test")
      yield* Effect.raceFirst(deliverDue, asked.await)
      yield* Effect.timeout(hungUp.await, "5 seconds")
      yield* deliverDue
      assert.strictEqual((yield* stateOf("slow@acme.test"))[0]?.status, "sent")
      assert.strictEqual((yield* deliveredTo("slow@acme.test")).length, 1)
    }))
})

const broken = Layer.mock(ToldMails)({
  compose: ({ userId }) => userId === null ? Effect.undefined : Effect.die("broken"),
})
layer(mailFixture("smtp://127.0.0.1:PORT", {}, broken), options)(
  "a mail that cannot be put together",
  (it) => {
    it.effect("NOTIFY-5: holds up no other mail, and is tried again later", () =>
      Effect.gen(function* () {
        const sql = yield* PgClient.PgClient
        const { dana } = yield* TestWorkspace
        yield* writeMail("broken@acme.test")
        yield* sql`UPDATE mails SET user_id = ${dana.id}`
        yield* Effect.forEach([1, 2, 3, 4, 5], (number) => writeMail(`${number}@acme.test`))
        yield* deliverDue
        for (const number of [1, 2, 3, 4, 5]) {
          assert.strictEqual((yield* stateOf(`${number}@acme.test`))[0]?.status, "sent")
        }
        const [state] = yield* stateOf("broken@acme.test")
        assert.deepStrictEqual([state?.status, state?.problem], [
          "waiting",
          "The mail could not be put together.",
        ])
      }))
  },
)

layer(mailFixture("smtp://127.0.0.1:PORT?tls=required"), options)(
  "a mail server without encryption",
  (it) => {
    it.effect("NOTIFY-5: gets nothing where encryption is required, and the mail waits", () =>
      Effect.gen(function* () {
        yield* writeMail("ann@acme.test")
        yield* deliverDue
        assert.deepStrictEqual(yield* deliveredTo("ann@acme.test"), [])
        const [state] = yield* stateOf("ann@acme.test")
        assert.strictEqual(state?.status, "waiting")
        assert.match(state?.problem ?? "", /STARTTLS/)
      }))
  },
)

layer(mailFixture("smtp://127.0.0.1:PORT?tls=required", { disabledCommands: [] }), options)(
  "a mail server with a certificate that nobody signed",
  (it) => {
    it.effect("NOTIFY-5: gets nothing", () =>
      Effect.gen(function* () {
        yield* writeMail("ann@acme.test")
        yield* deliverDue
        assert.deepStrictEqual(yield* deliveredTo("ann@acme.test"), [])
        assert.strictEqual((yield* stateOf("ann@acme.test"))[0]?.status, "waiting")
      }))
  },
)

layer(
  mailFixture("smtp://desk:pass%20word@127.0.0.1:PORT?tls=unverified", {
    disabledCommands: [],
    authOptional: false,
    onAuth: ({ password, username }, _session, callback) =>
      username === "desk" && password === "pass word"
        ? callback(null, { user: "desk" })
        : callback(new Error("who are you?")),
  }),
  options,
)("a mail server that asks for encryption and a password", (it) => {
  it.effect("NOTIFY-5: gets mails encrypted, after STARTTLS", () =>
    Effect.gen(function* () {
      yield* writeMail("ann@acme.test")
      yield* deliverDue
      const [mail] = yield* deliveredTo("ann@acme.test")
      assert.strictEqual(mail?.encrypted, true)
    }))
})

layer(
  mailFixture("smtp://desk:wrong@127.0.0.1:PORT?tls=unverified", {
    disabledCommands: [],
    authOptional: false,
    onAuth: (_auth, _session, callback) => callback(new Error("who are you?")),
  }),
  options,
)("a mail server that refuses the desk itself", (it) => {
  it.effect("NOTIFY-5: is the operator's to repair: the mail waits", () =>
    Effect.gen(function* () {
      yield* writeMail("ann@acme.test")
      yield* deliverDue
      const [state] = yield* stateOf("ann@acme.test")
      assert.strictEqual(state?.status, "waiting")
      assert.match(state?.problem ?? "", /535|who are you/)
    }))
})

layer(keptMailFixture, options)("without a mail server", (it) => {
  it.effect("NOTIFY-5: mails are kept, and only admins of the workspace read them, page by page", () =>
    Effect.gen(function* () {
      const { ann, dana, workspaceId } = yield* TestWorkspace
      const mailer = yield* Mailer
      yield* Effect.forEach([1, 2, 3, 4, 5], (number) => writeMail(`${number}@acme.test`, { secret: true }))
      yield* MailDelivery.use((delivery) => delivery.deliverDue)
      const viewer = { user: ann, workspaceId, sessionId: "s" }
      const first = yield* mailer.list(viewer, 3, null)
      const second = yield* mailer.list(viewer, 3, first.cursor)
      assert.deepStrictEqual(
        [...first.mails, ...second.mails].map((mail) => mail.to),
        [5, 4, 3, 2, 1].map((number) => `${number}@acme.test`),
      )
      assert.isNull(second.cursor)
      assert.isFalse(first.delivered)
      const [mail] = first.mails
      assert.strictEqual(mail?.status, "kept")
      if (!mail) return
      assert.include((yield* mailer.get(viewer, mail.id)).html, "https://desk.test/?a=1&amp;b=2")

      const standard = { user: dana, workspaceId, sessionId: "s" }
      assert.strictEqual((yield* Effect.flip(mailer.list(standard, 3, null)))._tag, "Refusal")
      assert.strictEqual((yield* Effect.flip(mailer.get(standard, mail.id)))._tag, "Refusal")
      const elsewhere = { ...viewer, workspaceId: WorkspaceId.make(randomUUID()) }
      assert.deepStrictEqual((yield* mailer.list(elsewhere, 3, null)).mails, [])
      assert.strictEqual((yield* Effect.flip(mailer.get(elsewhere, mail.id)))._tag, "Refusal")
    }))
})
