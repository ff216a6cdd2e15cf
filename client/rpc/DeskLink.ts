import {
  Cause,
  Data,
  Effect,
  Exit,
  Latch,
  Layer,
  ManagedRuntime,
  Option,
  Result,
  Scope,
  Stream,
} from "effect"
import { RpcClient, type RpcClientError, type RpcGroup } from "effect/rpc"
import type { Refusal } from "../../domain/conversation/Refusal.ts"
import type { FeedCursor, SyncFrame } from "../../domain/inbox/DeskChange.ts"
import { NotSignedIn } from "../../domain/rpc/Authentication.ts"
import { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { DeskRpcs } from "../../domain/rpc/DeskRpcs.ts"
import { LiveRpcs } from "../../domain/rpc/LiveRpcs.ts"
import { retryDelay } from "./retryDelay.ts"
import { socketProtocol } from "./socketProtocol.ts"

/** The server says something at least every 5 s: after three times that, the socket is dead, whatever it says. */
const silenceMax = "15 seconds"
const answerMax = "15 seconds"

/** There is no connection: nothing was asked. */
export class Offline extends Data.TaggedError("Offline") {}

class Silent extends Data.TaggedError("Silent") {}

export type AskError = Refusal | Unavailable | Offline | NotSignedIn
export type CallError = Refusal | Unavailable | NotSignedIn | RpcClientError.RpcClientError
type ClientOf<Group extends RpcGroup.Any> = RpcClient.FromGroup<Group, RpcClientError.RpcClientError>
/** Asks what an inbox and a conversation need. */
export type LiveClient = ClientOf<typeof LiveRpcs>
/** Asks all that a desk can ask. */
export type Client = ClientOf<typeof DeskRpcs>

export interface LinkState {
  readonly status: "connecting" | "online" | "offline" | "signedOut"
  /** Since when the desk has not been in step with the server, epoch milliseconds. */
  readonly lostAt: number | null
  /** When the next try starts, epoch milliseconds; null while one runs. */
  readonly retryAt: number | null
}

export interface LinkOptions {
  readonly url: string
  /** The position to resume from; null to start afresh. Asked before each try. */
  readonly cursor: () => FeedCursor | null
  readonly onFrame: (frame: SyncFrame) => void
  readonly onState: (state: LinkState) => void
  /** Whether the session still stands: a refused socket does not say why. True when that cannot be found out. */
  readonly isSignedIn: () => Promise<boolean>
}

type Ask<C> = <A>(
  call: (client: C) => Effect.Effect<A, CallError>,
) => Promise<Result.Result<A, AskError>>

interface Connection {
  readonly live: LiveClient
  readonly whole: Effect.Effect<Client, Offline>
}

const loadDeskClient = Effect.tryPromise({
  try: () => import("./DeskClient.ts"),
  // The browser gets it from where the desk comes from.
  catch: () => new Offline(),
})

const connect = Effect.fnUntraced(function* (url: string) {
  const scope = yield* Effect.scope
  const protocol = yield* Layer.build(Layer.fresh(socketProtocol(url)))
  let made: Client | null = null
  const make = loadDeskClient.pipe(
    Effect.flatMap(({ makeDeskClient }) => makeDeskClient),
    Effect.provide(protocol),
    Scope.provide(scope),
    Effect.tap((client) => Effect.sync(() => made = client)),
  )
  return {
    live: yield* RpcClient.make(LiveRpcs).pipe(Effect.provide(protocol)),
    whole: Effect.suspend(() => made === null ? make : Effect.succeed(made)),
  } satisfies Connection
})

export interface DeskLink {
  /**
   * Asks over the current connection; at once `Offline` when there is none, `Unavailable` after 15 s. `askLive` is for what
   * the desk is made of; the rest of what can be asked is loaded by the first `ask`.
   */
  readonly ask: Ask<Client>
  readonly askLive: Ask<LiveClient>
  /** Follows a stream of the current connection until it ends or `stop` is called. */
  readonly follow: <A>(
    open: (client: Client) => Stream.Stream<A, CallError>,
    onItem: (item: A) => void,
    onEnd: () => void,
  ) => { readonly stop: () => void }
  readonly retryNow: () => void
  readonly close: () => void
}

/** Keeps one connection to the server and the feed on it, for as long as it is not closed. */
export const openDeskLink = (options: LinkOptions): DeskLink => {
  const runtime = ManagedRuntime.make(Layer.empty)
  const retry = Latch.makeUnsafe(false)
  let connected: Connection | null = null
  let lastFrameAt: number | null = null

  const onFrame = (frame: SyncFrame) =>
    Effect.sync(() => {
      options.onFrame(frame)
      if (frame._tag === "Reset") return
      if (lastFrameAt === null) options.onState({ status: "online", lostAt: null, retryAt: null })
      lastFrameAt = Date.now()
    })

  const followFeed = (current: LiveClient) =>
    Stream.suspend(() => current["Desk.sync"]({ cursor: options.cursor() })).pipe(
      Stream.timeoutOrElse({ duration: silenceMax, orElse: () => Stream.fail(new Silent()) }),
      Stream.tap(onFrame),
      Stream.takeUntil((frame) => frame._tag === "Reset"),
      Stream.runLast,
      // Only a reset ends the feed on purpose.
      Effect.filterOrFail((last) => Option.isSome(last) && last.value._tag === "Reset", () => new Silent()),
      Effect.forever,
    )

  const connection = Effect.gen(function* () {
    const current = yield* connect(options.url)
    yield* Effect.acquireRelease(
      Effect.sync(() => connected = current),
      () => Effect.sync(() => connected = null),
    )
    yield* followFeed(current.live)
  }).pipe(Effect.scoped)

  const waitForRetry = (delay: number) =>
    Effect.suspend(() => {
      retry.closeUnsafe()
      return Effect.raceFirst(Effect.sleep(delay), retry.await)
    })

  const ended = Effect.sync(() => options.onState({ status: "signedOut", lostAt: null, retryAt: null }))

  const keep = Effect.gen(function* () {
    let lostAt: number | null = null
    let attempt = 0
    while (true) {
      const exit = yield* Effect.exit(connection)
      const cause = Exit.isFailure(exit) ? Cause.squash(exit.cause) : null
      if (cause instanceof NotSignedIn) return yield* ended
      // A refused socket does not say why, and a server that ends the feed may have ended the session.
      const isDoubtful = lastFrameAt === null || cause instanceof Unavailable
      if (isDoubtful && !(yield* Effect.promise(options.isSignedIn))) return yield* ended
      if (lastFrameAt !== null) {
        lostAt = lastFrameAt
        attempt = 0
        lastFrameAt = null
      }
      attempt += 1
      const delay = retryDelay(attempt, Math.random())
      options.onState({ status: "offline", lostAt, retryAt: Date.now() + delay })
      yield* waitForRetry(delay)
      options.onState({ status: "offline", lostAt, retryAt: null })
    }
  })

  options.onState({ status: "connecting", lostAt: null, retryAt: null })
  runtime.runFork(keep)

  const current = Effect.suspend(() => connected ? Effect.succeed(connected) : Effect.fail(new Offline()))
  const live = Effect.map(current, (connection) => connection.live)
  const whole = Effect.flatMap(current, (connection) => connection.whole)

  const askOf = <C>(client: Effect.Effect<C, Offline>): Ask<C> => (call) =>
    runtime.runPromise(
      client.pipe(
        Effect.flatMap(call),
        Effect.timeoutOrElse({
          duration: answerMax,
          orElse: () => Effect.fail(new Unavailable({ message: "The server took too long to answer." })),
        }),
        Effect.catchTag("RpcClientError", () => Effect.fail(new Offline())),
        // A connection that is closed interrupts what follows over it.
        Effect.catchCause((cause) =>
          Cause.hasInterruptsOnly(cause) ? Effect.fail(new Offline()) : Effect.failCause(cause)
        ),
        Effect.tapErrorTag("NotSignedIn", () => ended),
        Effect.result,
      ),
    )

  return {
    ask: askOf(whole),
    askLive: askOf(live),
    follow: (open, onItem, onEnd) => {
      const stop = runtime.runCallback(
        whole.pipe(
          Effect.flatMap((it) => Stream.runForEach(open(it), (item) => Effect.sync(() => onItem(item)))),
        ),
        {
          onExit: (exit) => Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause) ? undefined : onEnd(),
        },
      )
      return { stop: () => stop() }
    },
    retryNow: () => retry.openUnsafe(),
    close: () => void runtime.dispose(),
  }
}
