import type { PgClient } from "@effect/sql-pg"
import type { Statement } from "effect/sql"
import type { Address } from "../../domain/contact/Address.ts"
import type { Contact, ContactId } from "../../domain/contact/Contact.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { UserId } from "../../domain/user/User.ts"

type Viewer = CurrentUser["Service"]

export interface ContactRow {
  readonly id: ContactId
  readonly version: number
  readonly name: string
  readonly nameKey: string
  readonly phones: ReadonlyArray<Address>
  readonly email: string | null
  readonly language: string | null
  readonly createdAt: Date
  readonly createdBy: UserId | null
  readonly lastInboundAt: Date | null
}

/** Whether the viewer may see the conversation `c` (AUTH-4): `maySee` in SQL. */
const mayRead = (sql: PgClient.PgClient, { user }: Viewer): Statement.Fragment =>
  user.role === "admin" ? sql`true` : sql`(c.owner_id = ${user.id} OR EXISTS (SELECT FROM members m
        WHERE m.conversation_id = c.id AND m.user_id = ${user.id} AND m.took_part))`

/** `contacts` under the name `contact`, as the viewer sees them; to be followed by WHERE. */
export const selectContacts = (sql: PgClient.PgClient, viewer: Viewer): Statement.Fragment =>
  sql`
    SELECT contact.id, contact.version, contact.name, contact.name_key, contact.email, contact.language, contact.created_at,
      contact.created_by,
      coalesce((SELECT json_agg(p.phone ORDER BY p.position, p.canonical) FROM contact_phones p
        WHERE p.contact_id = contact.id), '[]') AS phones,
      (SELECT max(c.last_inbound_at) FROM contact_phones p
        JOIN conversations c ON c.workspace_id = p.workspace_id AND c.address = p.canonical
        WHERE p.contact_id = contact.id AND ${mayRead(sql, viewer)}) AS last_inbound_at
    FROM contacts contact`

/**
 * Which contacts the viewer may see (AUTH-4): an admin all of the workspace; a standard user those behind conversations
 * that they own or took part in, and those that they made themselves and nobody has a conversation with. The user's own
 * conversations come first, so that a workspace's many contacts are not gone through.
 */
export const visibleTo = (sql: PgClient.PgClient, { user, workspaceId }: Viewer): Statement.Fragment =>
  user.role === "admin" ? sql`contact.workspace_id = ${workspaceId}` : sql`
    contact.workspace_id = ${workspaceId} AND (contact.id IN (
      SELECT p.contact_id FROM (
        SELECT address FROM conversations WHERE owner_id = ${user.id} AND inbound_count > 0
        UNION SELECT address FROM conversations WHERE owner_id = ${user.id} AND inbound_count = 0
        UNION SELECT c.address FROM members m JOIN conversations c ON c.id = m.conversation_id
          WHERE m.user_id = ${user.id} AND m.took_part
      ) own JOIN contact_phones p ON p.workspace_id = ${workspaceId} AND p.canonical = own.address
    ) OR (contact.created_by = ${user.id} AND NOT EXISTS (
      SELECT FROM contact_phones p JOIN conversations c
        ON c.workspace_id = p.workspace_id AND c.address = p.canonical
      WHERE p.contact_id = contact.id)))`

export const contactOf = ({ createdAt, lastInboundAt, nameKey: _, ...contact }: ContactRow): Contact => ({
  ...contact,
  createdAt: createdAt.getTime(),
  lastInboundAt: lastInboundAt?.getTime() ?? null,
})
