import { Effect, Stream } from "effect"
import { Rpc } from "effect/rpc"
import { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { TemplateRpcs } from "../../domain/rpc/TemplateRpcs.ts"
import { makeTemplateHandlers } from "./makeTemplateHandlers.ts"
import { Templates } from "./Templates.ts"
import { TemplateSync } from "./TemplateSync.ts"

export const TemplateHandlersLive = TemplateRpcs.toLayer(
  Effect.gen(function* () {
    const handlers = yield* makeTemplateHandlers
    const sync = yield* TemplateSync
    const templates = yield* Templates
    return TemplateRpcs.of({
      "Template.list": (query) => CurrentUser.use((viewer) => templates.list(viewer, query)),
      "Template.get": ({ id }) => CurrentUser.use(({ workspaceId }) => templates.get(workspaceId, id)),
      "Template.variants": ({ id }) =>
        CurrentUser.use(({ workspaceId }) => templates.variants(workspaceId, id)),
      "Template.save": ({ edition, template }) =>
        CurrentUser.use((viewer) => templates.save(viewer, edition, template)),
      "Template.describe": ({ edition, fields, type }) =>
        CurrentUser.use((viewer) => templates.describe(viewer, edition, type, fields)),
      "Template.archive": ({ archived, edition }) =>
        CurrentUser.use((viewer) => templates.archive(viewer, edition, archived)),
      "Template.syncs": () => CurrentUser.use(({ workspaceId }) => sync.states(workspaceId)),
      "Template.sync": () => CurrentUser.use((viewer) => sync.request(viewer)),
      "Template.follow": () =>
        Rpc.fork(
          Stream.unwrap(CurrentUser.use(({ workspaceId }) => Effect.succeed(templates.changes(workspaceId)))),
        ),
      "Template.send": ({ id, messageId, templateId, upload = null, values }) =>
        handlers.send(id, messageId, { template: { id: templateId }, values, upload }),
      "Template.start": ({ templateId, upload = null, values, ...wanted }) =>
        handlers.start({ ...wanted, request: { template: { id: templateId }, values, upload } }),
      "Template.contactOf": ({ id }) => handlers.contactOf(id),
    })
  }),
)
