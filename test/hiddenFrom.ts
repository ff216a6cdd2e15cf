import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import type { Caller } from "./Caller.ts"
import type { Things } from "./Things.ts"

/** The same whatever was asked about, where it says nothing about it. */
export const withoutNames = (answer: string, things: Things): string =>
  Object.entries(things).reduce(
    (text, [name, value]: readonly [string, string]) => text.replaceAll(value, `<${name}>`),
    answer,
  )

/** What follows from the rest some time after it was committed, when a session was used, and how often one has guessed. */
const writtenLater = [
  "message_words",
  "message_words_position",
  "notification_position",
  "pushes",
  "session_uses",
  "sign_in_guesses",
]
/** That a call was refused is on record (ADMIN-3). */
const tellsOfRefusals = ["audit_log"]

/** Everything that the desk keeps, to see that a refused call did nothing: row by row as text, table by table. */
export const everything = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const tables = yield* sql<{ readonly name: string }>`
    SELECT quote_ident(table_name) AS name FROM information_schema.tables
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> ALL (${[
    ...writtenLater,
    ...tellsOfRefusals,
  ]})
    ORDER BY table_name`
  return yield* Effect.forEach(tables, ({ name }) =>
    Effect.map(
      sql.unsafe<{ readonly rows: string }>(
        `SELECT coalesce(string_agg(t::text, E'\n' ORDER BY t::text), '') AS rows FROM ${name} t`,
      ),
      ([row]) => [name, row?.rows] as const,
    ))
}).pipe(Effect.orDie)

/** What is kept about the things alone: calls that are answered may change others. */
export const rowsAbout = ({ contact, conversation }: Things) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    return yield* sql`
      SELECT to_jsonb(t) AS row FROM conversations t WHERE id = ${conversation}
      UNION ALL SELECT to_jsonb(t) FROM items t WHERE conversation_id = ${conversation}
      UNION ALL SELECT to_jsonb(t) FROM deliveries t WHERE conversation_id = ${conversation}
      UNION ALL SELECT to_jsonb(t) FROM members t WHERE conversation_id = ${conversation}
      UNION ALL SELECT to_jsonb(t) FROM contacts t WHERE id = ${contact}
      UNION ALL SELECT to_jsonb(t) FROM contact_phones t WHERE contact_id = ${contact} ORDER BY row`
  }).pipe(Effect.orDie)

/** Words of which none may be in an answer. Who works in a workspace, and with which Sender IDs, its users may know. */
export const hiddenFrom = (caller: Caller, things: Things): ReadonlyArray<string> => {
  const {
    bulk,
    contact,
    conversation,
    invitation,
    mail,
    member,
    memberEmail,
    message,
    name,
    phone,
    sender,
    text,
  } = things
  const theirs = [conversation, message, text, contact, name, phone, bulk, mail, invitation]
  return caller === "colleague" ? theirs : [...theirs, sender, member, memberEmail, "Acme"]
}
