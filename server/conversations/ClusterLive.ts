import { NodeCrypto } from "@effect/platform-node"
import { Layer } from "effect"
import { SingleRunner } from "effect/cluster"

/** The cluster that actors live in: this process alone. */
export const ClusterLive = SingleRunner.layer({
  runnerStorage: "memory",
  shardingConfig: {
    // Calls that stay in this process are handed over as they are.
    simulateRemoteSerialization: false,
    maxResidentEntities: 50_000,
    entityTerminationTimeout: "5 seconds",
  },
}).pipe(Layer.provide(NodeCrypto.layerDigest))
