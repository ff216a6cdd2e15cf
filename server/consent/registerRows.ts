import type { PgClient } from "@effect/sql-pg"
import type { Statement } from "effect/sql"
import type { Address } from "../../domain/contact/Address.ts"
import type { PermissionEntry, RegisterEntry } from "../../domain/rpc/ConsentRpcs.ts"
import { Channel } from "../../domain/sender/Sender.ts"
import { Schema } from "effect"

/** A record of the history as the database has it. */
export interface EntryRow {
  readonly id: string
  readonly channel: Channel
  readonly address: Address
  readonly what: PermissionEntry["what"]
  readonly origin: PermissionEntry["origin"]
  readonly at: Date
  readonly recordedAt: Date
  readonly source: string | null
  readonly proof: string | null
  readonly recordedBy: PermissionEntry["by"]
}

export interface RegisterRow extends EntryRow {
  readonly providerHolds: boolean
  readonly contact: RegisterEntry["contact"]
  readonly sortAt: Date
}

/** Of `permission_records` under the name `r`. */
export const entryColumns = (sql: PgClient.PgClient): Statement.Fragment =>
  sql`r.id::text, r.channel, r.address, r.what, r.origin, r.at, r.recorded_at, r.source, r.proof, r.recorded_by`

export const entryOf = (row: EntryRow): PermissionEntry => ({
  id: row.id,
  channel: row.channel,
  address: row.address,
  what: row.what,
  origin: row.origin,
  at: row.at.getTime(),
  recordedAt: row.recordedAt.getTime(),
  source: row.source,
  proof: row.proof,
  by: row.recordedBy,
})

export const registerEntryOf = (row: RegisterRow): RegisterEntry => ({
  ...entryOf(row),
  providerHolds: row.providerHolds,
  contact: row.contact,
})

const isChannel = Schema.is(Channel)

/** The place after a row; keys are compared to the millisecond, as consents and opt-outs are kept. */
export const cursorOf = ({ address, channel, sortAt }: RegisterRow): string =>
  `${sortAt.getTime()}.${channel}.${address}`

export const readCursor = (
  cursor: string,
): { readonly at: string; readonly channel: Channel; readonly address: string } | null => {
  const [, at = "", channel = "", address = ""] = /^(\d{1,14})\.(sms|whatsapp)\.(.+)$/s.exec(cursor) ?? []
  return isChannel(channel) ? { at: new Date(Number(at)).toISOString(), channel, address } : null
}
