import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer } from "effect"
import { canonicalAddress } from "../../domain/contact/Address.ts"
import type { ContactId } from "../../domain/contact/Contact.ts"
import { type ContactNote, type ContactNoteId, contactNotesMax } from "../../domain/contact/ContactNote.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import { asWorkspace } from "../database/asWorkspace.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { getVisible, holdContact } from "./readContact.ts"
import { tellDesks } from "./tellDesks.ts"

type Viewer = CurrentUser["Service"]

const tooMany = new Refusal({
  code: "not_possible",
  message: `A contact has at most ${contactNotesMax} notes. Delete one that nobody needs.`,
})
const changedMeanwhile = new Refusal({
  code: "changed_meanwhile",
  message: "Someone else changed this note a moment ago. Look at it, and make your change again.",
})
const notYours = new Refusal({
  code: "not_allowed",
  message: "Only who wrote a note and admins can change it.",
})

const couldNotSave = orUnavailable("The note was not saved. Try again.")

/** What the team notes about contacts. Whoever has a conversation of the contact open sees a change at once (SYNC-1). */
export class ContactNotes extends Context.Service<ContactNotes, {
  /** Oldest first. */
  readonly list: (
    viewer: Viewer,
    contact: ContactId,
  ) => Effect.Effect<ReadonlyArray<ContactNote>, Refusal | Unavailable>
  /** Compare and set; `seen` is null for a new one. */
  readonly save: (
    viewer: Viewer,
    contact: ContactId,
    note: { readonly id: ContactNoteId; readonly seen: string | null; readonly text: string },
  ) => Effect.Effect<void, Refusal | Unavailable>
  readonly remove: (
    viewer: Viewer,
    contact: ContactId,
    id: ContactNoteId,
  ) => Effect.Effect<void, Refusal | Unavailable>
}>()("desk/server/contacts/ContactNotes") {
  static readonly layer = Layer.effect(
    ContactNotes,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient

      const read = (contact: ContactId) =>
        sql<ContactNote>`
          SELECT id, author, text, floor(extract(epoch FROM at) * 1000)::float8 AS at,
            floor(extract(epoch FROM changed_at) * 1000)::float8 AS changed_at
          FROM contact_notes WHERE contact_id = ${contact} ORDER BY contact_notes.at, id`

      /** The contact is held, so that its notes change one after another; open desks are told. */
      const changing = Effect.fnUntraced(
        function* <A, E>(
          viewer: Viewer,
          id: ContactId,
          change: (notes: ReadonlyArray<ContactNote>) => Effect.Effect<A, E>,
        ) {
          const { phones } = yield* holdContact(sql, viewer, id)
          yield* change(yield* read(id))
          yield* tellDesks(sql, viewer.workspaceId, phones.map(canonicalAddress))
        },
        (effect, viewer) => asWorkspace(sql, viewer.workspaceId)(effect),
      )

      const mayChange = ({ user }: Viewer, note: ContactNote) =>
        user.role === "admin" || note.author === user.id ? Effect.void : Effect.fail(notYours)

      const list = Effect.fn("ContactNotes.list")(
        (viewer: Viewer, contact: ContactId) =>
          Effect.andThen(getVisible(sql, viewer, contact), read(contact)).pipe(
            asWorkspace(sql, viewer.workspaceId),
          ),
        orUnavailable("The notes could not be read. Try again."),
      )

      const save = Effect.fn("ContactNotes.save")(
        (viewer: Viewer, contact: ContactId, note: Parameters<ContactNotes["Service"]["save"]>[2]) =>
          changing(viewer, contact, (notes) =>
            Effect.gen(function* () {
              const known = notes.find(({ id }) => id === note.id)
              const text = note.text.trim()
              // Saved before, and its answer was lost.
              if (known?.text === text && known.author === viewer.user.id) return
              if ((known?.text ?? null) !== note.seen) return yield* changedMeanwhile
              if (known) {
                yield* mayChange(viewer, known)
                yield* sql`UPDATE contact_notes SET text = ${text}, changed_at = now() WHERE id = ${note.id}`
                return
              }
              if (notes.length >= contactNotesMax) return yield* tooMany
              const made = yield* sql`
                INSERT INTO contact_notes (id, workspace_id, contact_id, author, text)
                VALUES (${note.id}, ${viewer.workspaceId}, ${contact}, ${viewer.user.id}, ${text})
                ON CONFLICT (id) DO NOTHING RETURNING id`
              if (made.length === 0) return yield* changedMeanwhile
            })),
        couldNotSave,
      )

      const remove = Effect.fn("ContactNotes.remove")(
        (viewer: Viewer, contact: ContactId, id: ContactNoteId) =>
          changing(viewer, contact, (notes) =>
            Effect.gen(function* () {
              const known = notes.find((note) => note.id === id)
              if (!known) return
              yield* mayChange(viewer, known)
              yield* sql`DELETE FROM contact_notes WHERE id = ${id}`
            })),
        couldNotSave,
      )

      return ContactNotes.of({ list, save, remove })
    }),
  )
}
