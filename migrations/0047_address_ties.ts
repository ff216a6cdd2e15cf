import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** OPT-1: which names are one person's, and a look at a permission that no opt-out can slip past. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  // Each pair in both directions, and kept for good: an alias may come to stand for another address.
  yield* sql`
    CREATE TABLE address_ties (
      workspace_id uuid NOT NULL REFERENCES workspaces,
      channel text NOT NULL CHECK (channel IN ('sms', 'whatsapp')),
      name text COLLATE "C" NOT NULL,
      other text COLLATE "C" NOT NULL,
      PRIMARY KEY (workspace_id, channel, name, other)
    )`
  yield* sql`
    INSERT INTO address_ties (workspace_id, channel, name, other)
    SELECT workspace_id, channel, alias, address FROM address_aliases WHERE alias <> address
    UNION SELECT workspace_id, channel, address, alias FROM address_aliases WHERE alias <> address`

  yield* sql`
    CREATE FUNCTION names_of_customer(a_workspace uuid, a_channel text, a_name text) RETURNS SETOF text
    LANGUAGE sql STABLE ROWS 3 AS $$
      WITH RECURSIVE names (name) AS (
        SELECT a_name COLLATE "C"
        UNION
        SELECT t.other FROM names n JOIN address_ties t
          ON t.workspace_id = a_workspace AND t.channel = a_channel AND t.name = n.name)
      SELECT name FROM names $$`

  yield* sql`
    CREATE FUNCTION permission_lock(a_workspace uuid, a_channel text, a_name text) RETURNS bigint
    LANGUAGE sql IMMUTABLE AS $$ SELECT hashtextextended(a_workspace::text || ' ' || a_channel || ' ' || a_name, 47) $$`

  // Volatile, so that it sees what was committed while it waited, as the statement that asks it does not.
  yield* sql`
    CREATE FUNCTION held_permission(a_workspace uuid, a_channel text, a_name text) RETURNS integer
    LANGUAGE plpgsql VOLATILE AS $$
    BEGIN
      PERFORM pg_advisory_xact_lock_shared(permission_lock(a_workspace, a_channel, a_name));
      RETURN coalesce((SELECT p.version FROM permissions p
        WHERE p.workspace_id = a_workspace AND p.channel = a_channel AND p.address = a_name), 0);
    END $$`

  yield* sql`
    WITH carried AS MATERIALIZED (
      SELECT DISTINCT ON (p.workspace_id, p.channel, other.name) p.workspace_id, p.channel, other.name AS address,
        p.opted_out_at, p.opt_changed_at, p.opt_source, p.opt_by, p.provider_holds
      FROM (SELECT DISTINCT workspace_id, channel, name FROM address_ties) tied
      JOIN permissions p ON p.workspace_id = tied.workspace_id AND p.channel = tied.channel AND p.address = tied.name
        AND p.opted_out_at IS NOT NULL
      CROSS JOIN LATERAL names_of_customer(p.workspace_id, p.channel, p.address) AS other (name)
      ORDER BY p.workspace_id, p.channel, other.name, p.opted_out_at
    ), written AS (
      INSERT INTO permissions AS known (workspace_id, channel, address, version, opted_out_at, opt_changed_at,
        opt_source, opt_by, provider_holds)
      SELECT workspace_id, channel, address, 1, opted_out_at, opt_changed_at, opt_source, opt_by, provider_holds
      FROM carried
      ON CONFLICT (workspace_id, channel, address) DO UPDATE SET version = known.version + 1,
        opted_out_at = excluded.opted_out_at, opt_changed_at = excluded.opt_changed_at,
        opt_source = excluded.opt_source, opt_by = excluded.opt_by, provider_holds = excluded.provider_holds
      WHERE known.opted_out_at IS NULL
      RETURNING workspace_id, channel, address, opted_out_at, opt_source, opt_by
    )
    INSERT INTO permission_records (workspace_id, channel, address, what, origin, at, source, recorded_by)
    SELECT workspace_id, channel, address, 'opted_out', coalesce(opt_source, 'keyword'), opted_out_at,
      'The same person opted out under another number or id.', opt_by FROM written`
})
