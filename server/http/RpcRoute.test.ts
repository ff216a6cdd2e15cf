import { NodeWS } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Layer, Stream } from "effect"
import { RpcClient, RpcSerialization } from "effect/rpc"
import { Socket } from "effect/socket"
import { DeskRpcs } from "../../domain/rpc/DeskRpcs.ts"
import { demoPassword, DeskProcess } from "../../test/DeskProcess.ts"
import { callsMax } from "./RpcRoute.ts"

const signIn = Effect.fnUntraced(function* (url: string) {
  const response = yield* Effect.promise(() =>
    fetch(`${url}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: url },
      body: JSON.stringify({ email: "dana@example.com", password: demoPassword, rememberMe: true }),
    })
  )
  assert.strictEqual(response.status, 200)
  return response.headers.getSetCookie().map((cookie) => cookie.split(";")[0]).join("; ")
})

const openSocket = Effect.fnUntraced(function* (url: string, cookie: string) {
  const transport = RpcClient.layerProtocolSocket().pipe(
    Layer.provide(RpcSerialization.layerNdjson),
    Layer.provide(Socket.layerWebSocket(`${url.replace("http", "ws")}/rpc`, { headers: { cookie } })),
    Layer.provide(NodeWS.layerWebSocketConstructor),
  )
  return yield* RpcClient.make(DeskRpcs).pipe(Effect.provide(yield* Layer.build(transport)))
})

const everything = {
  view: { _tag: "Mine" },
  search: "",
  unreadOnly: false,
  channel: null,
  limit: 10,
  cursor: null,
} as const

describe("the live desk's socket", () => {
  it.live(
    "SYNC-5: more open desks than calls may run at once do not keep one another from asking",
    () =>
      Effect.gen(function* () {
        const desk = yield* DeskProcess.scoped({})
        const cookie = yield* signIn(desk.url)
        yield* Effect.forEach(
          Array.from({ length: callsMax + 1 }),
          Effect.fnUntraced(function* () {
            const client = yield* openSocket(desk.url, cookie)
            const opened = yield* Deferred.make<void>()
            yield* client["Desk.sync"]({ cursor: null }).pipe(
              Stream.runForEach(() => Deferred.succeed(opened, undefined)),
              Effect.forkScoped,
            )
            yield* Deferred.await(opened)
            yield* client["Inbox.list"](everything)
          }),
          { concurrency: 16 },
        )
      }).pipe(Effect.scoped),
    60_000,
  )
})
