import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer, Option, Schedule } from "effect"
import type { SqlError } from "effect/sql"
import { Mailer } from "../mail/Mailer.ts"
import { SmtpTransport } from "../mail/SmtpTransport.ts"
import { isMailWanted, mailWish } from "./mailWish.ts"
import { toldAssignments } from "./toldAssignments.ts"
import { writtenNotices } from "./writtenNotices.ts"

const entriesMax = 1_000
const lookEvery = "500 millis"

/**
 * Follows the feed and writes down whom to tell of what, so that no message ever waits for that (NOTIFY-5). Where it
 * stands moves in the transaction that writes: of several nodes one at a time goes on from there, and after a crash nothing
 * is left out or written twice.
 */
export class NotificationWriter extends Context.Service<NotificationWriter, {
  /** Reads the feed to its end, and says how many mails it wrote. */
  readonly catchUp: Effect.Effect<number, SqlError.SqlError>
}>()("desk/server/notifications/NotificationWriter") {
  static readonly layer = Layer.effect(
    NotificationWriter,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const { written } = yield* Mailer
      const status = Option.isSome((yield* SmtpTransport).send) ? "waiting" : "kept"

      const readOn = sql<{ readonly entries: number; readonly mails: number }>`
        WITH place AS MATERIALIZED (
          SELECT xid, id FROM notification_position FOR UPDATE SKIP LOCKED
        ), entry AS MATERIALIZED (
          SELECT feed.xid, feed.id, feed.workspace_id, feed.conversation_id, feed.version, feed.seqs, feed.gone_for, feed.at
          FROM place JOIN feed ON (feed.xid, feed.id) > (place.xid, place.id)
          WHERE feed.xid < pg_snapshot_xmin(pg_current_snapshot())
          ORDER BY feed.xid, feed.id LIMIT ${entriesMax}
        ), received AS MATERIALIZED (
          SELECT entry.xid, entry.id AS place, c.workspace_id, c.sender_id, c.owner_id, c.id, told.seq,
            told.message_id
          FROM entry JOIN items i
            ON i.conversation_id = entry.conversation_id AND i.seq = ANY (entry.seqs) AND i.version = entry.version
          JOIN conversations c ON c.id = i.conversation_id
          -- NOTIFY-4: not of what a bot has to read; when it hands over, of the customer's last message.
          JOIN items told ON told.conversation_id = c.id
            AND told.seq = CASE WHEN i.kind = 'BotEnded' THEN (
              SELECT last.seq FROM items last WHERE last.conversation_id = i.conversation_id AND last.seq < i.seq
                AND last.kind = 'MessageReceived' ORDER BY last.seq DESC LIMIT 1) ELSE i.seq END
          WHERE c.owner_id IS NOT NULL AND ((i.kind = 'MessageReceived' AND i.detail -> 'toBot' IS NULL)
            OR (i.kind = 'BotEnded' AND i.detail ->> 'how' <> 'taken_over' AND c.waiting_since IS NOT NULL))
        ), mailed AS (
          INSERT INTO mails (workspace_id, kind, recipient, subject, html, text, secret, dedupe_key, status, user_id,
            conversation_id, message_seq)
          SELECT received.workspace_id, 'message', reader.email, '', '', '', false,
            'message/' || received.id || '/' || received.message_id, ${status}, reader.id, received.id, received.seq
          FROM received JOIN users reader ON reader.id = received.owner_id ${mailWish(sql)}
          WHERE ${isMailWanted(sql, sql`received.sender_id`)}
          ORDER BY received.xid, received.place, received.seq
          ON CONFLICT (workspace_id, dedupe_key) DO NOTHING
          RETURNING 1
        ), assigned AS MATERIALIZED (
          SELECT c.workspace_id, c.id, (i.detail ->> 'to')::uuid AS owner_id,
            (i.detail ->> 'by')::uuid AS by_user, entry.at
          FROM entry JOIN items i
            ON i.conversation_id = entry.conversation_id AND i.seq = ANY (entry.seqs) AND i.version = entry.version
          JOIN conversations c ON c.id = i.conversation_id
          WHERE i.kind = 'Assigned' AND i.detail ->> 'to' <> i.detail ->> 'by'
        ), pushed AS (
          INSERT INTO pushes (workspace_id, user_id, conversation_id, kind)
          SELECT workspace_id, owner_id, id, 'message' FROM received
          WHERE EXISTS (SELECT FROM push_subscriptions s WHERE s.user_id = received.owner_id)
          ORDER BY xid, place
        ), ${writtenNotices(sql)}, ${toldAssignments(sql, status)}, moved AS (
          UPDATE notification_position SET xid = last.xid, id = last.id
          FROM (SELECT xid, id FROM entry ORDER BY xid DESC, id DESC LIMIT 1) last
        )
        SELECT (SELECT count(*) FROM entry)::int AS entries, (SELECT count(*) FROM mailed)::int AS mails,
          (SELECT count(told) FROM noticed)::int AS noticed`

      const catchUp = Effect.gen(function* () {
        let mails = 0
        let read = entriesMax
        while (read === entriesMax) {
          const [done] = yield* readOn
          read = done?.entries ?? 0
          mails += done?.mails ?? 0
        }
        if (mails > 0) yield* written.open
        return mails
      }).pipe(Effect.withSpan("NotificationWriter.catchUp"))

      return NotificationWriter.of({ catchUp })
    }),
  )

  static readonly layerRunning = Layer.effectDiscard(NotificationWriter.use(({ catchUp }) =>
    catchUp.pipe(
      Effect.catchCause((cause) => Effect.logWarning("notifications were not written", cause)),
      Effect.repeat(Schedule.spaced(lookEvery)),
      Effect.forkScoped,
    )
  )).pipe(Layer.provideMerge(NotificationWriter.layer))
}
