import { Effect, Result, Stream } from "effect"
import type { Accessor } from "solid-js"
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
import { followToEnd } from "./followToEnd.ts"

/** So long one call follows an action; then the next call follows it on, by its id. */
const followedFor = "8 seconds"

export interface BulkDone extends BulkProgress {
  readonly id: BulkId
}

type OnProgress = (progress: BulkProgress) => void

/** Actions on many conversations at once (ASSIGN-6). */
export interface Bulk {
  /** Resolves when it has ended, also across lost connections; `id`: of one that is followed on after a reload. */
  readonly run: (
    action: BulkAction,
    target: BulkTarget,
    onProgress: OnProgress,
    id?: BulkId,
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

export const createBulk = (link: DeskLink, online: Accessor<boolean>): Bulk => {
  const follow = async (
    id: BulkId,
    open: (client: LiveClient) => Stream.Stream<BulkProgress, CallError>,
    onProgress: OnProgress,
  ): Promise<Result.Result<BulkDone, AskError>> => {
    const answer = await followToEnd<BulkProgress>({
      online,
      ask: (onItem) =>
        link.askLive((client) =>
          open(client).pipe(
            Stream.interruptWhen(Effect.sleep(followedFor)),
            Stream.runForEach((progress) => Effect.sync(() => onItem(progress))),
          )
        ),
      isEnded: ({ ended }) => ended,
      onItem: onProgress,
    })
    return Result.map(answer, (progress) => ({ ...progress, id }))
  }
  const newId = () => BulkId.make(crypto.randomUUID())
  return {
    run: (action, target, onProgress, id = newId()) =>
      follow(id, (client) => client["Bulk.run"]({ id, action, target }), onProgress),
    undo: (of, onProgress) => {
      const id = newId()
      return follow(id, (client) => client["Bulk.undo"]({ id, of }), onProgress)
    },
    count: (filter) => link.askLive((client) => client["Bulk.count"](filter)),
  }
}
