import type { PgClient } from "@effect/sql-pg"
import type { Statement } from "effect/sql"
import type { ContactFilter } from "../../domain/campaign/ContactFilter.ts"

/**
 * Whether a contact passes a filter: `contact` is the contact, `first` its number that is written to. Conversations count that
 * have begun: what campaigns alone said nobody owns (CONV-4).
 */
export const filterClause = (sql: PgClient.PgClient, filter: ContactFilter): Statement.Fragment => {
  const talks = (which: Statement.Fragment) =>
    sql`EXISTS (SELECT FROM contact_phones p
      JOIN conversations c ON c.workspace_id = p.workspace_id AND c.address = p.canonical
      WHERE p.contact_id = contact.id AND c.begun AND ${which})`
  const since = (days: number) => sql`now() - make_interval(days => ${days})`
  switch (filter._tag) {
    case "Owner":
      return filter.user === null
        ? sql`NOT ${talks(sql`c.owner_id IS NOT NULL`)}`
        : talks(sql`c.owner_id = ${filter.user}`)
    case "Consent":
      return sql`EXISTS (SELECT FROM permissions k WHERE k.workspace_id = contact.workspace_id
        AND k.channel = ${filter.channel} AND k.address = first.canonical AND k.consent_at IS NOT NULL)`
    case "Email":
      return filter.known ? sql`contact.email IS NOT NULL` : sql`contact.email IS NULL`
    case "WroteIn":
      return filter.days === null
        ? sql`NOT ${talks(sql`c.inbound_count > 0`)}`
        : talks(sql`c.last_inbound_at >= ${since(filter.days)}`)
    case "Added":
      return sql`contact.created_at >= ${since(filter.days)}`
  }
}
