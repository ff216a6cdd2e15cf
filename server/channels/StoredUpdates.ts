import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, Schedule, Schema } from "effect"
import { ConversationCommand } from "../../domain/conversation/ConversationCommand.ts"
import { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { ConversationIdentity } from "../conversations/ConversationEntity.ts"
import { Conversations } from "../conversations/Conversations.ts"

const lookEvery = "2 seconds"
const updatesMax = 500

const decode = Schema.decodeUnknownEffect(Schema.Array(Schema.Struct({
  id: Schema.Int,
  conversationId: ConversationId,
  workspaceId: WorkspaceId,
  identity: Schema.NullOr(ConversationIdentity),
  command: ConversationCommand,
})))

/**
 * Works off what was acknowledged while its conversation could not take it (HOOK-3). An actor that wakes takes its own
 * first; this wakes those that nobody else does. Doing one twice is harmless: messages are known by their id.
 */
export const StoredUpdatesLive = Layer.effectDiscard(Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const conversations = yield* Conversations

  const workOff = Effect.gen(function* () {
    const updates = yield* decode(
      yield* sql`
      SELECT id::int, conversation_id, workspace_id, command -> 'identity' AS identity, command -> 'command' AS command
      FROM webhook_inbox ORDER BY id LIMIT ${updatesMax}`,
    )
    for (const { command, conversationId, id, identity, workspaceId } of updates) {
      yield* conversations.execute(conversationId, workspaceId, command, identity ?? undefined).pipe(
        Effect.catchTag("Refusal", () => Effect.void),
      )
      yield* sql`DELETE FROM webhook_inbox WHERE id = ${id}`
    }
  }).pipe(Effect.catchCause((cause) => Effect.logWarning("stored updates not worked off", cause)))

  yield* Effect.forkScoped(Effect.repeat(workOff, Schedule.spaced(lookEvery)))
}))
