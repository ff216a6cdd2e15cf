import { Layer, Schedule } from "effect"
import { RpcClient, RpcSerialization } from "effect/rpc"
import { Socket } from "effect/socket"

/**
 * One socket for all calls. It does not connect again by itself: `DeskLink` makes a new one, so that the feed and the calls
 * always speak through the same, living connection.
 */
export const socketProtocol = (url: string): Layer.Layer<RpcClient.Protocol> =>
  RpcClient.layerProtocolSocket({
    retryTransientErrors: false,
    retryPolicy: Schedule.recurs(0),
    pingInterval: "5 seconds",
    pingTimeout: "15 seconds",
  }).pipe(
    Layer.provide(RpcSerialization.layerNdjson),
    Layer.provide(Socket.layerWebSocket(url, { openTimeout: "10 seconds" })),
    Layer.provide(Socket.layerWebSocketConstructorGlobal),
  )
