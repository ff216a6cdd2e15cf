import { Schema } from "effect"
import { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { UserId } from "../../domain/user/User.ts"
import type { OutboxStorage } from "./Outbox.ts"

const StoredEntries = Schema.Array(Schema.Struct({
  messageId: MessageId,
  conversationId: ConversationId,
  userId: UserId,
  text: Schema.String,
  mentions: Schema.optionalKey(Schema.Array(UserId)),
  quoted: Schema.optionalKey(MessageId),
  goesAt: Schema.optionalKey(Schema.Number),
  at: Schema.Number,
  refusal: Schema.NullOr(Schema.String),
}))
const decodeEntries = Schema.decodeUnknownSync(StoredEntries)

const settled = <A>(request: IDBRequest<A>): Promise<A> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

const openDatabase = (): Promise<IDBDatabase> => {
  const request = indexedDB.open("converse-desk", 1)
  request.onupgradeneeded = () => request.result.createObjectStore("outbox", { keyPath: "messageId" })
  return settled(request)
}

/**
 * The outbox in IndexedDB. Where the browser keeps nothing (private windows of some), messages live in the page alone:
 * sending goes on, so its failures are not the agent's.
 */
export const openOutboxStorage = (): OutboxStorage => {
  const database = openDatabase().catch(() => null)
  const store = async (mode: IDBTransactionMode): Promise<IDBObjectStore | null> =>
    (await database)?.transaction("outbox", mode).objectStore("outbox") ?? null
  const quietly = (work: Promise<unknown>): Promise<void> => work.then(() => undefined, () => undefined)

  return {
    load: async (userId) => {
      const all = await store("readonly")
      if (!all) return []
      return decodeEntries(await settled(all.getAll())).filter((entry) => entry.userId === userId)
    },
    put: (entry) => quietly(store("readwrite").then((all) => all && settled(all.put(entry)))),
    remove: (messageId) => quietly(store("readwrite").then((all) => all && settled(all.delete(messageId)))),
  }
}
