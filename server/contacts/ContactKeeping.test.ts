import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Result } from "effect"
import * as fc from "fast-check"
import { randomUUID } from "node:crypto"
import type { Contact } from "../../domain/contact/Contact.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { actorOf, Conversations } from "../conversations/Conversations.ts"
import { Timeline } from "../conversations/Timeline.ts"
import { Inbox } from "../inbox/Inbox.ts"
import { TestDesk } from "../../test/TestDesk.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import {
  clients,
  contactsLayer,
  customerWrites,
  freshNumber,
  importNow,
  row,
  saved,
  saving,
} from "./ContactFixture.ts"

const edition = ({ id, version }: Contact) => ({ id, version })

layer(contactsLayer, { excludeTestServices: true })("Contacts, kept", (it) => {
  it.effect("CONTACT-2, CONTACT-3: merging gives one contact with the numbers of both, on open desks at once", () =>
    Effect.gen(function* () {
      const { ann: user, shared, workspaceId } = yield* TestWorkspace
      const { ann } = yield* clients
      const [one, two] = [freshNumber(), freshNumber()]
      const id = yield* customerWrites(shared, two, "Hi")
      const keep = yield* saved(yield* ann["Contact.save"](saving("Keep", [one])))
      const other = yield* saved(
        yield* ann["Contact.save"](saving("Other", [two], null, "other@example.com")),
      )
      const desk = new TestDesk(user, workspaceId)
      const seen = yield* desk.open((_, { table }) => table.rows.get(id)?.contact?.name === "Keep")
      const stale = yield* ann["Contact.merge"]({ keep: edition(keep), other: { id: other.id, version: 9 } })
      assert.deepStrictEqual(stale._tag, "Changed")
      const merged = yield* saved(yield* ann["Contact.merge"]({ keep: edition(keep), other: edition(other) }))
      assert.deepStrictEqual([merged.name, merged.phones, merged.email], [
        "Keep",
        [one, two],
        "other@example.com",
      ])
      yield* seen.finished
      assert.isTrue(Result.isFailure(yield* Effect.result(ann["Contact.get"]({ id: other.id }))))
    }))

  it.effect("CONTACT-1, CONTACT-2: what a contact reads is kept, merged, exported and imported as the rest", () =>
    Effect.gen(function* () {
      const { ann: user } = yield* TestWorkspace
      const { ann } = yield* clients
      const [one, two, three, four] = [freshNumber(), freshNumber(), freshNumber(), freshNumber()]
      const first = yield* saved(yield* ann["Contact.save"](saving("Rita", [one], null, null, "pt_br")))
      assert.strictEqual(first.language, "pt-BR")
      const kept = yield* saved(yield* ann["Contact.save"](saving("Rita S.", [one], edition(first))))
      assert.strictEqual(kept.language, "pt-BR", "a desk that does not know of languages leaves it")
      const late = yield* ann["Contact.save"](saving("Rita S.", [one], edition(first), null, "en"))
      assert.deepStrictEqual(late, { _tag: "Changed", contact: kept })
      const same = yield* saved(
        yield* ann["Contact.save"](saving("Rita S.", [one], edition(kept), null, "pt-BR")),
      )
      assert.deepStrictEqual(same, kept)
      const other = yield* saved(yield* ann["Contact.save"](saving("Rita T.", [two])))
      const merged = yield* saved(
        yield* ann["Contact.merge"]({ keep: edition(other), other: edition(kept) }),
      )
      assert.strictEqual(merged.language, "pt-BR")
      const own = yield* saved(yield* ann["Contact.save"](saving("Rita U.", [four], null, null, "es")))
      const both = yield* saved(
        yield* ann["Contact.merge"]({ keep: edition(merged), other: edition(own) }),
      )
      assert.strictEqual(both.language, "pt-BR", "what is known of the one that is kept stays")
      assert.include((yield* ann["Contact.export"]({ cursor: null })).csv, ",pt-BR\r\n")
      const rows = [
        row(2, "", one, "", "pt-PT"),
        row(3, "", two),
        row(3, "", two, "", "pt_pt"),
        row(4, "Zoe", three, "", "fr_ca"),
        row(5, "Zoe", three, "", "French"),
      ]
      const results = yield* importNow(user, rows)
      assert.deepStrictEqual(results.map((result) => result._tag), [
        "Updated",
        "Unchanged",
        "Unchanged",
        "Created",
        "Refused",
      ])
      const { contact } = yield* ann["Contact.get"]({ id: merged.id })
      assert.strictEqual(contact.language, "pt-PT")
      const cleared = yield* saved(
        yield* ann["Contact.save"](saving(contact.name, contact.phones, edition(contact), null, null)),
      )
      assert.isNull(cleared.language)
      const found = yield* ann["Contact.list"]({ search: three, limit: 5, cursor: null })
      assert.deepStrictEqual(found.contacts.map(({ language }) => language), ["fr-CA"])
    }))

  it.effect("AUTH-4: nobody merges, erases or exports what they may not see", () =>
    Effect.gen(function* () {
      const { dana: danaUser, shared } = yield* TestWorkspace
      const { ann, dana, eve } = yield* clients
      const phones = [freshNumber(), freshNumber()] as const
      for (const phone of phones) yield* customerWrites(shared, phone, "to the admin")
      const a = yield* saved(yield* ann["Contact.save"](saving("Hidden A", [phones[0]])))
      const b = yield* saved(yield* ann["Contact.save"](saving("Hidden B", [phones[1]])))
      for (const client of [dana, eve]) {
        const merged = yield* Effect.result(client["Contact.merge"]({ keep: edition(a), other: edition(b) }))
        assert.isTrue(Result.isFailure(merged) && merged.failure._tag === "Refusal")
        const erased = yield* Effect.result(client["Contact.erase"]({ id: a.id }))
        assert.isTrue(Result.isFailure(erased) && erased.failure._tag === "Refusal")
        assert.notMatch((yield* client["Contact.export"]({ cursor: null })).csv, /Hidden/)
      }
      const [imported] = yield* importNow(danaUser, [row(2, "Mine", phones[0])])
      assert.deepInclude(imported, { _tag: "Refused", fault: "not_visible" })
      assert.match((yield* ann["Contact.export"]({ cursor: null })).csv, /Hidden A.*\r\nHidden B/)
    }))

  it.effect("CONTACT-2: an import keeps good rows, refuses bad ones with line and reason, and repeats without effect", () =>
    Effect.gen(function* () {
      const { ann: user } = yield* TestWorkspace
      const { ann } = yield* clients
      const [known, fresh, second] = [freshNumber(), freshNumber(), freshNumber()]
      yield* saved(yield* ann["Contact.save"](saving("Known", [known])))
      yield* saved(yield* ann["Contact.save"](saving("Second", [second])))
      const rows = [
        row(2, "Fresh", fresh, "fresh@example.com"),
        row(3, "Known renamed", known),
        row(4, "", freshNumber()),
        row(5, "No code", "415-555-0136"),
        row(6, "Both", `${known}; ${second}`),
        row(7, "Mail", freshNumber(), "mail@nowhere"),
        row(8, "", `${fresh} / +44 20 7946 0958`),
      ]
      const tags = (results: ReadonlyArray<{ readonly _tag: string; readonly line: number }>) =>
        results.map((one) => `${one.line} ${one._tag}`)
      const wanted = [
        "2 Created",
        "3 Updated",
        "4 Refused",
        "5 Refused",
        "6 Refused",
        "7 Refused",
        "8 Updated",
      ]
      const results = yield* importNow(user, rows)
      assert.deepStrictEqual(tags(results), wanted)
      assert.match(results[3]?._tag === "Refused" ? results[3].reason : "", /no country code/)
      const { contacts } = yield* ann["Contact.list"]({ search: "Fresh", limit: 9, cursor: null })
      assert.deepStrictEqual(contacts.map(({ phones }) => phones.length), [2])
      const again = yield* importNow(user, rows)
      assert.deepStrictEqual(again.filter(({ _tag }) => _tag !== "Refused").map(({ _tag }) => _tag), [
        "Unchanged",
        "Unchanged",
        "Unchanged",
      ])
    }))

  it.effect("CONTACT-4: whatever is imported, saved and merged at once, a number has one contact and a contact a number", () =>
    Effect.gen(function* () {
      const { ann: user } = yield* TestWorkspace
      const { ann } = yield* clients
      const sql = yield* PgClient.PgClient
      // Two spellings of each, so that only the canonical form tells that they are one.
      const spellings = Array.from(
        { length: 6 },
        (_, n) => [`+55119876500${10 + n}`, `+551187650${`0${10 + n}`}`],
      ).flat()
      const number = fc.constantFrom(...spellings, "nonsense")
      const batch = fc.array(
        fc.record({
          line: fc.nat(),
          name: fc.constantFrom("Ada", "Bob", ""),
          phones: fc.array(number, { maxLength: 3 }).map((chosen) => chosen.join(";")),
          email: fc.constantFrom("", "a@example.com"),
          language: fc.constantFrom("", "pt-BR"),
        }),
        { maxLength: 12 },
      )
      const batches = fc.sample(fc.array(batch, { minLength: 2, maxLength: 4 }), { numRuns: 25, seed: 7 })
      for (const atOnce of batches) {
        yield* Effect.forEach(atOnce, (rows) => importNow(user, rows), {
          concurrency: atOnce.length,
        })
        yield* ann["Contact.save"](saving("Saver", [spellings[3] ?? ""]))
        const [count] = yield* sql<{ readonly double: number; readonly without: number }>`
          SELECT (SELECT count(*)::int FROM (SELECT 1 FROM contact_phones GROUP BY workspace_id, canonical
              HAVING count(*) > 1) d) AS double,
            (SELECT count(*)::int FROM contacts c WHERE NOT EXISTS (
              SELECT FROM contact_phones p WHERE p.contact_id = c.id)) AS without`
        assert.deepStrictEqual(count, { double: 0, without: 0 })
      }
    }))

  it.effect("CONTACT-6, CONV-3: erasing takes name and content, keeps the thread's shape, and is on record", () =>
    Effect.gen(function* () {
      const { ann: user, shared, workspaceId } = yield* TestWorkspace
      const { ann } = yield* clients
      const sql = yield* PgClient.PgClient
      const phone = freshNumber()
      const id = yield* customerWrites(shared, phone, "My secret", "Secret Profile")
      const conversations = yield* Conversations
      yield* conversations.execute(id, workspaceId, {
        _tag: "Write",
        by: actorOf(user),
        messageId: MessageId.make(randomUUID()),
        content: textContent("A secret answer"),
        starting: false,
      })
      const contact = yield* saved(
        yield* ann["Contact.save"](saving("Secret Name", [phone], null, "s@example.com", "es")),
      )
      const campaign = randomUUID()
      yield* sql`INSERT INTO campaigns (id, workspace_id, draft, created_by)
        VALUES (${campaign}, ${workspaceId}, '{}', ${user.id})`
      yield* sql`INSERT INTO campaign_recipients (campaign_id, no, contact_id, name, phone, address, filled, language, state)
        VALUES (${campaign}, 1, ${contact.id}, 'Secret Name', ${phone}, ${phone}, '{"1": "Secret"}', 'es', 'ready')`
      const viewer = { user, workspaceId, sessionId: "s" }
      const timeline = yield* Timeline
      const page = { after: 0, before: null, limit: 50 }
      const before = yield* timeline.page(workspaceId, id, page)
      const desk = new TestDesk(user, workspaceId)
      yield* desk.fetch({ _tag: "Sent" })
      const told = yield* desk.open((_, { table }) =>
        table.rows.get(id)?.preview?.kind === "erased" && table.rows.get(id)?.contact === null
      )
      yield* ann["Contact.erase"]({ id: contact.id })
      yield* told.finished

      const after = yield* timeline.page(workspaceId, id, page)
      assert.deepStrictEqual(
        after.slice(0, before.length).map(({ at, seq }) => [seq, at]),
        before.map(({ at, seq }) => [seq, at]),
      )
      assert.deepStrictEqual(
        after.map((item) => item._tag === "Message" ? `${item.kind} ${item.status}` : item._tag),
        [
          "erased null",
          "erased cancelled",
          "Erased",
        ],
      )
      assert.deepStrictEqual(desk.timelines.get(id), after)
      const inbox = yield* (yield* Inbox).row(viewer, id)
      assert.deepStrictEqual([inbox.contact, inbox.profileName, inbox.preview?.text], [null, null, "Erased"])
      for (
        const table of [
          "conversations",
          "items",
          "contacts",
          "contact_phones",
          "deliveries",
          "erasures",
          "feed",
          "campaign_recipients",
        ]
      ) {
        const rows = yield* sql.unsafe(`SELECT t::text AS row FROM ${table} t`)
        assert.notMatch(JSON.stringify(rows), /secret|s@example/i, table)
      }
      assert.deepStrictEqual(
        yield* sql`SELECT language, state FROM campaign_recipients WHERE campaign_id = ${campaign}`,
        [{ language: null, state: "left_out" }],
      )
      const [record] = yield* sql`SELECT erased_by FROM erasures WHERE contact_id = ${contact.id}`
      assert.deepStrictEqual(record, { erasedBy: user.id })
      // Who writes again begins anew, and the actor remembers nothing of before.
      yield* customerWrites(shared, phone, "Hello again", "New Profile")
      const anew = yield* (yield* Inbox).row(viewer, id)
      assert.deepStrictEqual([anew.preview?.text, anew.lastSeq], ["Hello again", 4])
    }))
})
