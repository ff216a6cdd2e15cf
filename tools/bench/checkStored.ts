import { PgClient } from "@effect/sql-pg"
import { Effect, Redacted, Schema } from "effect"
import type { LoadResult } from "./WebhookLoad.ts"

/** The desk lost a message, stored one twice or left a gap: whatever it measured is worth nothing. */
export class NotStoredExactlyOnce extends Schema.TaggedError<NotStoredExactlyOnce>()("NotStoredExactlyOnce", {
  message: Schema.String,
}) {}

interface Findings {
  readonly missing: number
  readonly doubled: number
  readonly gaps: number
  readonly miscounted: number
}

/**
 * Every acknowledged message is stored once, or kept for its conversation; each conversation counts 1, 2, 3 … without
 * a gap; and the unread counts are those of a recount. Returns how many messages are stored.
 */
export const checkStored = Effect.fn("checkStored")(
  function* (_databaseUrl: string, { sent, unacknowledged }: Pick<LoadResult, "sent" | "unacknowledged">) {
    const sql = yield* PgClient.PgClient
    const [found] = yield* sql<Findings & { readonly stored: number }>`
      WITH messages AS MATERIALIZED (
        SELECT provider_id FROM items WHERE direction = 'in'
      ), kept AS (
        SELECT command #>> '{command,providerId}' AS provider_id FROM webhook_inbox
      ), acknowledged AS (
        SELECT 'SM' || lpad(to_hex(n), 32, '0') AS provider_id FROM generate_series(0, ${sent}::int - 1) n
        WHERE n <> ALL (${unacknowledged}::int[])
      ), timelines AS (
        SELECT conversation_id, count(*) AS items, min(seq) AS first, max(seq) AS last FROM items GROUP BY 1
      )
      SELECT (SELECT count(*)::int FROM messages) AS stored,
        (SELECT count(*)::int FROM acknowledged a
          WHERE NOT EXISTS (SELECT FROM messages m WHERE m.provider_id = a.provider_id)
            AND NOT EXISTS (SELECT FROM kept k WHERE k.provider_id = a.provider_id)) AS missing,
        (SELECT (count(*) - count(DISTINCT provider_id))::int FROM messages) AS doubled,
        (SELECT count(*)::int FROM conversations c LEFT JOIN timelines t ON t.conversation_id = c.id
          WHERE t.items IS DISTINCT FROM c.last_seq OR t.first <> 1 OR t.last <> c.last_seq) AS gaps,
        (SELECT count(*)::int FROM (
          SELECT owner_id, sender_id, sum(inbound_count) AS unread FROM conversations GROUP BY 1, 2) recount
          JOIN inbox_counts c ON c.user_id = recount.owner_id AND c.sender_id = recount.sender_id
          WHERE c.unread <> recount.unread) AS miscounted`
    const { stored = 0, ...wrong } = found ?? { missing: sent, doubled: 0, gaps: 0, miscounted: 0 }
    if (Object.values(wrong).some((count) => count !== 0)) {
      return yield* new NotStoredExactlyOnce({ message: JSON.stringify({ ...wrong, sent, stored }) })
    }
    return stored
  },
  (effect, databaseUrl) =>
    Effect.provide(effect, PgClient.layer({ url: Redacted.make(databaseUrl), maxConnections: 1 })),
)
