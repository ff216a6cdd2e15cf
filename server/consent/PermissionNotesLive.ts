import { PgClient } from "@effect/sql-pg"
import { Effect, Layer } from "effect"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { Conversations } from "../conversations/Conversations.ts"
import { errorSummary } from "../database/errorSummary.ts"
import { PermissionNotes } from "./PermissionNotes.ts"
import type { PermissionKey } from "./Permissions.ts"

const conversationsAtOnce = 8

/**
 * Has the conversations of a number take the word that waits for them at once, wherever in the cluster they live. What is
 * missed here the sweeper of the webhook inbox finds within seconds.
 */
export const PermissionNotesLive = Layer.effectDiscard(Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const notes = yield* PermissionNotes
  const conversations = yield* Conversations

  const tell = Effect.fnUntraced(function* ({ address, channel, workspaceId }: PermissionKey) {
    const rows = yield* sql<{ readonly id: ConversationId }>`
      SELECT id FROM conversations c
      WHERE workspace_id = ${workspaceId} AND channel = ${channel}
        AND address = ANY(ARRAY(SELECT names_of_customer(${workspaceId}, ${channel}, ${address})))
        AND EXISTS (SELECT FROM webhook_inbox w WHERE w.conversation_id = c.id)`
    yield* Effect.forEach(rows, ({ id }) => conversations.workOff(id), {
      concurrency: conversationsAtOnce,
      discard: true,
    })
  })

  yield* notes.take.pipe(
    Effect.flatMap((number) =>
      tell(number).pipe(
        Effect.catch((error) =>
          Effect.logWarning("conversations not told of a permission at once", errorSummary(error))
        ),
        Effect.catchCause((cause) => Effect.logWarning("conversations not told of a permission", cause)),
      )
    ),
    Effect.forever,
    Effect.forkScoped,
  )
}))
