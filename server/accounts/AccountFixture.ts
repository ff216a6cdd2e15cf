import { NodeHttpClient } from "@effect/platform-node"
import { ConfigProvider, Effect, Layer } from "effect"
import type { ProviderAccountView } from "../../domain/account/ProviderAccountView.ts"
import type { User } from "../../domain/user/User.ts"
import { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { ChannelAdapters } from "../channels/ChannelAdapters.ts"
import { makeTwilioAdapter } from "../channels/twilio/TwilioAdapter.ts"
import { makeWhatsAppAdapter } from "../channels/whatsapp/WhatsAppAdapter.ts"
import { DeskConfig } from "../DeskConfig.ts"
import { Directory } from "../directory/Directory.ts"
import { Senders } from "../senders/Senders.ts"
import { AccountHealth } from "./AccountHealth.ts"
import { ProviderAccounts } from "./ProviderAccounts.ts"

const adapters = Layer.effect(
  ChannelAdapters,
  Effect.map(Effect.all([makeTwilioAdapter, makeWhatsAppAdapter]), ChannelAdapters.from),
).pipe(Layer.provide(NodeHttpClient.layerUndici))

const settings = DeskConfig.layer.pipe(
  Layer.provide(
    ConfigProvider.layer(ConfigProvider.fromEnvRecord({ PUBLIC_URL: "https://desk.acme.test/" })),
  ),
)

/** The accounts of a workspace as admins change them, on a database of their own. */
export const accountsLayer = Layer.mergeAll(ProviderAccounts.layer, Senders.layer, AccountHealth.layer).pipe(
  Layer.provide(adapters),
  Layer.provide(settings),
  Layer.provideMerge(TestWorkspace.layerConversations),
)

export const twilioSid = `AC${"0".repeat(32)}`
export const twilioToken = "the token of a test account"

export const twilioSettings = (baseUrl: string | null, label = "Our Twilio") => ({
  label,
  baseUrl,
  credentials: { accountSid: twilioSid, authToken: twilioToken },
})

export const viewerOf = Effect.fnUntraced(function* (user: User) {
  const { workspaceId } = yield* TestWorkspace
  return { user, workspaceId, sessionId: `session of ${user.name}`, address: "192.0.2.7" }
})

/** An admin of another workspace, as far as its id goes. */
export const foreigner = Effect.gen(function* () {
  const { ann } = yield* TestWorkspace
  return {
    ...yield* viewerOf(ann),
    workspaceId: WorkspaceId.make("00000000-0000-4000-8000-00000000000f"),
  }
})

export const addTwilio = Effect.fnUntraced(function* (baseUrl: string | null) {
  const { ann } = yield* TestWorkspace
  const viewer = yield* viewerOf(ann)
  return yield* ProviderAccounts.use((accounts) => accounts.add(viewer, "twilio", twilioSettings(baseUrl)))
})

export const accountNow = Effect.fnUntraced(function* (id: string) {
  const { ann } = yield* TestWorkspace
  const viewer = yield* viewerOf(ann)
  const { accounts } = yield* ProviderAccounts.use((service) => service.list(viewer))
  const found: ProviderAccountView | undefined = accounts.find((one) => one.id === id)
  return found ?? (yield* Effect.die(`there is no account ${id}`))
})

export const recordOf = Effect.fnUntraced(function* (id: string) {
  const found = (yield* Directory.use(({ snapshot }) => snapshot)).accounts.get(id)
  return found ?? (yield* Effect.die(`the directory has no account ${id}`))
})
