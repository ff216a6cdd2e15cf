import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** NOTE-1: whether a conversation has notes is asked when its actor wakes; most have none. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`CREATE INDEX items_notes ON items (conversation_id) WHERE kind = 'NoteWritten'`
})
