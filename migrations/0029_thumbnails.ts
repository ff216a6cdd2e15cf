import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** MEDIA-2: small pictures beside the files of which they were made. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    ALTER TABLE media_files
      ADD COLUMN thumbnail_key text,
      ADD COLUMN thumbnail_size integer,
      -- Why none can be made of it: a picture is tried once.
      ADD COLUMN thumbnail_problem text`
})
