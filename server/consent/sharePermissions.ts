import type { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import type { OptOutSource } from "../../domain/consent/Permission.ts"
import type { CanonicalAddress } from "../../domain/contact/Address.ts"
import type { UserId } from "../../domain/user/User.ts"
import { tellDesks } from "../contacts/tellDesks.ts"
import type { PermissionKey } from "./Permissions.ts"
import { noteStatement, type PermissionRecord, permissionStatement } from "./permissionStatement.ts"
import { lockSends } from "./recordPermissions.ts"

interface NamedPermission {
  readonly address: CanonicalAddress
  readonly optedOutAt: Date | null
  readonly optSource: OptOutSource | null
  readonly optBy: UserId | null
  readonly providerHolds: boolean
  readonly consentChangedAt: Date | null
}

type Consent = Pick<PermissionRecord, "what" | "origin" | "source" | "proof" | "by"> & { readonly at: Date }

const carriedOver = "The same person opted out under another number or id."

/** An opt-out under one name is one under all, since the first of them; whatever was said under the others. */
const optOutsMissing = (
  key: PermissionKey,
  names: ReadonlyArray<NamedPermission>,
): ReadonlyArray<PermissionRecord> => {
  const out = names.flatMap((name) =>
    name.optedOutAt === null ? [] : [{ ...name, at: name.optedOutAt.getTime() }]
  ).toSorted((a, b) => a.at - b.at)
  const [first] = out
  if (!first) return []
  const providerHolds = out.some((name) => name.providerHolds)
  return names.filter((name) => name.optedOutAt === null || name.providerHolds !== providerHolds)
    .map(({ address }) => ({
      ...key,
      address,
      what: "opted_out",
      origin: first.optSource ?? "keyword",
      at: first.at,
      source: carriedOver,
      proof: null,
      by: first.optBy,
      conversationId: null,
      providerHolds,
    }))
}

/** A consent is a person's, and so is its withdrawal: what was said last counts under all names, with its proof. */
const consentsMissing = (
  key: PermissionKey,
  names: ReadonlyArray<NamedPermission>,
  last: Consent | undefined,
): ReadonlyArray<PermissionRecord> =>
  last === undefined ? [] : names
    .filter(({ consentChangedAt }) => consentChangedAt === null || consentChangedAt < last.at)
    .map(({ address }) => ({
      ...key,
      ...last,
      address,
      at: last.at.getTime(),
      conversationId: null,
      providerHolds: false,
    }))

/**
 * Brings the permissions of all names of a person together, once it is known that these are one (OPT-1), in a transaction that
 * has locked the names. Word is left with their conversations (OPT-3); whether there is any, for `PermissionNotes.remind`.
 */
export const sharePermissions = Effect.fn("sharePermissions")(function* (
  sql: PgClient.PgClient,
  key: PermissionKey,
) {
  const { channel, workspaceId } = key
  const names = yield* sql<NamedPermission>`
    SELECT other.name AS address, p.opted_out_at, p.opt_source, p.opt_by,
      coalesce(p.provider_holds, false) AS provider_holds, p.consent_changed_at
    FROM names_of_customer(${workspaceId}, ${channel}, ${key.address}) other (name)
    LEFT JOIN permissions p ON p.workspace_id = ${workspaceId} AND p.channel = ${channel} AND p.address = other.name
    ORDER BY other.name`
  const addresses = names.map(({ address }) => address)
  const [consent] = names.every(({ consentChangedAt }) => consentChangedAt === null)
    ? []
    : yield* sql<Consent>`
    SELECT what, origin, at, source, proof, recorded_by AS by FROM permission_records
    WHERE workspace_id = ${workspaceId} AND channel = ${channel} AND address = ANY(${addresses}::text[])
      AND what IN ('given', 'withdrawn') ORDER BY at DESC, id DESC LIMIT 1`
  const optOuts = optOutsMissing(key, names)
  const missing = [...optOuts, ...consentsMissing(key, names, consent)]
  if (missing.length === 0) return false
  yield* lockSends(sql, [key])
  yield* permissionStatement(sql, missing)
  if (optOuts.length > 0) yield* noteStatement(sql, key, addresses, null)
  yield* tellDesks(sql, workspaceId, addresses)
  return optOuts.length > 0
})
