import { NodeHttpServer } from "@effect/platform-node"
import { ConfigProvider, Effect, Layer, Queue, Redacted, Stream } from "effect"
import { HttpClient, HttpClientRequest, type HttpMethod, HttpMiddleware, HttpRouter } from "effect/http"
import { randomUUID } from "node:crypto"
import { Address, canonicalAddress } from "../../domain/contact/Address.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { SenderId } from "../../domain/sender/Sender.ts"
import { TestDatabase } from "../../test/TestDatabase.ts"
import { AuditLog } from "../audit/AuditLog.ts"
import { SecretBox } from "../accounts/SecretBox.ts"
import { SecretKey } from "../accounts/SecretKey.ts"
import { PermissionNotes } from "../consent/PermissionNotes.ts"
import { Permissions } from "../consent/Permissions.ts"
import { Contacts } from "../contacts/Contacts.ts"
import { ClusterLive } from "../conversations/ClusterLive.ts"
import { ConversationActorLive } from "../conversations/ConversationActor.ts"
import { conversationIdOf } from "../conversations/conversationIdOf.ts"
import { Conversations } from "../conversations/Conversations.ts"
import { ConversationStore } from "../conversations/ConversationStore.ts"
import { DispatchQueue } from "../conversations/DispatchQueue.ts"
import { DueJobs } from "../jobs/DueJobs.ts"
import { Journal } from "../conversations/Journal.ts"
import { Timeline } from "../conversations/Timeline.ts"
import { DeskConfig } from "../DeskConfig.ts"
import { Directory } from "../directory/Directory.ts"
import { Drafts } from "../drafts/Drafts.ts"
import { Feed } from "../feed/Feed.ts"
import { Notices } from "../notifications/Notices.ts"
import { OnlineDesks } from "../feed/OnlineDesks.ts"
import { Presence } from "../feed/Presence.ts"
import { FeedReader } from "../feed/FeedReader.ts"
import { ClientFiles } from "../http/ClientFiles.ts"
import { SecurityHeaders } from "../http/SecurityHeaders.ts"
import { Inbox } from "../inbox/Inbox.ts"
import { insertWorkspace } from "../seed/insertWorkspace.ts"
import { parseSeedFile } from "../seed/readSeedFile.ts"
import { GuessThrottle } from "../session/GuessThrottle.ts"
import { SecondFactors } from "../session/SecondFactors.ts"
import { Sessions } from "../session/Sessions.ts"
import { SignIn } from "../session/SignIn.ts"
import { testMedia } from "../../test/TestMedia.ts"
import { Templates } from "../templates/Templates.ts"
import { TemplateSending } from "../templates/TemplateSending.ts"
import { ApiRoutes } from "./ApiRoutes.ts"

const user = (name: string, role: "admin" | "standard") => ({
  email: `${name}@acme.test`,
  name,
  role,
  apiKey: `key-${name}`,
})

/** Has agreed to WhatsApp and never wrote in. */
export const consentedNumber = "+15005550999"

const acme = {
  workspace: { name: "Acme", timeZone: "UTC", defaultAdmin: "ann@acme.test" },
  users: [user("ann", "admin"), user("stan", "standard"), user("omar", "standard")],
  providers: [{ id: "sim", kind: "simulator" }],
  senders: [
    {
      id: "care",
      label: "Care",
      channel: "sms",
      address: "+15005550006",
      provider: "sim",
      users: ["stan@acme.test", "omar@acme.test"],
    },
    {
      id: "wa",
      label: "WhatsApp",
      channel: "whatsapp",
      address: "+15005550007",
      provider: "sim",
      users: ["stan@acme.test"],
    },
  ],
  consents: [{ phone: consentedNumber, channel: "whatsapp", source: "web form", at: "2026-01-01T00:00:00Z" }],
}

const other = {
  workspace: { name: "Other", timeZone: "UTC" },
  users: [{ email: "eve@other.test", name: "Eve", role: "admin", apiKey: "key-eve" }],
}

const seeded = Layer.effectDiscard(Effect.forEach([acme, other], (seed) =>
  Effect.gen(function* () {
    const file = yield* parseSeedFile(JSON.stringify(seed))
    yield* insertWorkspace(file, file.users.map(() => null), false)
  })))

const secrets = SecretBox.layer.pipe(
  Layer.provideMerge(Layer.succeed(SecretKey, Redacted.make("a secret of tests, long enough to be one"))),
)

/** Users who stopped following, as they stop. */
export const left = Effect.runSync(Queue.unbounded<string>())

/** The feed, saying who left it. */
const watchedFeed = Layer.effect(
  Feed,
  Feed.use((feed) =>
    Effect.succeed(Feed.of({
      follow: (viewer, cursor) =>
        Stream.ensuring(feed.follow(viewer, cursor), Queue.offer(left, viewer.user.name)),
    }))
  ),
).pipe(Layer.provide(Feed.layer))

/**
 * A server with the public API on a fresh database: Ann (admin), Stan and Omar (standard) at Acme, Eve (admin) elsewhere,
 * their keys `key-ann` and so on. Nothing is handed to a provider: what is sent stays queued.
 */
export const apiFixture = HttpRouter.serve(Layer.mergeAll(ApiRoutes, ClientFiles, SecurityHeaders), {
  disableLogger: true,
  disableListenLog: true,
  middleware: HttpMiddleware.compression(),
}).pipe(
  Layer.provideMerge(watchedFeed),
  Layer.provideMerge(Layer.mergeAll(Presence.layer, Drafts.layer, Notices.layer, OnlineDesks.layer)),
  Layer.provideMerge(testMedia),
  Layer.provideMerge(TemplateSending.layer.pipe(Layer.provideMerge(Templates.layer))),
  Layer.provideMerge(Layer.mergeAll(FeedReader.layer, Sessions.layer, Inbox.layer, Timeline.layer)),
  Layer.provideMerge(Layer.mergeAll(SignIn.layer, GuessThrottle.layer)),
  Layer.provideMerge(SecondFactors.layer),
  Layer.provideMerge(Layer.merge(Conversations.layer, ConversationActorLive)),
  Layer.provideMerge(ClusterLive),
  Layer.provideMerge(
    Layer.mergeAll(
      Journal.layer,
      ConversationStore.layer,
      DispatchQueue.layer,
      Contacts.layer,
      Permissions.layer,
      PermissionNotes.layer,
    ),
  ),
  Layer.provideMerge(DueJobs.layerNone),
  Layer.provideMerge(Layer.merge(Directory.layer, AuditLog.layer)),
  Layer.provideMerge(seeded),
  Layer.provideMerge(Layer.mergeAll(TestDatabase.layer, secrets, NodeHttpServer.layerTest)),
  Layer.provideMerge(
    DeskConfig.layer.pipe(Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnvRecord({}))), Layer.fresh),
  ),
)

export interface ApiCall {
  readonly method?: HttpMethod.HttpMethod
  readonly key?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Calls `/api/v1` + path; the answer with its body still to be read. */
export const request = (path: string, { body, headers = {}, key, method = "GET" }: ApiCall = {}) =>
  HttpClientRequest.make(method)(`/api/v1${path}`).pipe(
    body === undefined ? (unchanged) => unchanged : HttpClientRequest.bodyJsonUnsafe(body),
    HttpClientRequest.setHeaders({
      ...headers,
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    }),
    HttpClient.execute,
  )

export const call = Effect.fnUntraced(function* (path: string, options: ApiCall = {}) {
  const response = yield* request(path, options)
  const text = yield* response.text
  const body: unknown = JSON.parse(text)
  return { status: response.status, headers: response.headers, body }
})

export const post = (path: string, key: string, body?: unknown) => call(path, { method: "POST", key, body })

/** A customer writes to a Sender ID: gives the id of the conversation. */
export const customerWrites = Effect.fnUntraced(function* (from: string, text: string, senderId = "care") {
  const directory = yield* Directory
  const sender = (yield* directory.snapshot).senders.get(SenderId.make(senderId))
  if (!sender) return yield* Effect.die(`no Sender ID ${senderId}`)
  const address = canonicalAddress(from)
  const id = conversationIdOf(sender.id, address)
  const replyTo = Address.make(from)
  const identity = {
    workspaceId: sender.workspaceId,
    senderId: sender.id,
    channel: sender.channel,
    address,
    replyTo,
  }
  const conversations = yield* Conversations
  yield* conversations.execute(id, sender.workspaceId, {
    _tag: "Receive",
    messageId: MessageId.make(randomUUID()),
    accountId: "sim",
    providerId: `in-${randomUUID()}`,
    from: replyTo,
    profileName: null,
    content: textContent(text),
    providerAt: null,
  }, identity)
  return id
})

/** A number that no other test writes to or from. */
let numbers = 0
export const freshNumber = (): string => `+1415555${String(1000 + numbers++)}`
