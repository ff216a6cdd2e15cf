import { Result } from "effect"
import { type Accessor, createEffect, createRoot } from "solid-js"
import { type AskError, Offline } from "../rpc/DeskLink.ts"

/** How often the connection may be lost before it is given up; what is followed goes on at the server anyway. */
const lossesMax = 5
const askAgainMillis = 2_000

/** Resolves once the accessor says so; `stop` where nobody waits any more. */
const becomes = (is: Accessor<boolean>, wanted: boolean) => {
  let stop = () => {}
  const reached = new Promise<void>((resolve) =>
    createRoot((dispose) => {
      stop = dispose
      createEffect(() => {
        if (is() !== wanted) return
        resolve()
        dispose()
      })
    })
  )
  return { reached, stop }
}

export interface Followed<A> {
  readonly online: Accessor<boolean>
  /** Follows it for a while, by an id under which it goes on; asked again until it has ended. */
  readonly ask: (onItem: (item: A) => void) => Promise<Result.Result<void, AskError>>
  readonly isEnded: (item: A) => boolean
  readonly onItem: (item: A) => void
}

/**
 * Follows long work to its end, also over lost connections: asked for only while there is one, since what is asked of a
 * connection that dies may never be answered.
 */
export const followToEnd = async <A>(
  { ask, isEnded, onItem, online }: Followed<A>,
): Promise<Result.Result<A, AskError>> => {
  const told: Array<A> = []
  for (let losses = 0;;) {
    await becomes(online, true).reached
    const lost = becomes(online, false)
    const answer = await Promise.race([
      ask((item) => {
        told.splice(0, 1, item)
        onItem(item)
      }),
      lost.reached.then((): Result.Result<void, AskError> => Result.fail(new Offline())),
    ])
    lost.stop()
    const [newest] = told
    if (newest !== undefined && isEnded(newest)) return Result.succeed(newest)
    if (Result.isSuccess(answer)) continue
    losses += 1
    if (answer.failure._tag !== "Offline" || losses > lossesMax) return Result.fail(answer.failure)
    await new Promise((resolve) => setTimeout(resolve, askAgainMillis))
  }
}
