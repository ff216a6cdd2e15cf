import type { PgClient } from "@effect/sql-pg"
import type { Statement } from "effect/sql"
import type { CanonicalAddress } from "../../domain/contact/Address.ts"
import type { PermissionOrigin, PermissionWord } from "../../domain/consent/Permission.ts"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { Channel } from "../../domain/sender/Sender.ts"
import type { UserId } from "../../domain/user/User.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { storableJson } from "../conversations/storableJson.ts"

/** One record of a number's history. */
export interface PermissionRecord {
  readonly workspaceId: WorkspaceId
  readonly channel: Channel
  readonly address: CanonicalAddress
  readonly what: PermissionWord
  readonly origin: PermissionOrigin
  /** When it was said, epoch milliseconds: for a consent that is uploaded, long before it is recorded. */
  readonly at: number
  /** Where a consent was given, such as a web form, or why an opt-out was lifted. */
  readonly source: string | null
  readonly proof: string | null
  readonly by: UserId | null
  readonly conversationId: ConversationId | null
  /** With an opt-out: the provider refuses to send as well. */
  readonly providerHolds: boolean
}

/** The version that the permission of a number has after the records. */
export interface PermissionVersion {
  readonly workspaceId: WorkspaceId
  readonly channel: Channel
  readonly address: CanonicalAddress
  readonly version: number
}

const note = JSON.stringify({ identity: null, command: { _tag: "NotePermission" } })

/**
 * Leaves word with the conversations of numbers on a channel, begun or not, but for the one where it was said: each actor takes it
 * from the webhook inbox, so that it is neither lost nor taken twice. To be followed by `PermissionNotes.remind`.
 */
export const noteStatement = (
  sql: PgClient.PgClient,
  { channel, workspaceId }: Pick<PermissionRecord, "workspaceId" | "channel">,
  addresses: ReadonlyArray<CanonicalAddress>,
  except: string | null,
) =>
  sql`SELECT note_permission(${workspaceId}, ${channel}, ${addresses}::text[], ${except}::uuid, ${note}::jsonb)`

/**
 * Adds records to the history and brings what counts up to date, in one statement, for just these names: `recordPermissions`
 * is what records something of a person. Of consents the one given or withdrawn
 * last counts, however late it is recorded; of opt-outs the one recorded last. An opt-out keeps its first time and stays
 * held by the provider until it is lifted. Rows are locked in the order of their keys, so that batches never wait in a circle.
 */
export const permissionStatement = (
  sql: PgClient.PgClient,
  records: ReadonlyArray<PermissionRecord>,
): Statement.Statement<PermissionVersion> => {
  const rows = storableJson(records.map((record, n) => ({
    n,
    workspace_id: record.workspaceId,
    channel: record.channel,
    address: record.address,
    what: record.what,
    origin: record.origin,
    at: new Date(record.at).toISOString(),
    source: record.source,
    proof: record.proof,
    recorded_by: record.by,
    conversation_id: record.conversationId,
    provider_holds: record.providerHolds,
  })))
  return sql<PermissionVersion>`
    WITH input AS MATERIALIZED (
      SELECT * FROM json_to_recordset(${rows}::json) AS r(
        n int, workspace_id uuid, channel text, address text, what text, origin text, at timestamptz, source text,
        proof text, recorded_by uuid, conversation_id uuid, provider_holds boolean)
    ), recorded AS (
      INSERT INTO permission_records (workspace_id, channel, address, what, origin, at, source, proof, recorded_by,
        conversation_id)
      SELECT workspace_id, channel, address, what, origin, at, source, proof, recorded_by, conversation_id
      FROM input ORDER BY n
    ), consent AS (
      SELECT DISTINCT ON (workspace_id, channel, address) workspace_id, channel, address, at AS consent_changed_at,
        CASE WHEN what = 'given' THEN at END AS consent_at
      FROM input WHERE what IN ('given', 'withdrawn') ORDER BY workspace_id, channel, address, at DESC, n DESC
    ), opt AS (
      SELECT DISTINCT ON (workspace_id, channel, address) workspace_id, channel, address, at AS opt_changed_at,
        CASE WHEN what = 'opted_out' THEN at END AS opted_out_at, origin AS opt_source, recorded_by AS opt_by,
        what = 'opted_out' AND provider_holds AS provider_holds
      FROM input WHERE what IN ('opted_out', 'opted_in') ORDER BY workspace_id, channel, address, n DESC
    )
    INSERT INTO permissions AS known (workspace_id, channel, address, version, opted_out_at, opt_changed_at, opt_source,
      opt_by, provider_holds, consent_at, consent_changed_at)
    SELECT workspace_id, channel, address, 1, opted_out_at, opt_changed_at, opt_source, opt_by,
      coalesce(provider_holds, false), consent_at, consent_changed_at
    FROM consent FULL JOIN opt USING (workspace_id, channel, address) ORDER BY workspace_id, channel, address
    ON CONFLICT (workspace_id, channel, address) DO UPDATE SET version = known.version + 1,
      opted_out_at = CASE WHEN excluded.opt_changed_at IS NULL THEN known.opted_out_at
        WHEN excluded.opted_out_at IS NOT NULL THEN coalesce(known.opted_out_at, excluded.opted_out_at) END,
      opt_source = CASE WHEN excluded.opt_changed_at IS NULL THEN known.opt_source ELSE excluded.opt_source END,
      opt_by = CASE WHEN excluded.opt_changed_at IS NULL THEN known.opt_by ELSE excluded.opt_by END,
      provider_holds = CASE WHEN excluded.opt_changed_at IS NULL THEN known.provider_holds
        ELSE excluded.opted_out_at IS NOT NULL AND (known.provider_holds OR excluded.provider_holds) END,
      opt_changed_at = coalesce(excluded.opt_changed_at, known.opt_changed_at),
      consent_at = CASE WHEN excluded.consent_changed_at >= coalesce(known.consent_changed_at, '-infinity')
        THEN excluded.consent_at ELSE known.consent_at END,
      consent_changed_at = greatest(excluded.consent_changed_at, known.consent_changed_at)
    RETURNING workspace_id, channel, address, version`
}
