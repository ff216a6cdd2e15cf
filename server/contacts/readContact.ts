import type { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import type { ContactId } from "../../domain/contact/Contact.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { contactOf, type ContactRow, selectContacts, visibleTo } from "./selectContacts.ts"

type Viewer = CurrentUser["Service"]

const noSuchContact = new Refusal({
  code: "not_found",
  message: "There is no such contact, or you may not see it.",
})

/** Without regard to who may see it: for what was just seen or written. */
export const readContact = Effect.fnUntraced(
  function* (sql: PgClient.PgClient, viewer: Viewer, id: ContactId) {
    const [row] = yield* sql<ContactRow>`${selectContacts(sql, viewer)} WHERE contact.id = ${id}`
    return row ? contactOf(row) : yield* noSuchContact
  },
)

/** Null where the viewer may not see it (AUTH-4). */
export const findVisible = Effect.fnUntraced(
  function* (sql: PgClient.PgClient, viewer: Viewer, id: ContactId) {
    const [row] = yield* sql<ContactRow>`${selectContacts(sql, viewer)}
      WHERE contact.id = ${id} AND ${visibleTo(sql, viewer)}`
    return row ? contactOf(row) : null
  },
)

/** Refused where the viewer may not see it (AUTH-4). */
export const getVisible = Effect.fnUntraced(
  function* (sql: PgClient.PgClient, viewer: Viewer, id: ContactId) {
    return (yield* findVisible(sql, viewer, id)) ?? (yield* noSuchContact)
  },
)

/** The contact, as nobody else changes it until the transaction ends. */
export const holdContact = Effect.fnUntraced(
  function* (sql: PgClient.PgClient, viewer: Viewer, id: ContactId) {
    yield* sql`SELECT FROM contacts WHERE id = ${id} AND workspace_id = ${viewer.workspaceId} FOR UPDATE`
    return yield* getVisible(sql, viewer, id)
  },
)
