import type { PgClient } from "@effect/sql-pg"
import type { Statement } from "effect/sql"

/** What became of one commit of a batch. A conflict: somebody else wrote after the version it follows. */
export interface AppendOutcome {
  readonly n: number
  readonly written: boolean
  readonly duplicate: boolean
}

/**
 * Writes a batch of commits of different conversations in one statement and so in one durable transaction. A commit
 * whose version was overtaken, or one of whose messages is already there, writes nothing at all and leaves its
 * neighbours alone. `batch` is the JSON of an array of ConversationCommit.
 */
export const appendStatement = (sql: PgClient.PgClient, batch: string): Statement.Statement<AppendOutcome> =>
  sql<AppendOutcome>`
    WITH input AS MATERIALIZED (
      SELECT ordinality::int AS n, (value ->> 'id')::uuid AS id, (value ->> 'expected')::int AS expected,
        value -> 'row' AS row, value -> 'items' AS items, value -> 'deliveries' AS deliveries,
        value -> 'members' AS members, value -> 'counts' AS counts, value -> 'feed' AS feed
      FROM json_array_elements(${batch}::json) WITH ORDINALITY
    ), duplicate AS MATERIALIZED (
      SELECT DISTINCT input.n FROM input
      CROSS JOIN LATERAL json_to_recordset(input.items) AS item(message_id uuid)
      JOIN items known ON known.conversation_id = input.id AND known.message_id = item.message_id
    ), fresh AS MATERIALIZED (
      SELECT input.id, input.n, input.expected, r.*
      FROM input CROSS JOIN LATERAL json_to_record(input.row) AS r(
        workspace_id uuid, sender_id text, channel text, address text, reply_to text, profile_name text, version int,
        last_seq int, inbound_count int, last_inbound_seq int, last_inbound_at timestamptz,
        last_activity_at timestamptz, preview jsonb, owner_id uuid, assigned_to uuid, assigned_seq int,
        last_sender_id uuid, last_sender_seq int, opted_out_at timestamptz)
      WHERE input.n NOT IN (SELECT n FROM duplicate)
    ), born AS (
      INSERT INTO conversations (id, workspace_id, sender_id, channel, address, reply_to, profile_name, version,
        last_seq, inbound_count, last_inbound_seq, last_inbound_at, last_activity_at, preview, owner_id, assigned_to,
        assigned_seq, last_sender_id, last_sender_seq, opted_out_at)
      SELECT id, workspace_id, sender_id, channel, address, reply_to, profile_name, version,
        last_seq, inbound_count, last_inbound_seq, last_inbound_at, last_activity_at, preview, owner_id, assigned_to,
        assigned_seq, last_sender_id, last_sender_seq, opted_out_at
      FROM fresh WHERE expected = 0
      ON CONFLICT (id) DO NOTHING
      RETURNING id
    ), grown AS (
      UPDATE conversations c SET reply_to = f.reply_to, profile_name = f.profile_name, version = f.version,
        last_seq = f.last_seq, inbound_count = f.inbound_count, last_inbound_seq = f.last_inbound_seq,
        last_inbound_at = f.last_inbound_at, last_activity_at = f.last_activity_at, preview = f.preview,
        owner_id = f.owner_id, assigned_to = f.assigned_to, assigned_seq = f.assigned_seq,
        last_sender_id = f.last_sender_id, last_sender_seq = f.last_sender_seq, opted_out_at = f.opted_out_at
      FROM fresh f WHERE c.id = f.id AND c.version = f.expected AND f.expected > 0
      RETURNING c.id
    ), written AS MATERIALIZED (
      SELECT input.* FROM input JOIN (SELECT id FROM born UNION ALL SELECT id FROM grown) w USING (id)
    ), written_items AS (
      INSERT INTO items (conversation_id, seq, kind, at, version, inbound_number, message_id, direction, author,
        content, provider_id, provider_at, detail)
      SELECT written.id, item.* FROM written CROSS JOIN LATERAL json_to_recordset(written.items) AS item(
        seq int, kind text, at timestamptz, version int, inbound_number int, message_id uuid, direction text,
        author uuid, content jsonb, provider_id text, provider_at timestamptz, detail jsonb)
    ), written_deliveries AS (
      INSERT INTO deliveries AS known (conversation_id, message_id, seq, version, account_id, status, attempt, node,
        retry_at, unconfirmed, provider_id, sent_at, error)
      SELECT written.id, d.* FROM written CROSS JOIN LATERAL json_to_recordset(written.deliveries) AS d(
        message_id uuid, seq int, version int, account_id text, status text, attempt int, node text,
        retry_at timestamptz, unconfirmed boolean, provider_id text, sent_at timestamptz, error jsonb)
      ON CONFLICT (conversation_id, message_id) DO UPDATE SET version = excluded.version, status = excluded.status,
        attempt = excluded.attempt, node = excluded.node, retry_at = excluded.retry_at,
        unconfirmed = excluded.unconfirmed, provider_id = excluded.provider_id, sent_at = excluded.sent_at,
        error = excluded.error
    ), written_members AS (
      INSERT INTO members AS known (conversation_id, user_id, read_inbound, marked_unread, took_part)
      SELECT written.id, m.* FROM written CROSS JOIN LATERAL json_to_recordset(written.members) AS m(
        user_id uuid, read_inbound int, marked_unread boolean, took_part boolean)
      ON CONFLICT (conversation_id, user_id) DO UPDATE SET read_inbound = excluded.read_inbound,
        marked_unread = excluded.marked_unread, took_part = excluded.took_part
    ), written_counts AS (
      -- In order of key, so that two nodes never wait for each other in a circle.
      INSERT INTO inbox_counts AS known (user_id, sender_id, unread)
      SELECT c.user_id, c.sender_id, sum(c.delta) FROM written
      CROSS JOIN LATERAL json_to_recordset(written.counts) AS c(user_id uuid, sender_id text, delta int)
      GROUP BY c.user_id, c.sender_id HAVING sum(c.delta) <> 0 ORDER BY c.user_id, c.sender_id
      ON CONFLICT (user_id, sender_id) DO UPDATE SET unread = known.unread + excluded.unread
    ), written_feed AS (
      INSERT INTO feed (workspace_id, conversation_id, version, seqs, gone_for, counted_for)
      SELECT f.workspace_id, written.id, f.version, f.seqs, f.gone_for, f.counted_for FROM written
      CROSS JOIN LATERAL json_to_record(written.feed) AS f(
        workspace_id uuid, version int, seqs int[], gone_for uuid[], counted_for uuid[])
      ORDER BY written.n
    )
    SELECT input.n, input.id IN (SELECT id FROM written) AS written,
      input.n IN (SELECT n FROM duplicate) AS duplicate,
      CASE WHEN input.n = 1 THEN pg_notify('feed', '')::text END AS woken
    FROM input ORDER BY input.n`
