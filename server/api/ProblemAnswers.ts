import { ByteSize, Effect, Layer, type Schema, SchemaIssue } from "effect"
import { HttpIncomingMessage, HttpServerError, type HttpServerResponse } from "effect/http"
import { HttpApiError, HttpApiMiddleware } from "effect/http-api"
import { SqlError } from "effect/sql"
import { BodyTooLarge, Failed, InvalidRequest, NotFound, NotJson, ServiceUnavailable } from "./ApiProblems.ts"

const bodyMax = ByteSize.kibibytes(256)
/** Of a request with hundreds of mistakes these many are named. */
const errorsMax = 10

const tooLarge = new BodyTooLarge({ detail: "The body is larger than 256 KB." })
const unreadable = new InvalidRequest({
  detail: "The body could not be read.",
  errors: [{ path: "body", message: "could not be read" }],
})
const notJson = new NotJson({ detail: "Send the body as JSON: `Content-Type: application/json`." })
const failed = new Failed({ detail: "The desk failed at this. It was logged; try again later." })
const databaseSilent = new ServiceUnavailable({ detail: "The desk could not be read. Try again." })
/** Ids are opaque to callers: what cannot be one names nothing. */
const noSuchId = new NotFound({ detail: "There is no such id, or you may not see it." })

const issuesOf = SchemaIssue.makeFormatterStandardSchemaV1()

const segment = (part: PropertyKey | { readonly key: PropertyKey }): string =>
  String(typeof part === "object" ? part.key : part)

const invalidRequest = (cause: Schema.SchemaError): InvalidRequest => {
  const errors = issuesOf(cause.issue).issues.slice(0, errorsMax).map(({ message, path = [] }) => ({
    path: path.map(segment).join(".") || "body",
    message,
  }))
  return new InvalidRequest({
    detail: errors.map(({ message, path }) => `${path}: ${message}`).join("; "),
    errors,
  })
}

type RequestProblem = InvalidRequest | NotFound | BodyTooLarge | NotJson | Failed | ServiceUnavailable

const ofSchemaError = (
  { cause, kind }: HttpApiError.HttpApiSchemaError,
): Effect.Effect<never, RequestProblem> => {
  if (kind === "Params") return Effect.fail(noSuchId)
  if (kind === "Body" || kind === "ResponseHeaders") {
    return Effect.andThen(
      Effect.logError("an answer of the API does not fit its schema", cause),
      Effect.fail(failed),
    )
  }
  return Effect.fail(invalidRequest(cause))
}

const ofFailure = <E>(error: E): Effect.Effect<never, E | RequestProblem> =>
  HttpApiError.HttpApiSchemaError.is(error) ? ofSchemaError(error) : Effect.fail(error)

const ofDefect = (defect: unknown): Effect.Effect<never, RequestProblem> => {
  if (HttpServerError.isHttpServerError(defect) && defect.reason._tag === "RequestParseError") {
    return Effect.fail(defect.reason.reason === "BodyTooLarge" ? tooLarge : unreadable)
  }
  return Effect.andThen(
    Effect.logError("a call of the API failed", defect),
    Effect.fail(SqlError.isSqlError(defect) ? databaseSilent : failed),
  )
}

const answerNotJson = (response: HttpServerResponse.HttpServerResponse) =>
  response.status === 415 ? Effect.fail(notJson) : Effect.succeed(response)

/** Says in problems what is wrong with a request itself, and bounds its body. The outermost of the API's middlewares. */
export class ProblemAnswers
  extends HttpApiMiddleware.Service<ProblemAnswers>()("desk/server/api/ProblemAnswers", {
    error: [InvalidRequest, NotFound, BodyTooLarge, NotJson, Failed, ServiceUnavailable],
  }) {
  static readonly layer = Layer.succeed(ProblemAnswers, (answer) =>
    answer.pipe(
      Effect.provideService(HttpIncomingMessage.MaxBodySize, bodyMax),
      Effect.flatMap(answerNotJson),
      Effect.catch((error) => ofFailure(error)),
      Effect.catchDefect(ofDefect),
    ))
}
