import { Effect, Layer } from "effect"
import { HttpRouter, HttpServerRequest } from "effect/http"
import { RpcSerialization, RpcServer } from "effect/rpc"
import { DeskRpcs } from "../../domain/rpc/DeskRpcs.ts"
import { DeskConfig } from "../DeskConfig.ts"
import { isOwnOrigin } from "../session/isOwnOrigin.ts"
import { problem } from "./problem.ts"

/** Calls of all desks that run at once; more wait. Streams last and are not among them: their handlers are forked. */
export const callsMax = 256

const foreignOrigin = problem(
  403,
  "foreign_origin",
  "This page may not open the desk's socket. Open the desk itself.",
)

/** A browser says which page opens a socket, and cookies go with it: only the desk's own pages may (no cross-site use). */
const SameOrigin = HttpRouter.middleware(
  Effect.gen(function* () {
    const config = yield* DeskConfig
    return (answer) =>
      Effect.gen(function* () {
        const { headers } = yield* HttpServerRequest.HttpServerRequest
        return isOwnOrigin(headers, config.publicUrl) ? yield* answer : foreignOrigin
      })
  }),
).layer

/** The live desk: one WebSocket, every call authenticated by the session that came with its opening. */
export const RpcRoute = RpcServer.layerHttp({ group: DeskRpcs, path: "/rpc", concurrency: callsMax }).pipe(
  Layer.provide(RpcSerialization.layerNdjson),
  Layer.provide(SameOrigin),
)
