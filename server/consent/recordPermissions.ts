import type { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import type { CanonicalAddress } from "../../domain/contact/Address.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import type { PermissionKey } from "./Permissions.ts"
import { type PermissionRecord, permissionStatement } from "./permissionStatement.ts"

/** Only WhatsApp knows customers by several names. */
const hasNames = ({ channel }: Pick<PermissionKey, "channel">): boolean => channel === "whatsapp"

const keysOf = (numbers: ReadonlyArray<PermissionKey>) => ({
  workspaces: numbers.map(({ workspaceId }) => workspaceId),
  channels: numbers.map(({ channel }) => channel),
  addresses: numbers.map(({ address }) => address),
})

/**
 * Until the transaction ends nobody else in a workspace learns that two names on WhatsApp are one person's, or records what
 * one of them allows: neither happens unseen by the other.
 */
export const lockNames = (sql: PgClient.PgClient, workspaceId: WorkspaceId) =>
  sql`SELECT pg_advisory_xact_lock(permission_lock(${workspaceId}, 'whatsapp', ''))`

/**
 * Until the transaction ends nothing that is sent to these numbers, under any of their names, is committed: what was is before
 * it, what is to be sees it. All take these locks in one order, and before they touch a row.
 */
export const lockSends = (sql: PgClient.PgClient, numbers: ReadonlyArray<PermissionKey>) => {
  const { addresses, channels, workspaces } = keysOf(numbers)
  return sql`
    SELECT pg_advisory_xact_lock(key) FROM (
      SELECT DISTINCT permission_lock(k.workspace_id, k.channel, other.name) AS key
      FROM unnest(${workspaces}::uuid[], ${channels}::text[], ${addresses}::text[]) k (workspace_id, channel, address)
      CROSS JOIN LATERAL names_of_customer(k.workspace_id, k.channel, k.address) other (name)
      ORDER BY key) locks`
}

/** What is to be locked before anything else in a transaction that records this. A consent stops nothing that is being sent. */
export const lockPermissions = Effect.fnUntraced(function* (
  sql: PgClient.PgClient,
  records: ReadonlyArray<PermissionKey & Pick<PermissionRecord, "what">>,
) {
  const workspaces = new Set(records.filter(hasNames).map(({ workspaceId }) => workspaceId))
  for (const workspaceId of [...workspaces].toSorted()) yield* lockNames(sql, workspaceId)
  const refusals = records.filter(({ what }) => what !== "given")
  if (refusals.length > 0) yield* lockSends(sql, refusals)
})

/** The same of every name of the persons that the records are about (OPT-1). */
const underAllNames = Effect.fnUntraced(function* (
  sql: PgClient.PgClient,
  records: ReadonlyArray<PermissionRecord>,
) {
  const named = records.filter(hasNames)
  if (named.length === 0) return records
  const { addresses, channels, workspaces } = keysOf(named)
  const found = yield* sql<{ readonly n: number; readonly name: CanonicalAddress }>`
    SELECT k.n::int AS n, other.name
    FROM unnest(${workspaces}::uuid[], ${channels}::text[], ${addresses}::text[]) WITH ORDINALITY
      k (workspace_id, channel, address, n)
    CROSS JOIN LATERAL names_of_customer(k.workspace_id, k.channel, k.address) other (name)
    ORDER BY k.n, other.name`
  const namesOf = Map.groupBy(found, ({ n }) => n)
  const namesOfRecord = new Map(named.map((record, index) => [record, namesOf.get(index + 1) ?? []]))
  return records.flatMap((record) =>
    namesOfRecord.get(record)?.map(({ name }) => ({ ...record, address: name })) ?? [record]
  )
})

/**
 * Records what numbers allow, each under every name of its person: the history, and what counts. Gives what it is now, of all
 * of these names. What reads before it, to decide, calls `lockPermissions` first.
 */
export const recordPermissions = Effect.fn("recordPermissions")(
  function* (sql: PgClient.PgClient, records: ReadonlyArray<PermissionRecord>) {
    yield* lockPermissions(sql, records)
    return yield* permissionStatement(sql, yield* underAllNames(sql, records))
  },
  (recorded, sql) => sql.withTransaction(recorded),
)
