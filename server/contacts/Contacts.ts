import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer } from "effect"
import { type Address, canonicalAddress } from "../../domain/contact/Address.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { orUnavailable } from "../database/orUnavailable.ts"

/** The workspace's contacts: a number belongs to at most one of them (CONTACT-4). */
export class Contacts extends Context.Service<Contacts, {
  /** Makes a contact for a number that has none; whose number it is already keeps it. */
  readonly saveIfUnknown: (
    workspaceId: WorkspaceId,
    name: string,
    phone: Address,
  ) => Effect.Effect<void, Unavailable>
  /** Numbers with their contacts' names, by name. */
  readonly phones: (
    workspaceId: WorkspaceId,
    limit: number,
  ) => Effect.Effect<ReadonlyArray<{ readonly phone: Address; readonly name: string }>, Unavailable>
}>()("desk/server/contacts/Contacts") {
  static readonly layer = Layer.effect(
    Contacts,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient

      const saveIfUnknown = Effect.fn("Contacts.saveIfUnknown")(
        function* (workspaceId: WorkspaceId, name: string, phone: Address) {
          // The number decides: a contact is made only where its row could be taken.
          yield* sql`
            WITH made AS (SELECT gen_random_uuid() AS id),
            taken AS (
              INSERT INTO contact_phones (workspace_id, canonical, phone, contact_id)
              SELECT ${workspaceId}::uuid, ${canonicalAddress(phone)}, ${phone}, id FROM made
              ON CONFLICT (workspace_id, canonical) DO NOTHING
              RETURNING contact_id
            )
            INSERT INTO contacts (id, workspace_id, name) SELECT contact_id, ${workspaceId}::uuid, ${name} FROM taken`
        },
        orUnavailable("The contact could not be saved. Try again."),
      )

      const phones = Effect.fn("Contacts.phones")(
        function* (workspaceId: WorkspaceId, limit: number) {
          return yield* sql<{ readonly phone: Address; readonly name: string }>`
            SELECT phone, name FROM contact_phones JOIN contacts ON contacts.id = contact_id
            WHERE contact_phones.workspace_id = ${workspaceId} ORDER BY name, phone LIMIT ${limit}`
        },
        orUnavailable("The contacts could not be read. Try again."),
      )

      return Contacts.of({ saveIfUnknown, phones })
    }),
  )
}
