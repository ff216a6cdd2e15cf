import { NodeClusterSocket } from "@effect/platform-node"
import { Effect, Layer, Option } from "effect"
import {
  MessageStorage,
  RunnerAddress,
  RunnerHealth,
  Runners,
  RunnerStorage,
  Sharding,
  ShardingConfig,
  SqlRunnerStorage,
} from "effect/cluster"
import { DeskConfig } from "../DeskConfig.ts"

const common = {
  // Calls that stay in this process are handed over as they are.
  simulateRemoteSerialization: false,
  // Some 20 KB each. With what comes to so many at once a desk cannot keep up anyway: it is told to say it again.
  maxResidentEntities: 25_000,
  entityTerminationTimeout: "5 seconds",
} as const

/**
 * The cluster of one process. Nothing of it is stored: what is said to a conversation is either committed by its actor
 * or said again by whoever got no answer.
 */
export const OneNodeLive = Sharding.layer.pipe(
  Layer.provideMerge(Runners.layerNoop),
  Layer.provideMerge(MessageStorage.layerNoop),
  Layer.provide([RunnerStorage.layerMemory, RunnerHealth.layerNoop]),
  Layer.provide(ShardingConfig.layer(common)),
)

/** One of several processes on a database: who serves which conversations is agreed by locks in it. */
const severalNodesLive = (host: string, port: number) => {
  const address = RunnerAddress.make(host, port)
  const shardingConfig = {
    ...common,
    runnerAddress: Option.some(address),
    runnerListenAddress: Option.some(address),
    // A node that died is replaced within this time.
    shardLockExpiration: "6 seconds",
    shardLockRefreshInterval: "2 seconds",
    refreshAssignmentsInterval: "1 second",
    runnerHealthCheckInterval: "2 seconds",
  } as const
  const storage = SqlRunnerStorage.layer.pipe(
    Layer.provide(ShardingConfig.layer(shardingConfig)),
    Layer.orDie,
  )
  return NodeClusterSocket.layer({ storage: "byo", shardingConfig }).pipe(
    Layer.provideMerge(MessageStorage.layerNoop),
    Layer.provide(storage),
  )
}

/** Where the actors live: in this process alone, or with `CLUSTER_HOST` and `CLUSTER_PORT` spread over several. */
export const ClusterLive = Layer.unwrap(DeskConfig.use(({ clusterAddress }) =>
  Effect.succeed(
    Option.match(clusterAddress, {
      onNone: () => OneNodeLive,
      onSome: ({ host, port }) => severalNodesLive(host, port),
    }),
  )
))
