import { Effect, Layer, Option } from "effect"
import { HttpRouter, HttpServerRequest } from "effect/http"
import { RpcSerialization, RpcServer } from "effect/rpc"
import { DeskRpcs } from "../../domain/rpc/DeskRpcs.ts"
import { DeskConfig } from "../DeskConfig.ts"
import { problem } from "./problem.ts"

/** Calls of one desk that run at once; more wait. */
const callsMax = 64

const foreignOrigin = problem(403, "foreign_origin", "This page may not open the desk's socket. Open the desk itself.")

const hostOf = (origin: string): string => origin.replace(/^https?:\/\//, "")

/** A browser says which page opens a socket, and cookies go with it: only the desk's own pages may (no cross-site use). */
const SameOrigin = HttpRouter.middleware(
  Effect.gen(function* () {
    const config = yield* DeskConfig
    return (answer) =>
      Effect.gen(function* () {
        const { headers } = yield* HttpServerRequest.HttpServerRequest
        const origin = headers["origin"]
        const own = origin === undefined || hostOf(origin) === headers["host"] ||
          Option.exists(config.webhookOrigin, (configured) => configured === origin)
        return own ? yield* answer : foreignOrigin
      })
  }),
).layer

/** The live desk: one WebSocket, every call authenticated by the session that came with its opening. */
export const RpcRoute = RpcServer.layerHttp({ group: DeskRpcs, path: "/rpc", concurrency: callsMax }).pipe(
  Layer.provide(RpcSerialization.layerNdjson),
  Layer.provide(SameOrigin),
)
