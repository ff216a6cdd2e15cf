import type { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import type { UserId } from "../../domain/user/User.ts"

/** Makes `hash` the user's password, in the caller's transaction. */
export const setPassword = Effect.fnUntraced(
  function* (sql: PgClient.PgClient, userId: UserId, hash: string) {
    yield* sql`
    WITH changed AS (
      UPDATE credentials SET password = ${hash}, updated_at = now()
      WHERE user_id = ${userId} AND provider_id = 'credential' RETURNING id
    )
    INSERT INTO credentials (user_id, account_id, provider_id, password)
    SELECT ${userId}, ${userId}::text, 'credential', ${hash} WHERE NOT EXISTS (SELECT FROM changed)`
  },
)
