import type { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import type { CanonicalAddress } from "../../domain/contact/Address.ts"
import type { Channel } from "../../domain/sender/Sender.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { lockNames } from "../consent/recordPermissions.ts"
import { sharePermissions } from "../consent/sharePermissions.ts"

/** Whose names are looked up. */
export interface CustomerScope {
  readonly workspaceId: WorkspaceId
  readonly channel: Channel
}

/** What linking came to. */
export interface Linked {
  readonly address: CanonicalAddress
  /** An opt-out under one name now holds for others, and word of it waits for their conversations. */
  readonly optedOut: boolean
}

/** Names by which customers were met, each with the one that their conversations have. */
export type KnownAddresses = Map<CanonicalAddress, CanonicalAddress>

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

/** Each of the names, and what it stood for, is the person of the first. Whether that was news. */
const tieNames = Effect.fnUntraced(function* (
  sql: PgClient.PgClient,
  { channel, workspaceId }: CustomerScope,
  [first, ...others]: readonly [CanonicalAddress, ...ReadonlyArray<CanonicalAddress>],
) {
  const tied = [...new Set(others)].filter((name) => name !== first).toSorted()
  if (tied.length === 0) return false
  const news = yield* sql`
    INSERT INTO address_ties (workspace_id, channel, name, other)
    SELECT ${workspaceId}, ${channel}, tie.name, tie.other FROM unnest(${tied}::text[]) t (name)
    CROSS JOIN LATERAL (VALUES (t.name, ${first}::text), (${first}::text, t.name)) tie (name, other)
    ON CONFLICT DO NOTHING RETURNING 1 AS one`
  return news.length > 0
})

/**
 * The address of the conversations of a customer who has these names, the most lasting first, and the note that they are the
 * same (CONV-8). A name under which there is a conversation keeps it; of two such, the first is whom they are from now on.
 * What the person allows is brought together with it (OPT-1), even where conversations stay apart.
 */
export const linkAddresses = Effect.fn("linkAddresses")(function* (
  sql: PgClient.PgClient,
  scope: CustomerScope,
  names: readonly [CanonicalAddress, ...ReadonlyArray<CanonicalAddress>],
) {
  const { channel, workspaceId } = scope
  yield* lockNames(sql, workspaceId)
  const found = yield* sql<{ readonly name: CanonicalAddress; readonly address: CanonicalAddress | null }>`
    SELECT n.name, coalesce(a.address, (SELECT c.address FROM conversations c
      WHERE c.workspace_id = ${workspaceId} AND c.address = n.name AND c.channel = ${channel} LIMIT 1)) AS address
    FROM unnest(${names}::text[]) n (name)
    LEFT JOIN address_aliases a ON a.workspace_id = ${workspaceId} AND a.channel = ${channel} AND a.alias = n.name`
  const placeOf = new Map(found.map(({ address, name }) => [name, address]))
  const [address = names[0]] = names.flatMap((name) => placeOf.get(name) ?? [])
  // Numbers that stand for themselves are left out, since nearly all do.
  const noted = [...new Set(names)].filter((name) =>
    !isNumber(name) || (name !== address && placeOf.get(name) === null)
  )
  if (noted.length > 0) {
    yield* sql`
      INSERT INTO address_aliases AS known (workspace_id, channel, alias, address)
      SELECT ${workspaceId}, ${channel}, name, ${address} FROM unnest(${noted.toSorted()}::text[]) n (name)
      ON CONFLICT (workspace_id, channel, alias) DO UPDATE SET address = excluded.address`
  }
  const news = yield* tieNames(sql, scope, [address, ...names, ...found.flatMap((one) => one.address ?? [])])
  const optedOut = news && (yield* sharePermissions(sql, { ...scope, address }))
  return { address, optedOut } satisfies Linked
}, (linked, sql) => sql.withTransaction(linked))

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
