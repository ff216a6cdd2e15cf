import type { PgClient } from "@effect/sql-pg"
import { Context, Latch } from "effect"
import type { BotId } from "../../domain/bot/BotMark.ts"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"

/** A message that a bot is to be told of. */
export interface BotDeliveryRow {
  readonly workspaceId: WorkspaceId
  readonly conversationId: ConversationId
  readonly botId: BotId
  /** The item with which the bot's turn began. */
  readonly turn: number
  readonly seq: number
}

/** Open when this process wrote something for a bot: whoever delivers need not wait to look. */
export const botWork = Context.Reference<Latch.Latch>("desk/server/bots/botWork", {
  defaultValue: () => Latch.makeUnsafe(false),
})

/** Within the transaction of the commit that it follows from. */
export const enqueueForBots = (sql: PgClient.PgClient, rows: ReadonlyArray<BotDeliveryRow>) =>
  sql`
    INSERT INTO bot_deliveries (workspace_id, conversation_id, bot_id, turn, seq)
    SELECT "workspaceId", "conversationId", "botId", turn, seq FROM json_to_recordset(${
    JSON.stringify(rows)
  }::json) AS r("workspaceId" uuid, "conversationId" uuid, "botId" uuid, turn int, seq int)`
