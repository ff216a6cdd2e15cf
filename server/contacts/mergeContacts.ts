import type { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import { type ContactEdition, type ContactOutcome, contactPhonesMax } from "../../domain/contact/Contact.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { holdContact, readContact } from "./readContact.ts"
import { tellDesks } from "./tellDesks.ts"

const tooManyNumbers = new Refusal({
  code: "not_allowed",
  message: `Together they have more than ${contactPhonesMax} numbers. Remove some first.`,
})
const sameContact = new Refusal({ code: "not_allowed", message: "Choose two different contacts." })

/** One contact of two, in the caller's transaction: `keep` with the numbers and notes of both, and the other's e-mail and language where it has none. */
export const mergeContacts = Effect.fnUntraced(
  function* (
    sql: PgClient.PgClient,
    viewer: CurrentUser["Service"],
    keep: ContactEdition,
    other: ContactEdition,
  ) {
    if (keep.id === other.id) return yield* sameContact
    // In order of id, so that two merges of the same contacts do not wait for each other in a circle.
    const editions = [keep, other].sort((a, b) => a.id < b.id ? -1 : 1)
    const held = []
    for (const { id, version } of editions) {
      const contact = yield* holdContact(sql, viewer, id)
      if (contact.version !== version) return { _tag: "Changed", contact } satisfies ContactOutcome
      held.push(contact)
    }
    if (held.flatMap(({ phones }) => phones).length > contactPhonesMax) return yield* tooManyNumbers
    const moved = yield* sql<{ readonly canonical: string }>`
      UPDATE contact_phones SET contact_id = ${keep.id}, position = position + ${contactPhonesMax}
      WHERE contact_id = ${other.id} RETURNING canonical`
    yield* sql`
      UPDATE contacts SET version = contacts.version + 1, email = coalesce(contacts.email, gone.email),
        language = coalesce(contacts.language, gone.language)
      FROM contacts gone WHERE contacts.id = ${keep.id} AND gone.id = ${other.id}`
    yield* sql`UPDATE contact_notes SET contact_id = ${keep.id} WHERE contact_id = ${other.id}`
    yield* sql`DELETE FROM contacts WHERE id = ${other.id}`
    yield* tellDesks(sql, viewer.workspaceId, moved.map(({ canonical }) => canonical))
    return {
      _tag: "Saved",
      contact: yield* readContact(sql, viewer, keep.id),
    } satisfies ContactOutcome
  },
)
