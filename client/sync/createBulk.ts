import { Effect, Result, Stream } from "effect"
import {
  type BulkAction,
  BulkId,
  type BulkItem,
  type BulkProgress,
  type BulkTarget,
} from "../../domain/inbox/Bulk.ts"
import type { InboxFilter } from "../../domain/inbox/InboxFilter.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import type { AskError, CallError, DeskLink, LiveClient } from "../rpc/DeskLink.ts"

/** So long one call follows an action; then the next call follows it on, by its id. */
const followedFor = "8 seconds"
/** How often the connection may be lost before the desk says so; the action goes on at the server anyway. */
const lossesMax = 5
const askAgainMillis = 2_000

export interface BulkDone extends BulkProgress {
  readonly id: BulkId
}

type OnProgress = (progress: BulkProgress) => void

/** Actions on many conversations at once (ASSIGN-6). */
export interface Bulk {
  /** Resolves when it has ended, also across lost connections. */
  readonly run: (
    action: BulkAction,
    target: BulkTarget,
    onProgress: OnProgress,
  ) => Promise<Result.Result<BulkDone, AskError>>
  /** Gives back what an action assigned. */
  readonly undo: (of: BulkId, onProgress: OnProgress) => Promise<Result.Result<BulkDone, AskError>>
  /** How many conversations match. */
  readonly count: (filter: InboxFilter) => Promise<Result.Result<number, AskError>>
}

/** The conversation as the user sees it now: what the server compares with. */
export const bulkItemOf = ({ id, inboundCount, owner, ownerUnread }: InboxRow): BulkItem => ({
  id,
  inboundCount,
  owner,
  ownerUnread,
})

export const createBulk = (link: DeskLink): Bulk => {
  const followToEnd = async (
    open: (client: LiveClient, id: BulkId) => Stream.Stream<BulkProgress, CallError>,
    onProgress: OnProgress,
  ): Promise<Result.Result<BulkDone, AskError>> => {
    const id = BulkId.make(crypto.randomUUID())
    const told: Array<BulkProgress> = []
    for (let losses = 0;;) {
      const answer: Result.Result<void, AskError> = await link.askLive((client) =>
        open(client, id).pipe(
          Stream.interruptWhen(Effect.sleep(followedFor)),
          Stream.runForEach((progress) =>
            Effect.sync(() => {
              told.splice(0, 1, progress)
              onProgress(progress)
            })
          ),
        )
      )
      const known = told[0]
      if (known?.ended) return Result.succeed({ ...known, id })
      if (Result.isSuccess(answer)) continue
      losses += 1
      if (answer.failure._tag !== "Offline" || losses > lossesMax) return Result.fail(answer.failure)
      await new Promise((resolve) => setTimeout(resolve, askAgainMillis))
    }
  }
  return {
    run: (action, target, onProgress) =>
      followToEnd((client, id) => client["Bulk.run"]({ id, action, target }), onProgress),
    undo: (of, onProgress) => followToEnd((client, id) => client["Bulk.undo"]({ id, of }), onProgress),
    count: (filter) => link.askLive((client) => client["Bulk.count"](filter)),
  }
}
