import { PgClient } from "@effect/sql-pg"
import { Effect, Layer } from "effect"
import { RpcTest } from "effect/rpc"
import { randomUUID } from "node:crypto"
import { Authentication, CurrentUser } from "../../domain/rpc/Authentication.ts"
import { type TemplateQuery, TemplateRpcs } from "../../domain/rpc/TemplateRpcs.ts"
import type { OwnTemplate } from "../../domain/template/OwnTemplate.ts"
import { type User, UserId } from "../../domain/user/User.ts"
import { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { deskLayer } from "../../test/TestDesk.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { ChannelAdapters } from "../channels/ChannelAdapters.ts"
import { Contacts } from "../contacts/Contacts.ts"
import { TemplateHandlersLive } from "./TemplateHandlers.ts"
import { Templates } from "./Templates.ts"
import { TemplateSending } from "./TemplateSending.ts"
import { TemplateSync } from "./TemplateSync.ts"

/** Conversations, contacts and templates on a fresh database, with these adapters. */
export const templatesLayerWith = (adapters: ReturnType<typeof ChannelAdapters.from>) =>
  Layer.mergeAll(TemplateSync.layer, TemplateSending.layer, Contacts.layer).pipe(
    Layer.provideMerge(Templates.layer),
    Layer.provide(Layer.succeed(ChannelAdapters, adapters)),
    Layer.provideMerge(deskLayer),
    Layer.orDie,
  )

/** Without any provider that lists templates. */
export const templatesLayer = templatesLayerWith(ChannelAdapters.from([]))

/** The template calls of one user, each through the same handlers as over the socket. */
const clientOf = Effect.fnUntraced(function* (user: User, workspaceId: WorkspaceId) {
  const signedIn = Layer.succeed(
    Authentication,
    Authentication.of((effect) =>
      Effect.provideService(effect, CurrentUser, { user, workspaceId, sessionId: `session of ${user.name}` })
    ),
  )
  const handlers = yield* Layer.build(Layer.merge(TemplateHandlersLive, signedIn))
  return yield* RpcTest.makeClient(TemplateRpcs).pipe(Effect.provide(handlers))
})

/** The calls of the workspace's users, and of an admin of another workspace. */
export const clients = Effect.gen(function* () {
  const { ann, dana, workspaceId } = yield* TestWorkspace
  const sql = yield* PgClient.PgClient
  const elsewhere = WorkspaceId.make(randomUUID())
  const eve: User = {
    ...ann,
    id: UserId.make(randomUUID()),
    name: "Eve",
    email: `${randomUUID()}@example.com`,
  }
  yield* sql`INSERT INTO workspaces (id, name, time_zone, plan) VALUES (${elsewhere}, 'Other', 'UTC', 'trial')`
  yield* sql`INSERT INTO users (id, workspace_id, email, name, role, licensed)
    VALUES (${eve.id}, ${elsewhere}, ${eve.email}, 'Eve', 'admin', true)`
  return {
    ann: yield* clientOf(ann, workspaceId),
    dana: yield* clientOf(dana, workspaceId),
    eve: yield* clientOf(eve, elsewhere),
  }
})

export const everyTemplate: TemplateQuery = {
  search: "",
  channel: null,
  type: null,
  senderId: null,
  group: null,
  registeredOnly: false,
  limit: 100,
  cursor: null,
}

export const ownTemplate = (name: string, change: Partial<OwnTemplate> = {}): OwnTemplate => ({
  channel: "sms",
  type: "conversation",
  name,
  language: "en",
  body: "Hi {{contact.first_name}}, {{user.first_name}} here about {{order}}.",
  ...change,
})
