import type { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import type { CanonicalAddress } from "../../domain/contact/Address.ts"
import type { Channel } from "../../domain/sender/Sender.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"

/** Whose names are looked up. */
export interface CustomerScope {
  readonly workspaceId: WorkspaceId
  readonly channel: Channel
}

/** Names by which customers were met, each with the one that their conversations have. */
export type KnownAddresses = Map<CanonicalAddress, CanonicalAddress>

/** Somebody else wrote at the same moment; more often in a row is a fault to report. */
const triesMax = 5

const isNumber = (name: string): boolean => name.startsWith("+")

/** Which of some names stand for another, in one look. A name that is not there stands for itself. */
export const knownAddresses = Effect.fn("knownAddresses")(function* (
  sql: PgClient.PgClient,
  { channel, workspaceId }: CustomerScope,
  names: ReadonlyArray<CanonicalAddress>,
) {
  if (names.length === 0) return new Map<CanonicalAddress, CanonicalAddress>()
  const rows = yield* sql<{ readonly alias: CanonicalAddress; readonly address: CanonicalAddress }>`
    SELECT alias, address FROM address_aliases
    WHERE workspace_id = ${workspaceId} AND channel = ${channel} AND alias = ANY(${names}::text[])`
  return new Map(rows.map(({ address, alias }) => [alias, address]))
})

/**
 * The address of the conversations of a customer who has these names, the most lasting first, and the note that they are the
 * same (CONV-8). A name under which there is a conversation keeps it; of two such, the first is whom they are from now on.
 */
export const linkAddresses = Effect.fn("linkAddresses")(function* (
  sql: PgClient.PgClient,
  scope: CustomerScope,
  names: readonly [CanonicalAddress, ...ReadonlyArray<CanonicalAddress>],
) {
  const { channel, workspaceId } = scope
  const found = yield* sql<{ readonly name: CanonicalAddress; readonly address: CanonicalAddress | null }>`
    SELECT n.name, coalesce(a.address, (SELECT c.address FROM conversations c
      WHERE c.workspace_id = ${workspaceId} AND c.address = n.name AND c.channel = ${channel} LIMIT 1)) AS address
    FROM unnest(${names}::text[]) n (name)
    LEFT JOIN address_aliases a ON a.workspace_id = ${workspaceId} AND a.channel = ${channel} AND a.alias = n.name`
  const placeOf = new Map(found.map(({ address, name }) => [name, address]))
  const [address = names[0]] = names.flatMap((name) => placeOf.get(name) ?? [])
  // Numbers that stand for themselves are left out, since nearly all do.
  const noted = names.filter((name) => !isNumber(name) || (name !== address && placeOf.get(name) === null))
  if (noted.length === 0) return address
  const written = yield* sql`
    INSERT INTO address_aliases AS known (workspace_id, channel, alias, address)
    SELECT ${workspaceId}, ${channel}, name, ${address} FROM unnest(${noted.toSorted()}::text[]) n (name)
    ON CONFLICT (workspace_id, channel, alias) DO UPDATE SET address = excluded.address
    WHERE known.address = ANY(${found.flatMap((one) => one.address ?? [])}::text[])
    RETURNING 1 AS one`
  return written.length === noted.length ? address : null
}, (effect) =>
  effect.pipe(
    Effect.repeat({ until: (address) => address !== null, times: triesMax }),
  ))

/**
 * The same where what is known of the names says it all, else null: they have to be linked first. Of most customers only the
 * number is ever met, which stands for itself.
 */
export const addressAmong = (
  known: KnownAddresses,
  names: readonly [CanonicalAddress, ...ReadonlyArray<CanonicalAddress>],
): CanonicalAddress | null => {
  const [address = names[0]] = names.flatMap((name) => known.get(name) ?? [])
  const settled = names.every((name) =>
    known.has(name) ? known.get(name) === address : isNumber(name) && name === address
  )
  return settled ? address : null
}
