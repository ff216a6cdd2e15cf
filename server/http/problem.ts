import { HttpServerResponse, ProblemDetails } from "effect/http"

/** An RFC 9457 answer: `code` is stable and for programs, `detail` is for people and says what to do. */
export const problem = (
  status: number,
  code: string,
  detail: string,
): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.text(JSON.stringify({ type: ProblemDetails.blankType, status, code, detail }), {
    status,
    contentType: ProblemDetails.contentType,
  })
