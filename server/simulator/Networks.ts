import { Clock, Effect, Latch, PubSub, Random, Stream } from "effect"
import type {
  CarrierEvent,
  CarrierSwitches,
  HandsetMessage,
  SimulatorFrame,
} from "../../domain/simulator/SimulatorState.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import {
  emptyMemory,
  messagesIn,
  type NetworkMemory,
  type Parcel,
  withEvent,
  withMessage,
} from "./NetworkMemory.ts"

const followerBufferMax = 4_096

/** What a follower sees first, and then each change after it. */
export type CarrierFrame =
  | {
    readonly _tag: "Snapshot"
    readonly switches: CarrierSwitches
    readonly messages: ReadonlyArray<HandsetMessage>
    readonly log: ReadonlyArray<CarrierEvent>
  }
  | Exclude<SimulatorFrame, { readonly _tag: "State" }>

/** The simulated network of one workspace. */
export interface Network {
  readonly workspaceId: WorkspaceId
  memory: NetworkMemory
  readonly phoneOn: Latch.Latch
}

/** Every workspace's network, made when it is first asked for; each change of one is told to who follows it. */
export const makeNetworks = Effect.gen(function* () {
  const networks = new Map<WorkspaceId, Network>()
  const changes = yield* Effect.acquireRelease(
    PubSub.sliding<readonly [WorkspaceId, CarrierFrame]>({ capacity: followerBufferMax }),
    PubSub.shutdown,
  )

  const networkOf = (workspaceId: WorkspaceId): Network => {
    const known = networks.get(workspaceId)
    if (known) return known
    const network = { workspaceId, memory: emptyMemory, phoneOn: Latch.makeUnsafe(true) }
    networks.set(workspaceId, network)
    return network
  }

  const publish = (network: Network, frame: CarrierFrame) =>
    Effect.asVoid(PubSub.publish(changes, [network.workspaceId, frame]))

  /** Gives the time of the event, from which the next one of the same message counts. */
  const record = Effect.fnUntraced(function* (
    network: Network,
    kind: CarrierEvent["kind"],
    details: string,
    after: number | null = null,
  ) {
    const at = yield* Clock.currentTimeMillis
    const afterMillis = after === null ? null : at - after
    const [event, memory] = withEvent(network.memory, { at, kind, details, afterMillis })
    network.memory = memory
    yield* publish(network, { _tag: "Event", event })
    return at
  })

  const show = (network: Network, message: HandsetMessage, unseen: Parcel | null) => {
    network.memory = withMessage(network.memory, message, unseen)
    return publish(network, { _tag: "Message", message })
  }

  const change = (network: Network, switches: CarrierSwitches) => {
    network.memory = { ...network.memory, switches }
    return publish(network, { _tag: "Switched", switches })
  }

  const clearLog = (network: Network) => {
    network.memory = { ...network.memory, log: [] }
    return publish(network, { _tag: "LogCleared" })
  }

  const follow = (workspaceId: WorkspaceId) =>
    Stream.unwrap(Effect.map(PubSub.subscribe(changes), (subscription) => {
      const { memory } = networkOf(workspaceId)
      const { log, switches } = memory
      const snapshot: CarrierFrame = { _tag: "Snapshot", switches, messages: messagesIn(memory), log }
      const later = Stream.fromSubscription(subscription).pipe(
        Stream.filter(([changed]) => changed === workspaceId),
        Stream.map(([, frame]) => frame),
      )
      return Stream.concat(Stream.succeed(snapshot), later)
    }))

  return { networkOf, record, show, change, clearLog, follow }
})

export type Networks = Effect.Success<typeof makeNetworks>

/** As long as the switches say, the random part included. */
export const pause = Effect.fnUntraced(function* ({ memory: { switches } }: Network) {
  const jitter = yield* Random.nextBetween(-switches.jitterMillis, switches.jitterMillis)
  yield* Effect.sleep(Math.max(0, Math.round(switches.latencyMillis + jitter)))
})
