import { Context, Layer, Schedule } from "effect"
import { RpcClient, type RpcClientError, RpcSerialization } from "effect/rpc"
import { Socket } from "effect/socket"
import { DeskRpcs } from "../../domain/rpc/DeskRpcs.ts"

/**
 * The desk's calls over one socket. It does not connect again by itself: `DeskLink` makes a new one, so that the feed
 * and the calls always speak through the same, living connection.
 */
export class DeskClient
  extends Context.Service<DeskClient, RpcClient.FromGroup<typeof DeskRpcs, RpcClientError.RpcClientError>>()(
    "desk/client/DeskClient",
  ) {
  static readonly layer = (url: string): Layer.Layer<DeskClient> =>
    Layer.effect(DeskClient, RpcClient.make(DeskRpcs)).pipe(
      Layer.provide(RpcClient.layerProtocolSocket({
        retryTransientErrors: false,
        retryPolicy: Schedule.recurs(0),
        pingInterval: "5 seconds",
        pingTimeout: "15 seconds",
      })),
      Layer.provide(RpcSerialization.layerNdjson),
      Layer.provide(Socket.layerWebSocket(url, { openTimeout: "10 seconds" })),
      Layer.provide(Socket.layerWebSocketConstructorGlobal),
    )
}
