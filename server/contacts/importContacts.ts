import type { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import { randomUUID } from "node:crypto"
import type { Address } from "../../domain/contact/Address.ts"
import { ContactId, contactPhonesMax } from "../../domain/contact/Contact.ts"
import type { ImportFault, ImportResult, ImportRow } from "../../domain/contact/ImportRow.ts"
import { readImportRow, type ReadRow } from "../../domain/contact/readImportRow.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { visibleTo } from "./selectContacts.ts"
import { tellDesks } from "./tellDesks.ts"

/** A contact of the batch, as the rows so far have left it. */
interface Draft {
  readonly id: ContactId
  name: string
  email: string | null
  language: string | null
  readonly phones: Map<string, Address>
  readonly visible: boolean
  state: "new" | "known" | "changed"
}

interface Known {
  readonly id: ContactId
  readonly name: string
  readonly email: string | null
  readonly language: string | null
  readonly visible: boolean
  readonly phones: ReadonlyArray<{ readonly canonical: string; readonly phone: Address }>
}

/** The contacts that have one of these numbers, kept from changing until the transaction ends. */
const ownersOf = Effect.fnUntraced(
  function* (sql: PgClient.PgClient, viewer: CurrentUser["Service"], canonical: ReadonlyArray<string>) {
    const { workspaceId } = viewer
    yield* sql`
      SELECT FROM contacts WHERE id IN (SELECT contact_id FROM contact_phones
        WHERE workspace_id = ${workspaceId} AND canonical = ANY(${canonical}::text[]))
      ORDER BY id FOR UPDATE`
    const known = yield* sql<Known>`
      SELECT contact.id, contact.name, contact.email, contact.language, (${
      visibleTo(sql, viewer)
    }) AS visible,
        (SELECT json_agg(json_build_object('canonical', p.canonical, 'phone', p.phone) ORDER BY p.position, p.canonical)
          FROM contact_phones p WHERE p.contact_id = contact.id) AS phones
      FROM contacts contact WHERE contact.id IN (SELECT contact_id FROM contact_phones
        WHERE workspace_id = ${workspaceId} AND canonical = ANY(${canonical}::text[]))`
    const owners = new Map<string, Draft>()
    for (const { email, id, language, name, phones, visible } of known) {
      const draft: Draft = {
        id,
        name,
        email,
        language,
        visible,
        state: "known",
        phones: new Map(phones.map(({ canonical, phone }) => [canonical, phone])),
      }
      for (const { canonical } of phones) owners.set(canonical, draft)
    }
    return owners
  },
)

/** What a row does to the contacts of the batch. */
const take = (owners: Map<string, Draft>, { email, language, line, name, phones }: ReadRow): ImportResult => {
  const refused = (fault: ImportFault, reason: string): ImportResult => ({
    _tag: "Refused",
    line,
    fault,
    reason,
  })
  const drafts = new Set(
    [...phones.keys()].map((canonical) => owners.get(canonical)).filter((it) => it !== undefined),
  )
  if ([...drafts].some((draft) => !draft.visible)) {
    return refused("not_visible", "The number belongs to a contact that you may not see. Ask an admin.")
  }
  const [owner, another] = drafts
  if (owner && another) {
    return refused(
      "two_contacts",
      `The numbers belong to two contacts: ${owner.name} and ${another.name}. Merge them first.`,
    )
  }
  if (!owner) {
    if (name === "") return refused("no_name", "The name is empty.")
    const id = ContactId.make(randomUUID())
    const draft: Draft = { id, name, email, language, visible: true, state: "new", phones: new Map(phones) }
    for (const canonical of phones.keys()) owners.set(canonical, draft)
    return { _tag: "Created", line }
  }
  const added = [...phones].filter(([canonical]) => !owner.phones.has(canonical))
  if (owner.phones.size + added.length > contactPhonesMax) {
    return refused("many_numbers", `${owner.name} would have more than ${contactPhonesMax} numbers.`)
  }
  const same = added.length === 0 && (name === "" || name === owner.name) &&
    (email === null || email === owner.email) &&
    (language === null || language === owner.language)
  if (same) return { _tag: "Unchanged", line }
  if (name !== "") owner.name = name
  if (email !== null) owner.email = email
  if (language !== null) owner.language = language
  for (const [canonical, phone] of added) {
    owner.phones.set(canonical, phone)
    owners.set(canonical, owner)
  }
  if (owner.state === "known") owner.state = "changed"
  return { _tag: "Updated", line }
}

const write = Effect.fnUntraced(
  function* (
    sql: PgClient.PgClient,
    { user, workspaceId }: CurrentUser["Service"],
    drafts: ReadonlyArray<Draft>,
  ) {
    const json = (state: Draft["state"]) =>
      JSON.stringify(
        drafts.filter((draft) => draft.state === state).map((
          { email, id, language, name },
        ) => ({ id, name, email, language })),
      )
    yield* sql`
      INSERT INTO contacts (id, workspace_id, name, email, language, created_by)
      SELECT id, ${workspaceId}::uuid, name, email, language, ${user.id}::uuid
      FROM json_to_recordset(${json("new")}::json) AS r(id uuid, name text, email text, language text)`
    yield* sql`
      UPDATE contacts SET name = r.name, email = r.email, language = r.language, version = contacts.version + 1
      FROM json_to_recordset(${json("changed")}::json) AS r(id uuid, name text, email text, language text)
      WHERE contacts.id = r.id`
    const phones = drafts.flatMap(({ id, phones }) =>
      [...phones].map(([canonical, phone], position) => ({ id, canonical, phone, position }))
    )
    // A number that someone else has just taken fails the batch: it is read again.
    yield* sql`
      INSERT INTO contact_phones (workspace_id, canonical, phone, contact_id, position)
      SELECT ${workspaceId}::uuid, canonical, phone, id, position
      FROM json_to_recordset(${
      JSON.stringify(phones)
    }::json) AS r(id uuid, canonical text, phone text, position int)
      WHERE NOT EXISTS (SELECT FROM contact_phones known WHERE known.workspace_id = ${workspaceId}
        AND known.canonical = r.canonical AND known.contact_id = r.id)
      ORDER BY canonical`
    yield* tellDesks(sql, workspaceId, phones.map(({ canonical }) => canonical))
  },
)

/**
 * Imports rows in the caller's transaction, and tells what became of each, in their order. Whose number a row has is updated;
 * a row whose numbers are nobody's makes a contact. Fails with a unique violation where someone else takes one of the numbers
 * meanwhile: read again, the row is theirs.
 */
export const importContacts = Effect.fnUntraced(
  function* (sql: PgClient.PgClient, viewer: CurrentUser["Service"], rows: ReadonlyArray<ImportRow>) {
    const read = rows.map(readImportRow)
    const owners = yield* ownersOf(
      sql,
      viewer,
      read.flatMap((row) => "reason" in row ? [] : [...row.phones.keys()]),
    )
    const results = read.map((row): ImportResult =>
      "reason" in row ? { _tag: "Refused", ...row } : take(owners, row)
    )
    const drafts = [...new Set(owners.values())].filter(({ state }) => state !== "known")
    if (drafts.length > 0) yield* write(sql, viewer, drafts)
    return results
  },
)
