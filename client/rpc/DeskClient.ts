import { RpcClient } from "effect/rpc"
import { DeskRpcs } from "../../domain/rpc/DeskRpcs.ts"

/** Everything that a desk can ask, over the connection that it has: loaded when something beyond the inbox is asked. */
export const makeDeskClient = RpcClient.make(DeskRpcs)
