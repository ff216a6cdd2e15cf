import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { randomUUID } from "node:crypto"
import { ContactNoteId, contactNotesMax } from "../../domain/contact/ContactNote.ts"
import type { User } from "../../domain/user/User.ts"
import { TestDesk } from "../../test/TestDesk.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { actorOf, Conversations } from "../conversations/Conversations.ts"
import { clients, contactsLayer, customerWrites, freshNumber, saved, saving } from "./ContactFixture.ts"
import { ContactNotes } from "./ContactNotes.ts"
import { Contacts } from "./Contacts.ts"

const viewerOf = (user: User) =>
  Effect.map(TestWorkspace, ({ workspaceId }) => ({ user, workspaceId, sessionId: "" }))
const noteOf = (text: string) => ({ id: ContactNoteId.make(randomUUID()), seen: null, text })

/** A contact whose conversation is Dana's. */
const contactOfDana = Effect.gen(function* () {
  const { ann, dana, shared, workspaceId } = yield* TestWorkspace
  const phone = freshNumber()
  const conversation = yield* customerWrites(shared, phone, "Hello")
  const give = (to: User) =>
    Effect.andThen(
      Conversations,
      ({ execute }) =>
        execute(conversation, workspaceId, { _tag: "Assign", by: actorOf(ann), to: to.id, seen: null }),
    )
  yield* give(dana)
  const { id } = yield* saved(yield* (yield* clients).ann["Contact.save"](saving("Elena", [phone])))
  return { id, conversation }
})

layer(contactsLayer, { excludeTestServices: true })("notes about contacts", (it) => {
  it.effect("CONTACT-5, AUTH-4: who may see a contact reads and adds notes, and to others there is none", () =>
    Effect.gen(function* () {
      const { ann, dana, omar } = yield* TestWorkspace
      const notes = yield* ContactNotes
      const { id } = yield* contactOfDana
      const [first, second] = [noteOf("Gate code is on file"), noteOf(" Rings twice \n")]
      for (const _ of [1, 2]) yield* notes.save(yield* viewerOf(dana), id, first)
      yield* notes.save(yield* viewerOf(ann), id, second)
      const read = yield* notes.list(yield* viewerOf(dana), id)
      assert.deepStrictEqual(read.map(({ author, changedAt, text }) => [author, text, changedAt]), [
        [dana.id, "Gate code is on file", null],
        [ann.id, "Rings twice", null],
      ])
      const outside = yield* viewerOf(omar)
      for (
        const asked of [
          notes.list(outside, id),
          notes.save(outside, id, noteOf("x")),
          notes.remove(outside, id, first.id),
        ]
      ) {
        assert.deepInclude(yield* Effect.flip(asked), { code: "not_found" })
      }
    }))

  it.effect("CONTACT-1: a note is changed and deleted by who wrote it and by admins, compared with what they saw", () =>
    Effect.gen(function* () {
      const { ann, dana } = yield* TestWorkspace
      const notes = yield* ContactNotes
      const { id } = yield* contactOfDana
      const [hers, anns] = [noteOf("before"), noteOf("of Ann")]
      const [asDana, asAnn] = [yield* viewerOf(dana), yield* viewerOf(ann)]
      yield* notes.save(asDana, id, hers)
      yield* notes.save(asAnn, id, anns)
      yield* notes.save(asAnn, id, { ...hers, seen: "before", text: "after" })
      const late = notes.save(asDana, id, { ...hers, seen: "before", text: "mine" })
      assert.deepInclude(yield* Effect.flip(late), { code: "changed_meanwhile" })
      const foreign = notes.save(asDana, id, { ...anns, seen: "of Ann", text: "of Dana" })
      assert.deepInclude(yield* Effect.flip(foreign), { code: "not_allowed" })
      assert.deepInclude(yield* Effect.flip(notes.remove(asDana, id, anns.id)), { code: "not_allowed" })
      const [changed] = yield* notes.list(asDana, id)
      assert.deepInclude(changed, { text: "after", author: dana.id })
      assert.isNumber(changed?.changedAt)
      yield* notes.remove(asDana, id, hers.id)
      yield* notes.remove(asAnn, id, anns.id)
      assert.deepStrictEqual(yield* notes.list(asDana, id), [])
    }))

  it.effect("SYNC-1: whoever has the conversation open is told of a note", () =>
    Effect.gen(function* () {
      const { ann, dana, workspaceId } = yield* TestWorkspace
      const notes = yield* ContactNotes
      const { conversation, id } = yield* contactOfDana
      const desk = new TestDesk(dana, workspaceId)
      const told = yield* desk.open((frame) =>
        frame._tag === "Changes" &&
        frame.changes.some((change) => change._tag === "Changed" && change.row.id === conversation)
      )
      yield* notes.save(yield* viewerOf(ann), id, noteOf("Rings twice"))
      yield* told.finished
    }).pipe(Effect.scoped))

  it.effect("CONTACT-2, CONTACT-6: merging keeps the notes of both, erasing the person takes them away, and there is a bound", () =>
    Effect.gen(function* () {
      const { ann } = yield* TestWorkspace
      const sql = yield* PgClient.PgClient
      const notes = yield* ContactNotes
      const contacts = yield* Contacts
      const viewer = yield* viewerOf(ann)
      const [keep, other] = [yield* contactOfDana, yield* contactOfDana]
      yield* notes.save(viewer, keep.id, noteOf("kept"))
      yield* notes.save(viewer, other.id, noteOf("moved"))
      yield* contacts.merge(viewer, { id: keep.id, version: 1 }, { id: other.id, version: 1 })
      assert.deepStrictEqual((yield* notes.list(viewer, keep.id)).map(({ text }) => text), ["kept", "moved"])
      yield* sql`INSERT INTO contact_notes (id, workspace_id, contact_id, author, text)
        SELECT gen_random_uuid(), workspace_id, id, ${ann.id}, 'one more'
        FROM contacts, generate_series(3, ${contactNotesMax}::int) WHERE id = ${keep.id}`
      assert.deepInclude(yield* Effect.flip(notes.save(viewer, keep.id, noteOf("too many"))), {
        code: "not_possible",
      })
      yield* contacts.remove(viewer, keep.id)
      assert.deepStrictEqual(yield* sql`SELECT FROM contact_notes WHERE contact_id = ${keep.id}`, [])
    }))
})
