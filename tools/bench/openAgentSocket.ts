import { NodeWS } from "@effect/platform-node"
import { Effect, Layer, Schema, Stream } from "effect"
import { RpcClient, RpcSerialization } from "effect/rpc"
import { Socket } from "effect/socket"
import { DeskRpcs } from "../../domain/rpc/DeskRpcs.ts"
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

/**
 * An agent's open desk, as the client has it: signed in, one socket, the sync stream. Tells `onOpen` when it stands,
 * then the text of every message that arrives. Ends only with a failure.
 */
export const openAgentSocket = Effect.fn("openAgentSocket")(
  function* (deskUrl: string, onOpen: () => void, onMessage: (text: string) => void) {
    const cookie = yield* signIn(deskUrl)
    const transport = RpcClient.layerProtocolSocket().pipe(
      Layer.provide(RpcSerialization.layerNdjson),
      Layer.provide(Socket.layerWebSocket(`${deskUrl.replace("http", "ws")}/rpc`, { headers: { cookie } })),
      Layer.provide(NodeWS.layerWebSocketConstructor),
    )
    const follow = Effect.gen(function* () {
      const client = yield* RpcClient.make(DeskRpcs)
      yield* Stream.runForEach(client["Desk.sync"]({ cursor: null }), (frame) =>
        Effect.sync(() => {
          if (frame._tag === "Opened") onOpen()
          if (frame._tag !== "Changes") return
          for (const change of frame.changes) {
            if (change._tag !== "Changed") continue
            for (const item of change.items) if (item._tag === "Message") onMessage(item.text)
          }
        }))
    })
    return yield* follow.pipe(Effect.scoped, Effect.provide(transport))
  },
)
