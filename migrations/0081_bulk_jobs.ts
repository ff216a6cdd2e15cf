import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** FIT-3: bulk actions under way, with the conversations that are still to be changed, so that any node goes on with them. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE TABLE bulk_jobs (
      user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
      id uuid NOT NULL,
      workspace_id uuid NOT NULL REFERENCES workspaces,
      action jsonb NOT NULL,
      total integer NOT NULL,
      done integer NOT NULL DEFAULT 0,
      failed integer NOT NULL DEFAULT 0,
      moved integer NOT NULL DEFAULT 0,
      -- The first few of those that failed; and how many failed by why.
      failures jsonb NOT NULL DEFAULT '[]',
      reasons jsonb NOT NULL DEFAULT '{}',
      tries integer NOT NULL DEFAULT 1,
      beat_at timestamptz NOT NULL DEFAULT now(),
      -- When somebody was last told how far it is.
      followed_at timestamptz NOT NULL DEFAULT now(),
      ended_at timestamptz,
      PRIMARY KEY (user_id, id)
    )`
  yield* sql`CREATE INDEX bulk_jobs_under_way ON bulk_jobs (beat_at) WHERE ended_at IS NULL`
  yield* sql`CREATE INDEX bulk_jobs_ended ON bulk_jobs (ended_at) WHERE ended_at IS NOT NULL`
  // As they were when they were chosen. What was tried is taken away, but for what can be given back.
  yield* sql`
    CREATE TABLE bulk_items (
      user_id uuid NOT NULL,
      job_id uuid NOT NULL,
      position integer NOT NULL,
      conversation_id uuid NOT NULL,
      owner_id uuid,
      inbound_count integer NOT NULL,
      owner_unread integer NOT NULL,
      moved boolean NOT NULL DEFAULT false,
      PRIMARY KEY (user_id, job_id, position),
      FOREIGN KEY (user_id, job_id) REFERENCES bulk_jobs ON DELETE CASCADE
    )`
})
