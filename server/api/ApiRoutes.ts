import { Effect, Layer } from "effect"
import { HttpRouter, HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { ApiDocs } from "./ApiDocs.ts"
import { ApiKey } from "./ApiKey.ts"
import { ConversationApiLive } from "./ConversationApiLive.ts"
import { DeskApi } from "./DeskApi.ts"
import { MediaApiLive } from "./MediaApiLive.ts"
import { ProblemAnswers } from "./ProblemAnswers.ts"
import { SyncApiLive } from "./SyncApiLive.ts"
import { WrongMethods } from "./WrongMethods.ts"

const byStatus: Readonly<Record<number, Record<string, string>>> = {
  401: { "www-authenticate": `Bearer realm="desk"` },
  429: { "retry-after": "1" },
  503: { "retry-after": "2" },
}

/** Streams are not to be held back on the way, neither to be compressed nor by a proxy. */
const ofStream = { "cache-control": "no-store, no-transform", "x-accel-buffering": "no" }
const ofAnswer = { "cache-control": "no-store" }

const ApiHeaders =
  HttpRouter.middleware((answer) =>
    Effect.map(answer, (response) =>
      HttpServerResponse.setHeaders(response, {
        ...response.body._tag === "Stream" ? ofStream : ofAnswer,
        ...byStatus[response.status],
      }))
  ).layer

/** `/api/v1/…` for programs, `/openapi.json` that describes it, and `/docs` to browse it. */
export const ApiRoutes = Layer.mergeAll(
  HttpApiBuilder.layer(DeskApi, { openapiPath: "/openapi.json" }).pipe(
    Layer.provide([ConversationApiLive, MediaApiLive, SyncApiLive]),
    Layer.provide([ApiKey.layer, ProblemAnswers.layer]),
    Layer.provide(ApiHeaders),
  ),
  WrongMethods,
  ApiDocs,
)
