import { Effect } from "effect"
import { WebhookRpcs } from "../../domain/rpc/WebhookRpcs.ts"
import { auditActorOf, AuditLog } from "../audit/AuditLog.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { adminOnly } from "../session/adminOnly.ts"
import { requestView } from "./requestView.ts"
import { WebhookIntake } from "./WebhookIntake.ts"
import { WebhookLog } from "./WebhookLog.ts"

export const WebhookHandlersLive = WebhookRpcs.toLayer(Effect.gen(function* () {
  const log = yield* WebhookLog
  const intake = yield* WebhookIntake
  const audit = yield* AuditLog
  return WebhookRpcs.of({
    "Webhook.list": (query) => Effect.flatMap(adminOnly, ({ workspaceId }) => log.list(workspaceId, query)),
    "Webhook.get": ({ id }) =>
      Effect.flatMap(
        adminOnly,
        ({ workspaceId }) => Effect.map(log.kept(workspaceId, id), ({ request }) => requestView(request)),
      ),
    "Webhook.replay": ({ id }) =>
      Effect.gen(function* () {
        const viewer = yield* adminOnly
        const entry = yield* intake.replay(viewer.workspaceId, id)
        yield* audit.record({
          workspaceId: viewer.workspaceId,
          actor: auditActorOf(viewer),
          action: "webhook_replayed",
          subject: { kind: "account", id: entry.accountId, name: null },
          detail: { note: `Request ${id}: ${entry.outcome}` },
        })
        return entry
      }).pipe(orUnavailable("The request was not replayed. Try again.")),
  })
}))
