import { Effect, Stream } from "effect"
import { RpcClient } from "effect/rpc"
import { DeskRpcs } from "../../domain/rpc/DeskRpcs.ts"
import { agentTransport } from "./agentTransport.ts"

/**
 * An agent's open desk, as the client has it: signed in, one socket, the sync stream. Tells `onOpen` when it stands,
 * then the text of every message that arrives. Ends only with a failure.
 */
export const openAgentSocket = Effect.fn("openAgentSocket")(
  function* (deskUrl: string, onOpen: () => void, onMessage: (text: string) => void) {
    const transport = yield* agentTransport(deskUrl)
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
