import { Schema } from "effect"
import { HttpApiError } from "effect/http-api"
import { ProblemDetails } from "effect/http"

/* The problems of the public API (RFC 9457), one class per status: `code` is stable and for programs, `detail` is for
 * people and says what to do. */

const declared = <const Status extends number, const Title extends string>(status: Status, title: Title) => ({
  type: ProblemDetails.blankType,
  status,
  title,
})
const detail = Schema.String

/** Where a request is wrong, such as `message.id`, and what belongs there. */
export const InvalidField = Schema.Struct({ path: Schema.String, message: Schema.String })

export class InvalidRequest extends HttpApiError.Problem<InvalidRequest>()(
  "InvalidRequest",
  declared(400, "Bad Request"),
  { code: Schema.tag("invalid_request"), detail, errors: Schema.Array(InvalidField) },
) {}

export class KeyRequired extends HttpApiError.Problem<KeyRequired>()(
  "KeyRequired",
  declared(401, "Unauthorized"),
  { code: Schema.tag("not_signed_in"), detail },
) {}

export class Forbidden extends HttpApiError.Problem<Forbidden>()(
  "Forbidden",
  declared(403, "Forbidden"),
  { code: Schema.Literals(["not_allowed", "sender_not_yours", "not_licensed"]), detail },
) {}

export class NotFound extends HttpApiError.Problem<NotFound>()(
  "NotFound",
  declared(404, "Not Found"),
  { code: Schema.tag("not_found"), detail },
) {}

export class Conflict extends HttpApiError.Problem<Conflict>()(
  "Conflict",
  declared(409, "Conflict"),
  {
    code: Schema.Literals([
      "window_closed",
      "opted_out",
      "no_consent",
      "sender_unusable",
      "template_not_approved",
      "template_paused",
      "not_failed",
      "not_queued",
      "assigned_meanwhile",
      "changed_meanwhile",
      "not_possible",
      "bot_not_active",
    ]),
    detail,
  },
) {}

export class BodyTooLarge extends HttpApiError.Problem<BodyTooLarge>()(
  "BodyTooLarge",
  declared(413, "Content Too Large"),
  { code: Schema.tag("too_large"), detail },
) {}

export class NotJson extends HttpApiError.Problem<NotJson>()(
  "NotJson",
  declared(415, "Unsupported Media Type"),
  { code: Schema.tag("not_json"), detail },
) {}

export class Unprocessable extends HttpApiError.Problem<Unprocessable>()(
  "Unprocessable",
  declared(422, "Unprocessable Content"),
  {
    code: Schema.Literals([
      "invalid_number",
      "file_refused",
      "invalid_template",
      "template_not_found",
      "template_value_missing",
      "template_value_invalid",
      "template_wrong_channel",
      "no_media",
      "schedule_too_far",
      "not_supported",
    ]),
    detail,
    errors: Schema.optionalKey(Schema.Array(InvalidField)),
  },
) {}

export class TooManyRequests extends HttpApiError.Problem<TooManyRequests>()(
  "TooManyRequests",
  declared(429, "Too Many Requests"),
  { code: Schema.tag("too_many_requests"), detail },
) {}

export class Failed extends HttpApiError.Problem<Failed>()(
  "Failed",
  declared(500, "Internal Server Error"),
  { code: Schema.tag("failed"), detail },
) {}

export class ServiceUnavailable extends HttpApiError.Problem<ServiceUnavailable>()(
  "ServiceUnavailable",
  declared(503, "Service Unavailable"),
  { code: Schema.tag("unavailable"), detail },
) {}
