import { NodeHttpServer } from "@effect/platform-node"
import { Effect, Layer } from "effect"
import { HttpMiddleware, HttpRouter } from "effect/http"
import { createServer } from "node:http"
import { ApiRoutes } from "../api/ApiRoutes.ts"
import { DeskConfig } from "../DeskConfig.ts"
import { AuthRoutes } from "../session/AuthRoutes.ts"
import { LinkRoutes } from "../people/LinkRoutes.ts"
import { MediaRoutes } from "../media/MediaRoutes.ts"
import { TranscriptRoutes } from "../transcripts/TranscriptRoutes.ts"
import { SampleBot } from "../simulator/SampleBot.ts"
import { ClientFiles } from "./ClientFiles.ts"
import { HealthRoutes } from "./HealthRoutes.ts"
import { RpcRoute } from "./RpcRoute.ts"
import { SecurityHeaders } from "./SecurityHeaders.ts"
import { WebhookRoutes } from "./WebhookRoutes.ts"

/** A desk that a provider or browser has reached answers before it stops, but does not wait for open sockets. */
const drainFor = "2 seconds"
/** The largest frame of a desk is a message of 4,096 characters with its envelope. */
const framePayloadMax = 256 * 1024

export const Server = Layer.unwrap(
  DeskConfig.use(({ host, port }) =>
    Effect.succeed(NodeHttpServer.layer(createServer, {
      host,
      port,
      gracefulShutdownTimeout: drainFor,
      websocket: { maxPayload: framePayloadMax },
    }))
  ),
)

/** Everything that can be asked over HTTP. */
export const Routes = Layer.mergeAll(
  RpcRoute,
  ApiRoutes,
  AuthRoutes,
  LinkRoutes,
  WebhookRoutes,
  MediaRoutes,
  TranscriptRoutes,
  HealthRoutes,
  SampleBot,
  ClientFiles,
  SecurityHeaders,
)

/** Everything on one port. */
export const HttpLive = HttpRouter.serve(Routes, {
  disableLogger: true,
  middleware: HttpMiddleware.compression(),
}).pipe(
  Layer.provide(Server),
)
