import { BotMark } from "../../domain/bot/BotMark.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { UserId } from "../../domain/user/User.ts"
import type { DirectorySnapshot } from "../directory/Directory.ts"
import { botKeyPrefix, hashOfKey } from "./Bots.ts"

/** What the key of a bot is for, by the names of the calls. */
export const callsOfBots: ReadonlySet<string> = new Set([
  "get",
  "items",
  "upload",
  "send",
  "handOver",
  "needsNoAnswer",
])

/** The bot whose API key this is, in the place of a user who may do nothing: what it may do asks for the bot. */
export const botCalling = ({ bots }: DirectorySnapshot, key: string): CurrentUser["Service"] | null => {
  if (!key.startsWith(botKeyPrefix)) return null
  const hash = hashOfKey(key)
  const found = [...bots.values()].find(({ keyHash }) => keyHash === hash)
  if (!found) return null
  const { id, name, workspaceId } = found
  const user = { id: UserId.make(id), email: "bot", name, role: "standard", licensed: false } as const
  return { user, workspaceId, sessionId: `bot:${id}`, address: null, bot: BotMark.make({ id, name }) }
}
