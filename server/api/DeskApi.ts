import { HttpApi, OpenApi } from "effect/http-api"
import { BotWebhookBody } from "../bots/BotWebhookBody.ts"
import { ApiKey } from "./ApiKey.ts"
import { botWebhooks } from "./botWebhooks.ts"
import { ConversationApi } from "./ConversationApi.ts"
import { MediaApi } from "./MediaApi.ts"
import { ProblemAnswers } from "./ProblemAnswers.ts"
import { SyncApi } from "./SyncApi.ts"

/** The public API: what the desk does, for programs. Every call asks for a key, so that none can be added without. */
export class DeskApi extends HttpApi.make("desk")
  .add(ConversationApi, MediaApi, SyncApi)
  .middleware(ApiKey)
  .middleware(ProblemAnswers)
  .prefix("/api/v1")
  .annotate(HttpApi.ParseOptions, { errors: "all" })
  .annotate(HttpApi.AdditionalSchemas, [BotWebhookBody])
  .annotateMerge(OpenApi.annotations({
    title: "Converse Desk",
    version: "1",
    transform: (description) => ({ ...description, webhooks: botWebhooks }),
    description:
      "Hold SMS and WhatsApp conversations from a program. A key acts as its user: it sees and may do what they may. " +
      "Times are ISO 8601 in UTC. Errors are RFC 9457 problems: act on `code`, show `detail` to people. " +
      "After 429 and 503 ask again when `Retry-After` says so; sending a message again under the same id is safe.",
  })) {}
