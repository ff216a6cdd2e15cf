import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** TMPL: templates, the desk's own and those registered with a provider, and when each account was last read for them. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  // `status_at`: when the desk learnt the status; `told_at`: the provider's time of the newest webhook about it.
  yield* sql`
    CREATE TABLE templates (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      workspace_id uuid NOT NULL REFERENCES workspaces,
      version integer NOT NULL DEFAULT 1,
      channel text NOT NULL CHECK (channel IN ('sms', 'whatsapp')),
      type text NOT NULL CHECK (type IN ('conversation', 'campaign', 'notification')),
      name text NOT NULL,
      key text COLLATE "C" NOT NULL,
      language text COLLATE "C" NOT NULL,
      header jsonb,
      body text NOT NULL,
      footer text,
      buttons jsonb NOT NULL DEFAULT '[]',
      fields jsonb NOT NULL DEFAULT '{}',
      archived boolean NOT NULL DEFAULT false,
      updated_at timestamptz NOT NULL DEFAULT now(),
      updated_by uuid REFERENCES users,
      account_id text REFERENCES provider_accounts ON DELETE CASCADE,
      provider_id text,
      category text,
      status text,
      quality text,
      rejection text,
      variables text,
      scope text,
      examples jsonb,
      fillable boolean,
      status_at timestamptz,
      told_at timestamptz,
      search_key text GENERATED ALWAYS AS (contact_key(name || ' ' || replace(name, '_', ' ') || ' ' || body)) STORED,
      rank smallint GENERATED ALWAYS AS (
        CASE WHEN account_id IS NULL THEN 1 WHEN status = 'approved' AND fillable THEN 0 ELSE 2 END
      ) STORED,
      CHECK (account_id IS NULL OR num_nulls(provider_id, category, status, quality, variables, scope, examples,
        fillable, status_at) = 0)
    )`
  yield* sql`CREATE UNIQUE INDEX templates_own ON templates (workspace_id, channel, key, language)
    WHERE account_id IS NULL AND NOT archived`
  yield* sql`CREATE UNIQUE INDEX templates_registered ON templates (account_id, provider_id)
    WHERE account_id IS NOT NULL`
  yield* sql`CREATE INDEX templates_listed ON templates (workspace_id, rank, key, language, id) WHERE NOT archived`

  // `due_at`: when it is to be read next. `ended_at`: when all was last read. `problem`: why the last try did not.
  yield* sql`
    CREATE TABLE template_syncs (
      account_id text PRIMARY KEY REFERENCES provider_accounts ON DELETE CASCADE,
      workspace_id uuid NOT NULL REFERENCES workspaces,
      due_at timestamptz NOT NULL DEFAULT now(),
      running boolean NOT NULL DEFAULT false,
      started_at timestamptz,
      ended_at timestamptz,
      templates integer NOT NULL DEFAULT 0,
      problem text
    )`
})
