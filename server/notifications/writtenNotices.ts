import type { PgClient } from "@effect/sql-pg"
import type { Statement } from "effect/sql"
import { noticeDays, noticesMax } from "../../domain/notification/Notice.ts"

/** The PostgreSQL channel by which nodes learn whose notices changed. */
export const noticesChannel = "notices"

/** Of what was assigned in one go so many conversations are known one by one; the others are counted. */
const conversationsMax = 20
/** What the same person assigns within this time is one notice, as long as it was not read. */
export const gathered = "1 minute"

/**
 * Tells the nodes whose notices changed; once the transaction is committed. `users` selects `user_id`. Its rows have to be
 * read for it to happen.
 */
export const tellWhose = (sql: PgClient.PgClient, users: Statement.Fragment): Statement.Fragment =>
  sql`SELECT pg_notify(${noticesChannel}, whose.user_id::text) AS told FROM (${users}) whose`

/**
 * The part of `NotificationWriter`'s statement that writes notices: it follows the entries (`entry`) and what they
 * assigned (`assigned`), and ends with `noticed`, which has to be read.
 */
export const writtenNotices = (sql: PgClient.PgClient): Statement.Fragment =>
  sql`
    mentioned AS (
      SELECT entry.workspace_id, m.user_id::uuid AS user_id, entry.conversation_id, i.seq, i.author AS by_user, entry.at,
        'mentioned' AS kind
      FROM entry JOIN items i
        ON i.conversation_id = entry.conversation_id AND i.seq = ANY (entry.seqs) AND i.version = entry.version
      CROSS JOIN LATERAL jsonb_array_elements_text(i.detail -> 'mentions') m (user_id)
      WHERE i.kind = 'NoteWritten' AND m.user_id::uuid <> i.author
    ), not_sent AS (
      SELECT entry.workspace_id, i.author AS user_id, entry.conversation_id, i.seq, NULL::uuid AS by_user, entry.at,
        'not_sent' AS kind
      FROM entry JOIN items i ON i.conversation_id = entry.conversation_id AND i.seq = ANY (entry.seqs)
      JOIN deliveries d ON d.conversation_id = i.conversation_id AND d.message_id = i.message_id
        AND d.version = entry.version AND d.status = 'failed'
      WHERE i.kind = 'MessageWritten' AND i.author IS NOT NULL
    ), of_items AS (
      INSERT INTO notices (workspace_id, user_id, kind, conversation_ids, seq, by_user, at)
      SELECT told.workspace_id, told.user_id, told.kind, ARRAY[told.conversation_id], told.seq, told.by_user, told.at
      FROM (SELECT * FROM mentioned UNION ALL SELECT * FROM not_sent) told JOIN users u ON u.id = told.user_id
      ORDER BY told.at ON CONFLICT DO NOTHING
      RETURNING user_id
    ), given AS (
      SELECT workspace_id, owner_id, by_user, array_agg(DISTINCT id) AS ids, max(at) AS at
      FROM assigned GROUP BY workspace_id, owner_id, by_user
    ), merged AS (
      UPDATE notices n SET
        conversation_ids = (n.conversation_ids
          || ARRAY(SELECT id FROM unnest(given.ids) id WHERE id <> ALL (n.conversation_ids)))[1:${conversationsMax}],
        count = n.count + (SELECT count(*)::int FROM unnest(given.ids) id WHERE id <> ALL (n.conversation_ids)),
        at = given.at
      FROM given
      WHERE n.id = (SELECT max(newest.id) FROM notices newest WHERE newest.user_id = given.owner_id)
        AND n.kind = 'assigned' AND n.by_user = given.by_user AND n.read_at IS NULL
        AND n.at > given.at - ${gathered}::interval
      RETURNING n.user_id, n.by_user, n.workspace_id, n.id, n.conversation_ids[1] AS first
    ), of_given AS (
      INSERT INTO notices (workspace_id, user_id, kind, conversation_ids, count, by_user, at)
      SELECT given.workspace_id, given.owner_id, 'assigned', given.ids[1:${conversationsMax}], cardinality(given.ids),
        given.by_user, given.at
      FROM given JOIN users u ON u.id = given.owner_id
      WHERE NOT EXISTS (
        SELECT FROM merged WHERE merged.user_id = given.owner_id AND merged.by_user = given.by_user)
      ORDER BY given.at
      RETURNING user_id, by_user, workspace_id, id, conversation_ids[1] AS first
    ), whose AS MATERIALIZED (
      SELECT user_id FROM of_items UNION SELECT user_id FROM of_given UNION SELECT user_id FROM merged
    ), pruned AS (
      DELETE FROM notices WHERE id IN (
        SELECT old.id FROM whose CROSS JOIN LATERAL (
          SELECT id, at, row_number() OVER (ORDER BY id DESC) AS place FROM notices held
          WHERE held.user_id = whose.user_id
        ) old WHERE old.place > ${noticesMax} OR old.at < now() - make_interval(days => ${noticeDays}))
    ), noticed AS MATERIALIZED (
      -- Also whoever lost sight of a conversation (AUTH-4): what was told of it is hidden from now on.
      ${
    tellWhose(
      sql,
      sql`SELECT user_id FROM whose UNION
        SELECT gone.user_id FROM entry CROSS JOIN LATERAL unnest(entry.gone_for) gone (user_id)
        WHERE EXISTS (SELECT FROM notices n
          WHERE n.user_id = gone.user_id AND entry.conversation_id = ANY (n.conversation_ids))`,
    )
  }
    )`
