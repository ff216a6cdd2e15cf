import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** ADMIN-3: who did what, when and from where. Only ever added to, until an entry is two years old. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE TABLE audit_log (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      workspace_id uuid NOT NULL,
      at timestamptz NOT NULL DEFAULT clock_timestamp(),
      user_id uuid,
      action text NOT NULL,
      subject jsonb,
      detail jsonb NOT NULL DEFAULT '{}',
      address text
    )`
  yield* sql`CREATE INDEX audit_log_newest ON audit_log (workspace_id, id)`
  yield* sql`CREATE INDEX audit_log_user ON audit_log (workspace_id, user_id, id)`
  yield* sql`CREATE INDEX audit_log_action ON audit_log (workspace_id, action, id)`
  yield* sql`
    CREATE FUNCTION audit_log_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' THEN
        IF OLD.at < now() - interval '2 years' THEN
          RETURN OLD;
        END IF;
      END IF;
      RAISE EXCEPTION 'entries of the audit log are never changed, nor deleted before they are two years old'
        USING ERRCODE = 'object_not_in_prerequisite_state';
    END $$`
  yield* sql`
    CREATE TRIGGER audit_log_stays BEFORE UPDATE OR DELETE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION audit_log_stays()`
  yield* sql`
    CREATE TRIGGER audit_log_is_not_emptied BEFORE TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_stays()`
})
