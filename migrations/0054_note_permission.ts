import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/**
 * OPT-3, CONV-7: word of an opt-out reaches all conversations with a number, also those that have not begun (CONV-4), which no
 * call of a user comes across: as the owner of the tables, and giving nothing back.
 */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE FUNCTION note_permission(a_workspace uuid, a_channel text, the_addresses text[], not_in uuid, note jsonb)
    RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
      INSERT INTO webhook_inbox (conversation_id, workspace_id, command)
      SELECT id, workspace_id, note FROM conversations
      WHERE workspace_id = a_workspace AND address = ANY(the_addresses) AND channel = a_channel
        AND id IS DISTINCT FROM not_in
    $$`
})
