import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, Schedule } from "effect"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { Conversations } from "../conversations/Conversations.ts"
import { errorSummary } from "../database/errorSummary.ts"

const lookEvery = "2 seconds"
const updatesMax = 500
const conversationsAtOnce = 16

/**
 * Sees to it that what was acknowledged while its conversation could not take it is worked off (HOOK-3): by the actor
 * alone, so that it happens once and in order. One that wakes does so by itself; this reminds those that nobody wakes.
 */
export const StoredUpdatesLive = Layer.effectDiscard(Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const conversations = yield* Conversations

  const remind = (id: ConversationId) =>
    conversations.workOff(id).pipe(
      Effect.catch((error) =>
        Effect.logWarning("stored updates of a conversation not worked off", id, errorSummary(error))
      ),
    )

  const look = Effect.gen(function* () {
    const rows = yield* sql<{ readonly conversationId: ConversationId }>`
      SELECT DISTINCT conversation_id FROM (
        SELECT conversation_id FROM webhook_inbox ORDER BY id LIMIT ${updatesMax}) oldest`
    const here = rows.filter(({ conversationId }) => conversations.livesHere(conversationId))
    yield* Effect.forEach(here, ({ conversationId }) => remind(conversationId), {
      concurrency: conversationsAtOnce,
      discard: true,
    })
  }).pipe(Effect.catchCause((cause) => Effect.logWarning("stored updates not worked off", cause)))

  yield* Effect.forkScoped(Effect.repeat(look, Schedule.spaced(lookEvery)))
}))
