import { NodeWS } from "@effect/platform-node"
import { Effect, Layer, Schema } from "effect"
import { RpcClient, RpcSerialization } from "effect/rpc"
import { Socket } from "effect/socket"
import { agent } from "./benchSeed.ts"

class NotSignedIn extends Schema.TaggedError<NotSignedIn>()("NotSignedIn", { status: Schema.Int }) {}

const signIn = Effect.fnUntraced(function* (deskUrl: string) {
  const response = yield* Effect.promise(() =>
    fetch(`${deskUrl}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: deskUrl },
      body: JSON.stringify({ ...agent, rememberMe: true }),
    })
  )
  if (!response.ok) return yield* new NotSignedIn({ status: response.status })
  return response.headers.getSetCookie().map((cookie) => cookie.split(";")[0]).join("; ")
})

/** The agent's socket, as the client's: signed in, RPC over WebSocket. */
export const agentTransport = Effect.fn("agentTransport")(function* (deskUrl: string) {
  const cookie = yield* signIn(deskUrl)
  return RpcClient.layerProtocolSocket().pipe(
    Layer.provide(RpcSerialization.layerNdjson),
    Layer.provide(Socket.layerWebSocket(`${deskUrl.replace("http", "ws")}/rpc`, { headers: { cookie } })),
    Layer.provide(NodeWS.layerWebSocketConstructor),
  )
})
