import { Effect } from "effect"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { WebhookRpcs } from "../../domain/rpc/WebhookRpcs.ts"
import { WebhookIntake } from "./WebhookIntake.ts"
import { WebhookLog } from "./WebhookLog.ts"

const adminsOnly = new Refusal({ code: "not_allowed", message: "This page is for admins." })

const adminsWorkspace = CurrentUser.use(({ user, workspaceId }) =>
  user.role === "admin" ? Effect.succeed(workspaceId) : Effect.fail(adminsOnly)
)

export const WebhookHandlersLive = WebhookRpcs.toLayer(Effect.gen(function* () {
  const log = yield* WebhookLog
  const intake = yield* WebhookIntake
  return WebhookRpcs.of({
    "Webhook.list": (query) => Effect.flatMap(adminsWorkspace, (workspace) => log.list(workspace, query)),
    "Webhook.replay": ({ id }) =>
      Effect.flatMap(adminsWorkspace, (workspace) => intake.replay(workspace, id)),
  })
}))
