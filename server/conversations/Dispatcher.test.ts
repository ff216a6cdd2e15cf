import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { ConfigProvider, Deferred, Effect, Layer, Queue, Schedule } from "effect"
import { randomUUID } from "node:crypto"
import { Address, canonicalAddress } from "../../domain/contact/Address.ts"
import type { DispatchOutcome } from "../../domain/conversation/ConversationCommand.ts"
import { type MessageContent, textContent } from "../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { type TestSender, TestWorkspace } from "../../test/TestWorkspace.ts"
import type { OutboundMessage } from "../channels/ChannelAdapter.ts"
import { ChannelAdapters } from "../channels/ChannelAdapters.ts"
import { DeskConfig } from "../DeskConfig.ts"
import { Directory } from "../directory/Directory.ts"
import { conversationIdOf, inboundMessageIdOf } from "./conversationIdOf.ts"
import { OutboundFiles } from "../media/OutboundFiles.ts"
import { DownloadFailed } from "../media/download.ts"
import { actorOf, Conversations } from "./Conversations.ts"
import { DispatcherLive } from "./Dispatcher.ts"
import { callsMaxPerAccount, SenderLines } from "./SenderLines.ts"

/** What has reached the provider; it answers when `lets` is done. */
const reached = Effect.runSync(Queue.unbounded<OutboundMessage>())
const lets = { answer: Deferred.makeUnsafe<DispatchOutcome>() }

const adapters = ChannelAdapters.from([{
  kind: "simulator",
  defaultBaseUrl: "http://provider.test",
  webhookBodyMax: 0,
  readWebhook: () => Effect.succeed({ _tag: "BadSignature" }),
  acknowledgement: () => ({ status: 200, contentType: "text/plain", body: "" }),
  fetchMedia: () => Effect.fail(new DownloadFailed({ gone: true, message: "no files here" })),
  send: (message) => Effect.andThen(Queue.offer(reached, message), Deferred.await(lets.answer)),
}])

const services = DispatcherLive.pipe(
  Layer.provide(Layer.succeed(OutboundFiles, { of: () => Effect.succeed([]) })),
  Layer.provide(SenderLines.layer),
  Layer.provide(Layer.succeed(ChannelAdapters, adapters)),
  Layer.provide(DeskConfig.layer.pipe(Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnvRecord({}))))),
  Layer.provideMerge(TestWorkspace.layerConversations),
)

const write = Effect.fnUntraced(function* (
  sender: TestSender,
  phone: string,
  at?: number,
  content: MessageContent = textContent("answer"),
) {
  const { account, ann, workspaceId } = yield* TestWorkspace
  const conversations = yield* Conversations
  const from = Address.make(phone)
  const address = canonicalAddress(from)
  const id = conversationIdOf(sender.id, address)
  const identity = { workspaceId, senderId: sender.id, channel: sender.channel, address, replyTo: from }
  const messageId = MessageId.make(randomUUID())
  yield* conversations.execute(id, workspaceId, {
    _tag: "Write",
    by: actorOf(ann),
    messageId,
    content,
    starting: true,
    ...(at === undefined ? {} : { at }),
  }, identity)
  const stop = conversations.execute(id, workspaceId, {
    _tag: "Receive",
    messageId: inboundMessageIdOf(account.id, `stop ${phone}`),
    accountId: account.id,
    providerId: `stop ${phone}`,
    from,
    profileName: null,
    content: textContent("STOP"),
    providerAt: null,
  }, identity)
  return { messageId, stop }
})

const statusOf = Effect.fnUntraced(function* (messageId: MessageId) {
  const sql = yield* PgClient.PgClient
  const [row] = yield* sql<{ readonly status: string }>`
    SELECT status FROM deliveries WHERE message_id = ${messageId}`
  return row?.status
})

const untilIs = (messageId: MessageId, wanted: string) =>
  Effect.repeat(statusOf(messageId), {
    until: (status) => status === wanted,
    schedule: Schedule.spaced("20 millis"),
    times: 500,
  })

layer(services, { excludeTestServices: true })("the dispatcher", (it) => {
  it.effect("OPT-3: who opts out while the provider is busy with others is not written to any more", () =>
    Effect.gen(function* () {
      const { shared } = yield* TestWorkspace
      const phones = Array.from(
        { length: callsMaxPerAccount },
        (_, n) => `+1555071${String(n).padStart(4, "0")}`,
      )
      yield* Effect.forEach(phones, (phone) => write(shared, phone), { concurrency: "unbounded" })
      for (const _ of phones) yield* Queue.take(reached)
      const { messageId, stop } = yield* write(shared, "+15550729999")
      const neighbour = yield* write(shared, "+15550729998")
      assert.strictEqual(yield* statusOf(messageId), "queued")
      yield* stop
      yield* Deferred.succeed(lets.answer, { _tag: "Accepted", providerId: "taken" })
      // The neighbour's and the word that they are opted out, in either order: the lines of conversations are their own.
      const then = [yield* Queue.take(reached), yield* Queue.take(reached)].map((sent) => sent.messageId)
      assert.include(then, neighbour.messageId)
      assert.notInclude(then, messageId)
      assert.strictEqual(yield* untilIs(neighbour.messageId, "sent"), "sent")
      assert.strictEqual(yield* statusOf(messageId), "cancelled")
    }))

  it.effect("CONTACT-6: a message whose file was erased while it was written is not sent without it", () =>
    Effect.gen(function* () {
      const { owned } = yield* TestWorkspace
      const sql = yield* PgClient.PgClient
      const media = [{ id: "m1", name: "prices.txt", type: "text/plain", size: 6 }]
      const content: MessageContent = { kind: "media", text: "Our prices", media }
      const { messageId } = yield* write(owned, "+15550750000", undefined, content)
      assert.strictEqual(yield* untilIs(messageId, "failed"), "failed")
      const [row] =
        yield* sql`SELECT error ->> 'code' AS code FROM deliveries WHERE message_id = ${messageId}`
      assert.deepStrictEqual(row, { code: "file_gone" })
      assert.strictEqual(yield* Queue.size(reached), 0)
    }))

  it.effect("ADMIN-1: an account that is switched off hands nothing over, and sends again once it is on", () =>
    Effect.gen(function* () {
      const { account, owned } = yield* TestWorkspace
      const directory = yield* Directory
      const sql = yield* PgClient.PgClient
      const sentTo = (messageId: MessageId) =>
        Effect.map(
          Queue.clear(reached),
          (messages) => [...messages].some((message) => message.messageId === messageId),
        )
      yield* sql`UPDATE provider_accounts SET disabled_at = now() WHERE id = ${account.id}`
      yield* directory.changed
      const off = yield* write(owned, "+15550740000")
      assert.strictEqual(yield* untilIs(off.messageId, "failed"), "failed")
      assert.isFalse(yield* sentTo(off.messageId))
      yield* sql`UPDATE provider_accounts SET disabled_at = NULL WHERE id = ${account.id}`
      yield* directory.changed
      yield* Deferred.succeed(lets.answer, { _tag: "Accepted", providerId: "taken" })
      const on = yield* write(owned, "+15550740001")
      assert.strictEqual(yield* untilIs(on.messageId, "sent"), "sent")
      assert.isTrue(yield* sentTo(on.messageId))
    }))

  it.effect("SEND-3: what was written for a Sender ID that is no longer there fails, and nothing more is taken", () =>
    Effect.gen(function* () {
      const { whatsapp } = yield* TestWorkspace
      const directory = yield* Directory
      const sql = yield* PgClient.PgClient
      const sms = { ...whatsapp, channel: "sms" } as const
      const { messageId } = yield* write(sms, "+15550730000", Date.now() + 500)
      yield* sql`DELETE FROM sender_users WHERE sender_id = ${whatsapp.id}`
      yield* sql`DELETE FROM senders WHERE id = ${whatsapp.id}`
      yield* directory.changed
      assert.strictEqual(yield* untilIs(messageId, "failed"), "failed")
      const refused = yield* Effect.flip(write(sms, "+15550730001"))
      assert.deepInclude(refused, { _tag: "Refusal", code: "sender_unusable" })
    }))
})
