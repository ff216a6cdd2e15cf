import { assert, layer } from "@effect/vitest"
import { Effect, Result } from "effect"
import { Address } from "../../domain/contact/Address.ts"
import { actorOf, Conversations } from "../conversations/Conversations.ts"
import { Timeline } from "../conversations/Timeline.ts"
import { Inbox } from "../inbox/Inbox.ts"
import { TestDesk } from "../../test/TestDesk.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { clients, contactsLayer, customerWrites, freshNumber, saved, saving } from "./ContactFixture.ts"

const all = { search: "", limit: 100, cursor: null }

layer(contactsLayer, { excludeTestServices: true })("Contacts", (it) => {
  it.effect("CONTACT-1: an unknown number is saved from its conversation, which notes who did it", () =>
    Effect.gen(function* () {
      const { ann, shared, workspaceId } = yield* TestWorkspace
      const client = (yield* clients).ann
      const phone = freshNumber()
      const id = yield* customerWrites(shared, phone, "Hi", "lena f")
      const request = { ...saving("Lena Fischer", [phone]), conversationId: id }
      const contact = yield* saved(yield* client["Contact.save"](request))
      const viewer = { user: ann, workspaceId, sessionId: "s" }
      const row = yield* (yield* Inbox).row(viewer, id)
      assert.deepStrictEqual(row.contact, { id: contact.id, name: "Lena Fischer" })
      const edition = { id: contact.id, version: contact.version }
      yield* client["Contact.save"]({ ...saving("Lena F. Fischer", [phone], edition), conversationId: id })
      const items = yield* (yield* Timeline).page(workspaceId, id, { after: 1, before: null, limit: 10 })
      assert.deepStrictEqual(
        items.map((item) => item._tag === "ContactSaved" && [item.seq, item.by, item.change]),
        [[2, ann.id, "added"], [3, ann.id, "edited"]],
      )
    }))

  it.effect("CONTACT-1: saving without a change notes nothing and makes no version", () =>
    Effect.gen(function* () {
      const { shared, workspaceId } = yield* TestWorkspace
      const client = (yield* clients).ann
      const phone = freshNumber()
      const id = yield* customerWrites(shared, phone, "Hi")
      const contact = yield* saved(yield* client["Contact.save"](saving("Same", [phone])))
      const edition = { id: contact.id, version: contact.version }
      const again = { ...saving("Same", [phone], edition), conversationId: id }
      assert.deepStrictEqual(yield* saved(yield* client["Contact.save"](again)), contact)
      assert.strictEqual(
        (yield* (yield* Timeline).page(workspaceId, id, { after: 0, before: null, limit: 9 })).length,
        1,
      )
    }))

  it.effect("CONTACT-2: an edit on an older version is answered with what the contact is now", () =>
    Effect.gen(function* () {
      const { ann } = yield* clients
      const phone = freshNumber()
      const first = yield* saved(yield* ann["Contact.save"](saving("Ada", [phone])))
      const edition = { id: first.id, version: first.version }
      const second = yield* saved(yield* ann["Contact.save"](saving("Ada L.", [phone], edition)))
      const late = yield* ann["Contact.save"](saving("Ada M.", [phone], edition))
      assert.deepStrictEqual(late, { _tag: "Changed", contact: second })
    }))

  it.effect("CONTACT-3: a saved name is told to every open desk that shows one of its conversations", () =>
    Effect.gen(function* () {
      const { ann, dana, owned, shared, workspaceId } = yield* TestWorkspace
      const client = (yield* clients).ann
      const phone = freshNumber()
      const [seen, hidden] = [
        yield* customerWrites(owned, phone, "one"),
        yield* customerWrites(shared, phone, "two"),
      ]
      const named = (ids: ReadonlyArray<string>, name: string | undefined) => (_: unknown, desk: TestDesk) =>
        ids.every((id) =>
          [...desk.table.rows.values()].some((row) => row.id === id && row.contact?.name === name)
        )
      const [annDesk, danaDesk] = [new TestDesk(ann, workspaceId), new TestDesk(dana, workspaceId)]
      const annSees = yield* annDesk.open(named([seen, hidden], "Grace"))
      const danaSees = yield* danaDesk.open(named([seen], "Grace"))
      const contact = yield* saved(yield* client["Contact.save"](saving("Grace", [phone])))
      yield* Effect.all([annSees.finished, danaSees.finished])
      assert.isFalse(danaDesk.table.rows.has(hidden))
      const gone = yield* annDesk.open(named([seen, hidden], undefined))
      const edition = { id: contact.id, version: contact.version }
      yield* saved(yield* client["Contact.save"](saving("Grace", [freshNumber()], edition)))
      yield* gone.finished
    }))

  it.effect("CONTACT-4: a number in another spelling is refused with the contact that has it", () =>
    Effect.gen(function* () {
      const { ann } = yield* clients
      const first = yield* saved(yield* ann["Contact.save"](saving("Bia", ["+5511987650001"])))
      const clash = yield* ann["Contact.save"](saving("Other", [freshNumber(), "+55 11 8765-0001"]))
      assert.deepStrictEqual(clash, {
        _tag: "NumberTaken",
        phone: Address.make("+551187650001"),
        contact: first,
      })
      const page = yield* ann["Contact.list"]({ ...all, search: "Other" })
      assert.strictEqual(page.total, 0)
    }))

  it.effect("CONTACT-4: of many who save one number at once, one does", () =>
    Effect.gen(function* () {
      const { ann } = yield* clients
      const phone = freshNumber()
      const outcomes = yield* Effect.forEach(
        Array.from({ length: 20 }, (_, n) => `Racer ${n}`),
        (name) => ann["Contact.save"](saving(name, [phone])),
        { concurrency: 20 },
      )
      assert.strictEqual(outcomes.filter((one) => one._tag === "Saved").length, 1)
      const page = yield* ann["Contact.list"]({ ...all, search: "racer" })
      assert.strictEqual(page.total, 1)
    }))

  it.effect("SEND-2: what is no number is refused, and nothing is saved", () =>
    Effect.gen(function* () {
      const { ann } = yield* clients
      const refused = yield* Effect.result(ann["Contact.save"](saving("Nobody", ["+1 415"])))
      assert.strictEqual(Result.isFailure(refused) && refused.failure._tag, "Refusal")
      assert.strictEqual((yield* ann["Contact.list"]({ ...all, search: "Nobody" })).total, 0)
    }))

  it.effect("AUTH-4: a standard user sees contacts of own conversations and own contacts, nobody sees others'", () =>
    Effect.gen(function* () {
      const { dana: danaUser, owned, shared } = yield* TestWorkspace
      const { ann, dana, eve, omar } = yield* clients
      const [ofDana, ofNobody, free] = [freshNumber(), freshNumber(), freshNumber()]
      yield* customerWrites(owned, ofDana, "to Dana")
      yield* customerWrites(shared, ofNobody, "to the admin")
      const [first, second] = [
        yield* saved(yield* ann["Contact.save"](saving("Auth First", [ofDana]))),
        yield* saved(yield* ann["Contact.save"](saving("Auth Second", [ofNobody]))),
      ]
      const third = yield* saved(yield* dana["Contact.save"](saving("Auth Third", [free])))
      const query = { ...all, search: "auth" }
      const namesOf = (client: typeof ann) =>
        Effect.map(
          client["Contact.list"](query),
          ({ contacts, total }) => [total, ...contacts.map((c) => c.name)],
        )
      assert.deepStrictEqual(yield* namesOf(ann), [3, "Auth First", "Auth Second", "Auth Third"])
      assert.deepStrictEqual(yield* namesOf(dana), [2, "Auth First", "Auth Third"])
      assert.deepStrictEqual(yield* namesOf(omar), [0])
      assert.deepStrictEqual(yield* namesOf(eve), [0])

      for (const [client, contact] of [[dana, second], [omar, first], [omar, third], [eve, first]] as const) {
        const edition = { id: contact.id, version: contact.version }
        for (
          const call of [
            Effect.result(Effect.asVoid(client["Contact.get"]({ id: contact.id }))),
            Effect.result(
              Effect.asVoid(client["Contact.save"](saving("Mine now", [...contact.phones], edition))),
            ),
          ]
        ) {
          const answer = yield* call
          assert.strictEqual(
            Result.isFailure(answer) && answer.failure._tag === "Refusal" && answer.failure.code,
            "not_found",
          )
        }
      }
      // Whose number it is stays hidden where the contact is.
      const clash = yield* dana["Contact.save"](saving("Guess", [ofNobody]))
      assert.deepStrictEqual(clash, { _tag: "NumberTaken", phone: ofNobody, contact: null })
      // What someone made leaves their sight when it turns out to be behind another's conversation.
      yield* customerWrites(shared, free, "to the admin too")
      assert.deepStrictEqual(yield* namesOf(dana), [1, "Auth First"])
      // In another workspace the same number is another contact's.
      yield* saved(yield* eve["Contact.save"](saving("Elsewhere", [ofDana])))
      assert.strictEqual(
        (yield* dana["Contact.get"]({ id: first.id })).contact.createdBy !== danaUser.id,
        true,
      )
    }))

  it.effect("CONTACT-5, AUTH-4: a contact comes with those of its conversations that the user may see", () =>
    Effect.gen(function* () {
      const { ann: annUser, dana: danaUser, owned, shared, workspaceId } = yield* TestWorkspace
      const { ann, dana } = yield* clients
      const phone = freshNumber()
      const first = yield* customerWrites(owned, phone, "one")
      const second = yield* customerWrites(shared, phone, "two")
      const { id } = yield* saved(yield* ann["Contact.save"](saving("Two threads", [phone])))
      const idsFor = (client: typeof ann) =>
        Effect.map(client["Contact.get"]({ id }), ({ conversations }) => conversations.map((row) => row.id))
      assert.sameMembers([...(yield* idsFor(ann))], [first, second])
      assert.deepStrictEqual(yield* idsFor(dana), [first])
      yield* (yield* Conversations).execute(second, workspaceId, {
        _tag: "Assign",
        by: actorOf(annUser),
        to: danaUser.id,
        seen: null,
      })
      assert.strictEqual((yield* idsFor(dana)).length, 2)
    }))

  it.effect("CONTACT-2: pages are in order of name, accents and case aside, and skip and repeat nobody", () =>
    Effect.gen(function* () {
      const { ann } = yield* clients
      const names = ["Zoë Page", "ähm Page", "Ahn Page", "Émile Page", "emil Page", "Zoe Page", "Ángel Page"]
      yield* Effect.forEach(names, (name) => ann["Contact.save"](saving(name, [freshNumber()])))
      const found: Array<string> = []
      let cursor: string | null = null
      do {
        const page: { contacts: ReadonlyArray<{ name: string }>; cursor: string | null } = yield* ann
          ["Contact.list"]({
            search: "page",
            limit: 2,
            cursor,
          })
        found.push(...page.contacts.map(({ name }) => name))
        cursor = page.cursor
      } while (cursor !== null)
      assert.sameMembers(found, names)
      const plain = found.map((name) => name.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase())
      assert.deepStrictEqual(plain, plain.toSorted())
      assert.deepStrictEqual(
        (yield* ann["Contact.list"]({ ...all, search: "emile p" })).contacts.map(({ name }) => name),
        ["Émile Page"],
      )
    }))

  it.effect("CONTACT-2: search finds parts of numbers in any format and of e-mails, and takes % as it is", () =>
    Effect.gen(function* () {
      const { ann } = yield* clients
      const contact = yield* saved(
        yield* ann["Contact.save"](saving("100% Ruth", ["+1 628-555-0155"], null, "ruth@wave.example")),
      )
      for (const search of ["(628) 555-0155", "6285550155", "wave.ex", "0% r"]) {
        const { contacts } = yield* ann["Contact.list"]({ ...all, search })
        assert.deepStrictEqual(contacts.map(({ id }) => id), [contact.id], search)
      }
      assert.strictEqual((yield* ann["Contact.list"]({ ...all, search: "_00% R" })).total, 0)
    }))
})
