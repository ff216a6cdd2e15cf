import type { PgClient } from "@effect/sql-pg"
import { Data, Effect } from "effect"
import { type Address, canonicalAddress } from "../../domain/contact/Address.ts"
import type { ContactId } from "../../domain/contact/Contact.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"

/** A number belongs to another contact: it rolls the transaction back. */
export class NumberTaken extends Data.TaggedError("NumberTaken")<{
  readonly phone: Address
  readonly contactId: ContactId
}> {}

interface StoredPhone {
  readonly canonical: string
  readonly phone: Address
}

export const phonesOf = (sql: PgClient.PgClient, id: ContactId) =>
  sql<
    StoredPhone
  >`SELECT canonical, phone FROM contact_phones WHERE contact_id = ${id} ORDER BY position, canonical`

/**
 * Gives a contact exactly these numbers, in this order. Rows are taken in order of key, so that two writers do not wait
 * for each other in a circle. Gives every number whose conversations changed their name: those that came and went.
 */
export const setPhones = Effect.fnUntraced(
  function* (
    sql: PgClient.PgClient,
    workspaceId: WorkspaceId,
    id: ContactId,
    before: ReadonlyArray<StoredPhone>,
    phones: ReadonlyArray<Address>,
  ) {
    const wanted = new Map(phones.map((phone, position) => [canonicalAddress(phone), { phone, position }]))
    const dropped = before.filter(({ canonical }) => !wanted.has(canonicalAddress(canonical)))
    if (dropped.length > 0) {
      yield* sql`DELETE FROM contact_phones WHERE contact_id = ${id} AND ${
        sql.in("canonical", dropped.map(({ canonical }) => canonical))
      }`
    }
    const rows = [...wanted].map(([canonical, { phone, position }]) => ({ canonical, phone, position }))
    const taken = yield* sql<{ readonly canonical: string; readonly contactId: ContactId }>`
      INSERT INTO contact_phones AS known (workspace_id, canonical, phone, contact_id, position)
      SELECT ${workspaceId}::uuid, canonical, phone, ${id}::uuid, position
      FROM json_to_recordset(${JSON.stringify(rows)}::json) AS r(canonical text, phone text, position int)
      ORDER BY canonical
      ON CONFLICT (workspace_id, canonical) DO UPDATE
        SET phone = CASE WHEN known.contact_id = excluded.contact_id THEN excluded.phone ELSE known.phone END,
          position = CASE WHEN known.contact_id = excluded.contact_id THEN excluded.position ELSE known.position END
      RETURNING canonical, contact_id`
    const clash = taken.find((row) => row.contactId !== id)
    if (clash) {
      const phone = wanted.get(canonicalAddress(clash.canonical))?.phone ?? phones[0]
      if (phone !== undefined) return yield* new NumberTaken({ phone, contactId: clash.contactId })
    }
    return [...new Set([...before.map(({ canonical }) => canonical), ...wanted.keys()])]
  },
)
