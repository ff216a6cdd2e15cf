import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { randomUUID } from "node:crypto"
import { BotId } from "../../domain/bot/BotMark.ts"
import { SenderId } from "../../domain/sender/Sender.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { actorOf } from "../conversations/Conversations.ts"
import { Directory } from "../directory/Directory.ts"
import { MailDelivery } from "../mail/MailDelivery.ts"
import { Mailer } from "../mail/Mailer.ts"
import { readable, TestMailServer } from "../mail/MailFixture.ts"
import { Workspaces } from "../workspaces/Workspaces.ts"
import {
  caughtUp,
  customerOf,
  mailedFixture,
  mailsAbout,
  named,
  notificationFixture,
  viewerOf,
} from "./NotificationFixture.ts"
import { Notifications } from "./Notifications.ts"

const options = { excludeTestServices: true }

const unfolded = (source: string): string => (source.split("\r\n\r\n")[0] ?? "").replace(/\r\n[ \t]+/g, " ")

layer(notificationFixture(), options)("who is mailed", (it) => {
  it.effect("NOTIFY-1: the owner is, once for each message, however often the feed is read and the message comes", () =>
    Effect.gen(function* () {
      const { ann, dana, owned, shared } = yield* TestWorkspace
      const own = yield* customerOf(owned, "+14155550101")
      const nobodys = yield* customerOf(shared, "+14155550102")
      yield* own.writes("one", "p1")
      yield* own.writes("one", "p1")
      yield* nobodys.writes("who owns me?")
      assert.strictEqual(yield* caughtUp, 2)
      yield* own.writes("two")
      const counts = yield* Effect.replicateEffect(caughtUp, 4, { concurrency: 4 })
      assert.strictEqual(counts.reduce((sum, count) => sum + count, 0), 1)
      assert.deepStrictEqual(yield* mailsAbout(own.id), [
        { recipient: dana.email, status: "kept", seq: 1 },
        { recipient: dana.email, status: "kept", seq: 2 },
      ])
      assert.deepStrictEqual((yield* mailsAbout(nobodys.id)).map(({ recipient }) => recipient), [ann.email])
    }))

  it.effect("NOTIFY-1: nobody is for what agents write, assign or read", () =>
    Effect.gen(function* () {
      const { ann, omar, owned } = yield* TestWorkspace
      const customer = yield* customerOf(owned, "+14155550103")
      yield* customer.writes("hello")
      yield* customer.execute({ _tag: "Assign", by: actorOf(ann), to: omar.id, seen: null })
      yield* caughtUp
      assert.strictEqual((yield* mailsAbout(customer.id)).length, 1)
    }))

  it.effect("NOTIFY-3: of the chosen Sender IDs alone; all of them where none is chosen", () =>
    Effect.gen(function* () {
      const { dana, omar, owned, whatsapp } = yield* TestWorkspace
      const notifications = yield* Notifications
      const viewer = yield* viewerOf(dana)
      yield* notifications.saveEmail(viewer, { on: true, senders: [whatsapp.id, SenderId.make("nowhere")] })
      assert.deepStrictEqual((yield* notifications.settings(viewer)).email, {
        on: true,
        senders: [whatsapp.id],
      })
      const others = yield* notifications.settings(yield* viewerOf(omar))
      assert.deepStrictEqual(others.email, { on: true, senders: null })
      const customer = yield* customerOf(owned, "+14155550104")
      yield* customer.writes("not of this one")
      yield* caughtUp
      assert.deepStrictEqual(yield* mailsAbout(customer.id), [])
      const refusal = yield* Effect.flip(notifications.saveEmail(viewer, { on: true, senders: [] }))
      assert.strictEqual(refusal.message, "Choose at least one Sender ID, or turn email off.")
      yield* notifications.saveEmail(viewer, { on: true, senders: null })
      yield* customer.writes("of every one")
      yield* caughtUp
      assert.strictEqual((yield* mailsAbout(customer.id)).length, 1)
    }))

  it.effect("NOTIFY-4: nobody while a bot is active, and the owner of what it hands over", () =>
    Effect.gen(function* () {
      const { dana, owned } = yield* TestWorkspace
      const customer = yield* customerOf(owned, "+14155550171")
      const bot = { id: BotId.make(randomUUID()), name: "Menu" }
      yield* customer.writes("before")
      yield* customer.execute({ _tag: "StartBot", by: actorOf(dana), bot })
      yield* customer.writes("to the bot")
      yield* customer.writes("to the bot again")
      yield* caughtUp
      assert.deepStrictEqual((yield* mailsAbout(customer.id)).map(({ seq }) => seq), [1])
      yield* customer.execute({ _tag: "HandOver", bot: bot.id, turn: null, why: "down", reason: null })
      yield* customer.writes("to people")
      yield* caughtUp
      assert.deepStrictEqual((yield* mailsAbout(customer.id)).map(({ recipient, seq }) => [recipient, seq]), [
        [dana.email, 1],
        [dana.email, 4],
        [dana.email, 6],
      ])
    }))

  it.effect("NOTIFY-4: nobody without a licence", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const { dana, owned } = yield* TestWorkspace
      const customer = yield* customerOf(owned, "+14155550105")
      yield* customer.writes("before")
      yield* caughtUp
      yield* sql`UPDATE users SET licensed = false WHERE id = ${dana.id}`
      yield* customer.writes("after")
      yield* caughtUp
      yield* sql`UPDATE users SET licensed = true WHERE id = ${dana.id}`
      assert.strictEqual((yield* mailsAbout(customer.id)).length, 1)
    }))

  it.effect("NOTIFY-4: nobody while a bot answers, and the owner again once somebody took over", () =>
    Effect.gen(function* () {
      const { dana, owned } = yield* TestWorkspace
      const customer = yield* customerOf(owned, "+14155550108")
      yield* customer.writes("before")
      yield* caughtUp
      yield* customer.execute({
        _tag: "StartBot",
        by: actorOf(dana),
        bot: { id: BotId.make(randomUUID()), name: "Parcel bot" },
      })
      yield* customer.writes("to the bot")
      yield* caughtUp
      assert.strictEqual((yield* mailsAbout(customer.id)).length, 1)
      yield* customer.execute({ _tag: "EndBot", by: actorOf(dana) })
      yield* customer.writes("to a person")
      yield* caughtUp
      assert.strictEqual((yield* mailsAbout(customer.id)).length, 2)
    }))

  it.effect("NOTIFY-2: everybody on trial, nobody once it converts to paid, and whoever switches it on again", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const { ann, dana, omar, owned, workspaceId } = yield* TestWorkspace
      const notifications = yield* Notifications
      const workspaces = yield* Workspaces
      const [admin, viewer] = [yield* viewerOf(ann), yield* viewerOf(dana)]
      yield* notifications.saveEmail(viewer, { on: true, senders: null })
      const record = (yield* Directory.use((directory) => directory.snapshot)).workspaces.get(workspaceId)
      assert.isDefined(record)
      if (!record) return
      const { name, timeZone, waitingLimitMinutes } = record
      const seen = { name, timeZone, waitingLimitMinutes, plan: "trial" as const, defaultAdmin: ann.id }
      yield* workspaces.save(admin, seen, { ...seen, plan: "paid" })
      assert.isFalse((yield* notifications.settings(viewer)).email.on)
      assert.isFalse((yield* notifications.settings(yield* viewerOf(omar))).email.on)
      const customer = yield* customerOf(owned, "+14155550106")
      yield* customer.writes("paid")
      yield* caughtUp
      assert.deepStrictEqual(yield* mailsAbout(customer.id), [])
      yield* notifications.saveEmail(viewer, { on: true, senders: null })
      yield* customer.writes("paid and wanted")
      yield* caughtUp
      assert.strictEqual((yield* mailsAbout(customer.id)).length, 1)
      yield* sql`UPDATE workspaces SET plan = 'trial' WHERE id = ${workspaceId}`
      yield* notifications.saveEmail(viewer, { on: false, senders: null })
      yield* customer.writes("trial and not wanted")
      yield* caughtUp
      assert.strictEqual((yield* mailsAbout(customer.id)).length, 1)
      yield* notifications.saveEmail(viewer, { on: true, senders: null })
    }))

  it.effect("NOTIFY-5: without a mail server admins read the mails in the desk, and CONTACT-6: not what was erased", () =>
    Effect.gen(function* () {
      const { ann, owned } = yield* TestWorkspace
      const mailer = yield* Mailer
      const customer = yield* customerOf(owned, "+14155550107")
      yield* named(customer.phone, "Elena Marsh")
      yield* customer.writes("secret words")
      yield* caughtUp
      const viewer = yield* viewerOf(ann)
      const [mail] = (yield* mailer.list(viewer, 1, null)).mails
      assert.isDefined(mail)
      if (!mail) return
      assert.strictEqual(mail.subject, "New message from Elena Marsh (SMS, owned)")
      assert.include((yield* mailer.get(viewer, mail.id)).html, "secret words")
      yield* customer.execute({ _tag: "Erase", by: actorOf(ann) })
      assert.notInclude((yield* mailer.get(viewer, mail.id)).html, "secret words")
    }))
})

layer(mailedFixture, options)("a mail about a message", (it) => {
  const deliver = Effect.gen(function* () {
    yield* caughtUp
    yield* MailDelivery.use((delivery) => delivery.deliverDue)
    return (yield* TestMailServer).mails.splice(0)
  })

  it.effect("NOTIFY-1, NOTIFY-5: says who wrote what, opens the conversation, and stands in its thread", () =>
    Effect.gen(function* () {
      const { whatsapp } = yield* TestWorkspace
      const customer = yield* customerOf(whatsapp, "+14155550136")
      yield* named(customer.phone, "Elena Marsh")
      yield* customer.writes("Got it. <b>Monday</b> after 5?")
      yield* customer.writes("Or Tuesday")
      const mails = yield* deliver
      assert.strictEqual(mails.length, 2)
      const [first = "", second = ""] = mails.map(({ source }) => source).sort((a) =>
        a.includes("Tuesday") ? 1 : -1
      )
      const headers = unfolded(first)
      assert.match(headers, /^Subject: New message from Elena Marsh \(WhatsApp, whatsapp\)$/m)
      assert.match(headers, /^Auto-Submitted: auto-generated$/im)
      assert.match(headers, /^Content-Type: multipart\/alternative/m)
      const thread = `<conversation-${customer.id}@acme.test>`
      for (const source of [first, second]) {
        assert.include(unfolded(source), `In-Reply-To: ${thread}`)
        assert.include(unfolded(source), `References: ${thread}`)
      }
      const ids = [first, second].map((source) => /^Message-ID: (.*)$/m.exec(unfolded(source))?.[1])
      assert.strictEqual(new Set(ids).size, 2)
      const text = readable(first)
      assert.include(text, "Got it. &lt;b&gt;Monday&lt;/b&gt; after 5?")
      assert.include(text, `https://desk.test/inbox/${customer.id}`)
      assert.include(text, "+1 415-555-0136")
      assert.include(text, "You can reply freely until")
      assert.include(text, "https://desk.test/settings/notifications")
    }))

  it.effect("NOTIFY-1: has the media form where it has files: the picture, its name, and where to get it", () =>
    Effect.gen(function* () {
      const { shared } = yield* TestWorkspace
      const customer = yield* customerOf(shared, "+14155550151")
      yield* customer.writes({
        kind: "media",
        text: "New insurance card",
        media: [
          { id: "https://provider.test/1", name: "IMG-2231.jpg", type: "image/jpeg", size: 412 * 1024 },
          { id: "https://provider.test/2", name: "terms.pdf", type: "application/pdf", size: null },
        ],
      })
      const [mail] = yield* deliver
      const source = mail?.source ?? ""
      assert.match(
        unfolded(source),
        /^Subject: New picture message from \+1 415-555-0151 \(SMS, shared\)$/m,
      )
      const text = readable(source)
      assert.include(text, "New picture message (MMS) from +1 415-555-0151")
      assert.match(text, /<img[^>]*alt="Picture: IMG-2231\.jpg"[^>]*src="https:\/\/desk\.test\/media\/mail\//)
      assert.include(text, "max-width:478px")
      assert.match(text, /IMG-2231\.jpg<\/span>, 412 KB/)
      assert.include(text, `https://desk.test/media/${customer.id}/`)
      assert.notMatch(text, /<img[^>]*terms/)
      assert.include(text, "terms.pdf")
    }))

  it.effect("NOTIFY-5: says what the template of its channel and form says", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const { owned, workspaceId } = yield* TestWorkspace
      const customer = yield* customerOf(owned, "+14155550152")
      yield* sql`INSERT INTO templates (workspace_id, channel, type, name, key, language, body) VALUES
        (${workspaceId}, 'sms', 'notification', 'New message', 'new_message', 'en',
          ${"{{contact}} needs you\nCall {{phone}} & <u>answer</u>\n{{button}}"}),
        (${workspaceId}, 'whatsapp', 'notification', 'New message', 'new_message', 'en', 'Wrong one')`
      yield* customer.writes("hidden words")
      const [mail] = yield* deliver
      const text = readable(mail?.source ?? "")
      assert.include(text, "+1 415-555-0152 needs you")
      assert.include(text, "&lt;u&gt;answer&lt;/u&gt;")
      assert.notInclude(text, "hidden words")
      yield* sql`DELETE FROM templates`
    }))

  it.effect("NOTIFY-1: takes a name as one line, whatever somebody calls themselves", () =>
    Effect.gen(function* () {
      const { owned } = yield* TestWorkspace
      const customer = yield* customerOf(owned, "+14155550156")
      yield* named(customer.phone, "Eve\r\nBcc: all@evil.test\u202E\u0007 <b>نور</b>")
      yield* customer.writes("\u202Ehello")
      const [mail] = yield* deliver
      const headers = unfolded(mail?.source ?? "")
      assert.notMatch(headers, /^Bcc:/mi)
      const subject = readable(/^Subject: (.*)$/m.exec(headers)?.[1] ?? "")
        .replace(/\?= =\?UTF-8\?Q\?|=\?UTF-8\?Q\?|\?=/g, "").replace(/_/g, " ")
      assert.strictEqual(subject, "New message from Eve Bcc: all@evil.test <b>نور</b> (SMS, owned)")
      const html = readable(mail?.source ?? "")
      assert.include(html, "New message from Eve Bcc: all@evil.test &lt;b&gt;نور&lt;/b&gt;</h1>")
      assert.match(html, /<span dir="auto"[^>]*>\u202Ehello<\/span>/)
    }))

  it.effect("NOTIFY-5: is shown before it is used, and sent to oneself a few times", () =>
    Effect.gen(function* () {
      const { ann, omar } = yield* TestWorkspace
      const notifications = yield* Notifications
      const viewer = yield* viewerOf(omar)
      const sample = { channel: "whatsapp", form: "media", body: "Look: {{message}}\n{{message}}" } as const
      const shown = yield* notifications.preview(viewer, sample)
      assert.include(shown.html, "IMG-2231.jpg")
      const unknown = yield* Effect.flip(notifications.preview(viewer, { ...sample, body: "{{order}}" }))
      assert.strictEqual(unknown.message, "There is no field {{order}}. Choose one of those above.")
      yield* Effect.replicateEffect(notifications.sendTest(viewer, sample), 5)
      const refused = yield* Effect.flip(notifications.sendTest(viewer, sample))
      assert.strictEqual(refused._tag, "Refusal")
      yield* notifications.sendTest(yield* viewerOf(ann), sample)
      const mails = yield* deliver
      assert.strictEqual(mails.filter(({ to }) => to === omar.email).length, 5)
      assert.match(unfolded(mails[0]?.source ?? ""), /^Subject: Test: New picture message/m)
    }))

  it.effect("NOTIFY-4, HOOK-7, CONTACT-6: is not sent any more once its message was erased or taken back or its reader has no licence", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const { ann, omar, owned, dana } = yield* TestWorkspace
      const erased = yield* customerOf(owned, "+14155550153")
      yield* erased.writes("erase me")
      yield* caughtUp
      yield* erased.execute({ _tag: "Erase", by: actorOf(ann) })
      assert.deepStrictEqual(yield* deliver, [])
      assert.deepStrictEqual((yield* mailsAbout(erased.id)).map(({ status }) => status), ["failed"])
      const takenBack = yield* customerOf(owned, "+14155550155")
      yield* takenBack.writes("forget it", "w1")
      yield* caughtUp
      const deletion = { kind: "deleted" as const, text: "", media: [] }
      yield* takenBack.writes({ ...deletion, quote: { providerId: "w1", text: null } })
      assert.deepStrictEqual(yield* deliver, [])
      const left = yield* customerOf(owned, "+14155550154")
      yield* left.writes("whose am I?")
      yield* caughtUp
      yield* sql`UPDATE users SET licensed = false WHERE id = ${dana.id}`
      assert.deepStrictEqual((yield* deliver).filter(({ to }) => to !== omar.email), [])
      yield* sql`UPDATE users SET licensed = true WHERE id = ${dana.id}`
    }))

  it.effect("NOTIFY-1, NOTIFY-3, AUTH-4: that waited for the mail server is not sent once the conversation is another's, a bot's, or email is off", () =>
    Effect.gen(function* () {
      const { ann, dana, omar, owned, shared } = yield* TestWorkspace
      const notifications = yield* Notifications
      const [given, botted, left] = yield* Effect.forEach(
        ["+14155550157", "+14155550158", "+14155550159"],
        (phone) => customerOf(phone.endsWith("7") ? shared : owned, phone),
      )
      if (!given || !botted || !left) return
      for (const customer of [given, botted, left]) yield* customer.writes("hello")
      yield* caughtUp
      yield* given.execute({ _tag: "Assign", by: actorOf(ann), to: omar.id, seen: null })
      const bot = { id: BotId.make(randomUUID()), name: "Parcel bot" }
      yield* botted.execute({ _tag: "StartBot", by: actorOf(dana), bot })
      const viewer = yield* viewerOf(dana)
      yield* notifications.saveEmail(viewer, { on: false, senders: null })
      assert.deepStrictEqual(yield* deliver, [])
      yield* notifications.saveEmail(viewer, { on: true, senders: null })
      const admin = yield* viewerOf(ann)
      const mailer = yield* Mailer
      const { mails } = yield* mailer.list(admin, 10, null)
      const kept = mails.find(({ to, status }) => to === dana.email && status === "failed")
      if (!kept) return assert.fail("what was not sent is there to be read")
      assert.include((yield* mailer.get(admin, kept.id)).html, "hello")
    }))

  it.effect("ASSIGN-3: tells the new owner what one person assigned in a minute, once, unless they saw it or want no email", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const { ann, omar, shared } = yield* TestWorkspace
      yield* sql`DELETE FROM notices`
      const minuteOver = sql`UPDATE mails SET due_at = now() WHERE kind = 'assigned'`
      const deliverGathered = Effect.andThen(Effect.andThen(caughtUp, minuteOver), deliver)
      const phones = Array.from({ length: 14 }, (_, n) => `+141555508${String(n).padStart(2, "0")}`)
      const customers = yield* Effect.forEach(phones, (phone) => customerOf(shared, phone))
      const assign = (customer: (typeof customers)[number]) =>
        customer.execute({ _tag: "Assign", by: actorOf(ann), to: omar.id, seen: null })
      const [first, ...others] = customers
      const last = others.pop()
      if (!first || !last) return
      yield* named(first.phone, "Samir <b>Petrov</b>")
      for (const customer of customers) yield* customer.writes("whose am I?")
      yield* caughtUp
      yield* sql`DELETE FROM mails WHERE kind = 'message'`
      yield* assign(first)
      yield* caughtUp
      for (const customer of others) yield* assign(customer)
      yield* caughtUp
      assert.deepStrictEqual(yield* deliver, [])
      const [mail, ...more] = yield* deliverGathered
      assert.deepStrictEqual(more, [])
      assert.strictEqual(mail?.to, omar.email)
      assert.match(unfolded(mail?.source ?? ""), /^Subject: Ann assigned you 13 conversations$/m)
      const text = readable(mail?.source ?? "")
      assert.include(text, "Samir &lt;b&gt;Petrov&lt;/b&gt;")
      assert.include(text, `https://desk.test/inbox/${first.id}`)
      assert.include(text, "and 3 more")
      assert.include(text, "https://desk.test/settings/notifications")
      assert.deepStrictEqual(yield* deliverGathered, [])
      // In the same notice, after its mail: another one.
      yield* assign(last)
      assert.strictEqual((yield* deliverGathered).length, 1)
      // Seen in the desk before the minute was over.
      yield* sql`UPDATE notices SET read_at = now()`
      yield* first.execute({ _tag: "Assign", by: actorOf(ann), to: ann.id, seen: null })
      yield* assign(first)
      yield* caughtUp
      yield* sql`UPDATE notices SET read_at = now()`
      assert.deepStrictEqual(yield* deliverGathered, [])
      const notifications = yield* Notifications
      const viewer = yield* viewerOf(omar)
      yield* notifications.saveEmail(viewer, { on: false, senders: null })
      yield* last.execute({ _tag: "Assign", by: actorOf(ann), to: ann.id, seen: null })
      yield* assign(last)
      yield* caughtUp
      assert.strictEqual(
        (yield* sql`SELECT FROM mails WHERE kind = 'assigned' AND status = 'waiting'`).length,
        0,
      )
      yield* notifications.saveEmail(viewer, { on: true, senders: null })
    }))
})
