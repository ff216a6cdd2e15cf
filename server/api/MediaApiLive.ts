import { ByteSize, Effect } from "effect"
import { HttpIncomingMessage, HttpServerError, type HttpServerRequest } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { mediaSizeMax } from "../../domain/media/mediaProblem.ts"
import { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { MediaFiles } from "../media/MediaFiles.ts"
import { BodyTooLarge, InvalidRequest } from "./ApiProblems.ts"
import { DeskApi } from "./DeskApi.ts"
import { orProblem } from "./problemOf.ts"

const tooLarge = new BodyTooLarge({ detail: "The file is larger than 100 MB. Send a link instead." })
const unreadable = new InvalidRequest({
  detail: "The file did not come whole. Put it in again.",
  errors: [{ path: "body", message: "could not be read" }],
})

const problemOfBody = ({ reason }: HttpServerError.HttpServerError) =>
  reason._tag === "RequestParseError" && reason.reason === "BodyTooLarge" ? tooLarge : unreadable

/** Bytes of any content type: what they are is judged by themselves. */
const bytesOf = Effect.fnUntraced(function* (request: HttpServerRequest.HttpServerRequest) {
  if (Number(request.headers["content-length"] ?? 0) > mediaSizeMax) return yield* tooLarge
  const buffer = yield* request.arrayBuffer.pipe(
    Effect.provideService(HttpIncomingMessage.MaxBodySize, ByteSize.bytes(mediaSizeMax)),
    Effect.mapError(problemOfBody),
  )
  return new Uint8Array(buffer)
})

export const MediaApiLive = HttpApiBuilder.group(
  DeskApi,
  "media",
  Effect.fnUntraced(function* (handlers) {
    const files = yield* MediaFiles
    return handlers.handleRaw(
      "upload",
      Effect.fnUntraced(function* ({ query, request }) {
        const viewer = yield* CurrentUser
        const bytes = yield* bytesOf(request)
        return yield* orProblem(files.upload(viewer, query.name ?? "file", bytes, query.id))
      }),
    )
  }),
)
