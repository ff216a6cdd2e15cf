import { Effect, Layer, Option, Schema } from "effect"
import { HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"
import { TranscriptId } from "../../domain/transcript/TranscriptRequest.ts"
import { dispositionOf } from "../http/dispositionOf.ts"
import { problem } from "../http/problem.ts"
import { Sessions } from "../session/Sessions.ts"
import { Transcripts } from "./Transcripts.ts"

const decodePlace = Schema.decodeUnknownOption(Schema.Struct({ id: TranscriptId }))
const notFound = problem(
  404,
  "not_found",
  "This transcript is no longer kept, or is not yours. Export the conversation again.",
)

/** Where a finished transcript is fetched by who asked for it. */
export const TranscriptRoutes = Layer.unwrap(Effect.gen(function* () {
  const sessions = yield* Sessions
  const transcripts = yield* Transcripts

  const fetch = Effect.gen(function* () {
    const { headers } = yield* HttpServerRequest.HttpServerRequest
    const viewer = yield* sessions.resolve(headers)
    const place = Option.getOrNull(decodePlace(yield* HttpRouter.params))
    if (place === null) return notFound
    const { bytes, name, type } = yield* transcripts.file(viewer, place.id)
    return HttpServerResponse.uint8Array(bytes, {
      contentType: type.startsWith("text/") ? `${type}; charset=utf-8` : type,
      headers: {
        "content-disposition": dispositionOf("attachment", name),
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
      },
    })
  }).pipe(Effect.catchTags({
    NotSignedIn: ({ message }) => Effect.succeed(problem(401, "not_signed_in", message)),
    Refusal: () => Effect.succeed(notFound),
    Unavailable: ({ message }) => Effect.succeed(problem(503, "unavailable", message)),
  }))

  return HttpRouter.add("GET", "/transcripts/:id", fetch)
}))
