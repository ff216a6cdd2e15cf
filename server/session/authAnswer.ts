import { ByteSize, Effect, Option, Schema } from "effect"
import { Headers, HttpIncomingMessage, HttpServerRequest, HttpServerResponse } from "effect/http"
import { DeskConfig } from "../DeskConfig.ts"
import { isOwnOrigin } from "./isOwnOrigin.ts"

const bodySizeMax = ByteSize.bytes(64 * 1024)

export const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  HttpServerResponse.jsonUnsafe(body, { status, headers: { "cache-control": "no-store", ...headers } })

/** What the sign-in pages read: a code for them, and words for people. */
export const refuse = (status: number, code: string, message: string, headers?: Record<string, string>) =>
  answer(status, { code, message }, headers)

export const foreignOrigin = refuse(403, "FOREIGN_ORIGIN", "This request did not come from the desk.")

/** The request is not to be read any further; `response` says why. */
export class BadAuthRequest extends Schema.TaggedError<BadAuthRequest>()("BadAuthRequest", {
  status: Schema.Int,
  code: Schema.String,
  message: Schema.String,
}) {
  get response() {
    return refuse(this.status, this.code, this.message)
  }
}

const unreadable = (message: string) => new BadAuthRequest({ status: 400, code: "UNREADABLE", message })

/** The JSON of a request that the desk's own pages sent; `expected` says in words what belongs in it. */
export const readAuthRequest = <A, I>(schema: Schema.Codec<A, I>, expected: string) =>
  Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const { publicUrl } = yield* DeskConfig
    if (!isOwnOrigin(request.headers, publicUrl)) {
      return yield* new BadAuthRequest({
        status: 403,
        code: "FOREIGN_ORIGIN",
        message: "This request did not come from the desk.",
      })
    }
    const contentType = Option.getOrElse(Headers.get(request.headers, "content-type"), () => "")
    if (!contentType.startsWith("application/json")) {
      return yield* new BadAuthRequest({
        status: 415,
        code: "NOT_JSON",
        message: "Send the request as application/json.",
      })
    }
    return yield* HttpServerRequest.schemaBodyJson(schema)
  }).pipe(
    Effect.provideService(HttpIncomingMessage.MaxBodySize, bodySizeMax),
    Effect.catchTags({
      HttpServerError: () => Effect.fail(unreadable("The request could not be read.")),
      SchemaError: () => Effect.fail(unreadable(expected)),
    }),
  )

/** The address that a request came from, as far as it is known. */
export const addressOf = (request: HttpServerRequest.HttpServerRequest): string =>
  Option.getOrElse(request.remoteAddress, () => "unknown")

export const busy = refuse(503, "BUSY", "Too many people sign in at this moment. Try again.", {
  "retry-after": "5",
})

export const tooManyTries = (message: string) => (error: { readonly retryAfterSeconds: number }) =>
  Effect.succeed(refuse(429, "TOO_MANY_TRIES", message, { "retry-after": String(error.retryAfterSeconds) }))
