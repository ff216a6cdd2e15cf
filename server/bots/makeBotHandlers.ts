import { Effect } from "effect"
import type { BotId } from "../../domain/bot/BotMark.ts"
import type { ConversationCommand } from "../../domain/conversation/ConversationCommand.ts"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { actorOf, Conversations } from "../conversations/Conversations.ts"
import { Directory } from "../directory/Directory.ts"
import { Inbox } from "../inbox/Inbox.ts"

const noBot = new Refusal({
  code: "not_possible",
  message: "No bot answers on this Sender ID. An admin can choose one in Settings, Bots.",
})
const botsOnly = new Refusal({ code: "not_allowed", message: "Only a bot says this, with its own key." })

/** What agents do with a bot in a conversation, and what a bot may do there (BOT-1). */
export const makeBotHandlers = Effect.gen(function* () {
  const conversations = yield* Conversations
  const directory = yield* Directory
  const inbox = yield* Inbox

  const start = Effect.fnUntraced(function* (id: ConversationId) {
    const viewer = yield* CurrentUser
    const { senderId } = yield* inbox.row(viewer, id)
    const bot = (yield* directory.snapshot).senders.get(senderId)?.bot
    if (!bot) return yield* noBot
    const by = actorOf(viewer.user)
    yield* conversations.execute(id, viewer.workspaceId, { _tag: "StartBot", by, bot })
    return yield* inbox.row(viewer, id)
  })

  const end = Effect.fnUntraced(function* (id: ConversationId) {
    const viewer = yield* CurrentUser
    yield* conversations.execute(id, viewer.workspaceId, { _tag: "EndBot", by: actorOf(viewer.user) })
    return yield* inbox.row(viewer, id)
  })

  /** What a bot says of a conversation with its own key. */
  const said = Effect.fnUntraced(
    function* (id: ConversationId, commandOf: (bot: BotId) => ConversationCommand) {
      const viewer = yield* CurrentUser
      const { bot, workspaceId } = viewer
      if (!bot) {
        // What one may not see is told of to nobody.
        yield* inbox.row(viewer, id)
        return yield* botsOnly
      }
      yield* conversations.execute(id, workspaceId, commandOf(bot.id))
    },
  )

  const handOver = (id: ConversationId, reason: string | null) =>
    said(id, (bot) => ({ _tag: "HandOver", bot, turn: null, why: "handed_over", reason }))

  const needsNoAnswer = (id: ConversationId, seq: number) =>
    said(id, (bot) => ({ _tag: "NeedsNoAnswer", bot, seq }))

  return { start, end, handOver, needsNoAnswer }
})
