import { PgClient } from "@effect/sql-pg"
import { Clock, Context, Effect, Layer, Option, Queue } from "effect"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { windowAt } from "../../domain/conversation/Window.ts"
import type { SenderId } from "../../domain/sender/Sender.ts"
import type { UserId } from "../../domain/user/User.ts"
import { Directory } from "../directory/Directory.ts"
import { ChannelAdapters } from "./ChannelAdapters.ts"

/** What waits to be told; what does not fit is left out, since nobody misses it. */
const waitingMax = 500
const toldAtOnce = 4
/** WhatsApp shows it for 25 s, or until the answer (provider-facts, 2). */
const typingEveryMillis = 20_000
const rememberedMax = 10_000

interface Seen {
  readonly id: ConversationId
  /** By whom: only the owner's looking is the business's. */
  readonly user: UserId
  readonly typing: boolean
}

interface Newest {
  readonly senderId: SenderId
  readonly accountId: string
  readonly providerId: string
  readonly lastInboundAt: Date
  readonly windowClosedAt: Date | null
}

export interface ReadReceiptsShape {
  /** The user opened the conversation. */
  readonly opened: (id: ConversationId, user: UserId) => Effect.Effect<void>
  /** The user writes in it. */
  readonly writes: (id: ConversationId, user: UserId) => Effect.Effect<void>
}

/**
 * Tells customers on WhatsApp that their message was read, and that somebody writes to them, where the provider takes that.
 * Beside everything else: it is bounded, never repeated, and its failure is nobody's business. Without its layer nobody is
 * told.
 */
export const ReadReceipts = Context.Reference<ReadReceiptsShape>("desk/server/channels/ReadReceipts", {
  defaultValue: () => ({ opened: () => Effect.void, writes: () => Effect.void }),
})

export const ReadReceiptsLive = Layer.effect(
  ReadReceipts,
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    const directory = yield* Directory
    const adapters = yield* ChannelAdapters
    const queue = yield* Queue.dropping<Seen>(waitingMax)
    /** The newest message that was told to be read, and until when it need not be said again that somebody writes. */
    const told = new Map<ConversationId, { readonly read: string; readonly typingUntil: number }>()

    const remember = (id: ConversationId, read: string, typingUntil: number) => {
      if (told.size >= rememberedMax) told.clear()
      told.set(id, { read, typingUntil })
    }

    const newestIn = Effect.fnUntraced(function* ({ id, user }: Seen) {
      const [row] = yield* sql<Newest>`
          SELECT c.sender_id, s.account_id, i.provider_id, c.last_inbound_at, c.window_closed_at
          FROM conversations c JOIN senders s ON s.id = c.sender_id
          JOIN items i ON i.conversation_id = c.id AND i.seq = c.last_inbound_seq
          WHERE c.id = ${id} AND c.channel = 'whatsapp' AND c.owner_id = ${user} AND i.provider_id IS NOT NULL`
      return row ?? null
    })

    const tell = Effect.fn("ReadReceipts.tell")(function* (seen: Seen) {
      const now = yield* Clock.currentTimeMillis
      const isTold = (read: string | null) => {
        const before = told.get(seen.id)
        return seen.typing ? now < (before?.typingUntil ?? 0) : before?.read === read
      }
      if (seen.typing && isTold(null)) return
      const newest = yield* newestIn(seen)
      if (newest === null) return
      const lastInboundAt = newest.lastInboundAt.getTime()
      const windowClosedAt = newest.windowClosedAt?.getTime() ?? null
      if (!windowAt({ channel: "whatsapp", lastInboundAt, windowClosedAt }, now)?.open) return
      const { accounts, senders } = yield* directory.snapshot
      const account = accounts.get(newest.accountId)
      const sender = senders.get(newest.senderId)
      const adapter = account && Option.getOrUndefined(adapters.adapterFor(account.credentials.kind))
      if (!account || !sender || !adapter?.showRead) return
      // Judged again: another worker may have told the same meanwhile.
      if (isTold(newest.providerId)) return
      const typingUntil = seen.typing ? now + typingEveryMillis : told.get(seen.id)?.typingUntil ?? 0
      remember(seen.id, newest.providerId, typingUntil)
      yield* adapter.showRead(account, {
        fromId: sender.numberId,
        providerId: newest.providerId,
        typing: seen.typing,
      })
    }, Effect.catchCause((cause) => Effect.logDebug("a read receipt was not told", cause)))

    const worker = Effect.forever(Effect.flatMap(Queue.take(queue), tell))
    yield* Effect.forkScoped(
      Effect.all(Array.from({ length: toldAtOnce }, () => worker), { concurrency: "unbounded" }),
    )

    return {
      opened: (id, user) => Effect.asVoid(Queue.offer(queue, { id, user, typing: false })),
      writes: (id, user) => Effect.asVoid(Queue.offer(queue, { id, user, typing: true })),
    } satisfies ReadReceiptsShape
  }),
)
