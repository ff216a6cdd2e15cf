import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Queue } from "effect"
import { Address, canonicalAddress } from "../../domain/contact/Address.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { conversationIdOf } from "../conversations/conversationIdOf.ts"
import { DownloadFailed } from "../media/download.ts"
import type { ShownRead } from "./ChannelAdapter.ts"
import { ChannelAdapters } from "./ChannelAdapters.ts"
import { ChannelInbox } from "./ChannelInbox.ts"
import { ReadReceipts, ReadReceiptsLive } from "./ReadReceipts.ts"
import { WebhookLog } from "./WebhookLog.ts"

const shown = Effect.runSync(Queue.unbounded<ShownRead>())
const next = Effect.timeout(Queue.take(shown), "5 seconds")

const adapters = ChannelAdapters.from([{
  kind: "simulator",
  defaultBaseUrl: "http://provider.test",
  webhookBodyMax: 0,
  readWebhook: () => Effect.succeed({ _tag: "BadSignature" }),
  acknowledgement: () => ({ status: 200, contentType: "text/plain", body: "" }),
  fetchMedia: () => Effect.fail(new DownloadFailed({ gone: true, message: "no files here" })),
  showRead: (_, one) => Effect.asVoid(Queue.offer(shown, one)),
  send: () => Effect.die("nothing is sent here"),
}])

const services = ReadReceiptsLive.pipe(
  Layer.provide(Layer.succeed(ChannelAdapters, adapters)),
  Layer.provideMerge(ChannelInbox.layer),
  Layer.provide(WebhookLog.layer),
  Layer.provideMerge(TestWorkspace.layerConversations),
)

/** A customer writes to a Sender ID: gives the conversation, and whose it is. */
const brought = Effect.fnUntraced(
  function* (
    sender: "whatsapp" | "shared",
    from: string,
    providerId: string,
    providerAt: number | null = null,
  ) {
    const { account, ann, ...senders } = yield* TestWorkspace
    const inbox = yield* ChannelInbox
    const { address, channel, id } = senders[sender]
    yield* inbox.accept(account, [{
      _tag: "InboundMessage",
      channel,
      to: address,
      toId: null,
      from: Address.make(from),
      providerId,
      providerAt,
      profileName: null,
      content: textContent("hello"),
      optOut: null,
    }])
    return { id: conversationIdOf(id, canonicalAddress(from)), owner: ann.id }
  },
)

layer(services, { excludeTestServices: true })("ReadReceipts", (it) => {
  it.effect("READ-1: opening shows the newest message as read once, writing shows that once in a while", () =>
    Effect.gen(function* () {
      const receipts = yield* ReadReceipts
      const { id, owner } = yield* brought("whatsapp", "+15550800001", "wamid.1")
      yield* receipts.opened(id, owner)
      assert.deepStrictEqual(yield* next, { fromId: null, providerId: "wamid.1", typing: false })
      yield* receipts.opened(id, owner)
      yield* receipts.writes(id, owner)
      assert.deepStrictEqual(yield* next, { fromId: null, providerId: "wamid.1", typing: true })
      yield* receipts.writes(id, owner)
      yield* brought("whatsapp", "+15550800001", "wamid.2")
      yield* receipts.opened(id, owner)
      assert.deepStrictEqual(yield* next, { fromId: null, providerId: "wamid.2", typing: false })
      assert.strictEqual(yield* Queue.size(shown), 0)
    }))

  it.effect("READ-2, WIN-3: nothing is shown of who is not the owner, on SMS, or with the window closed", () =>
    Effect.gen(function* () {
      const receipts = yield* ReadReceipts
      const { omar } = yield* TestWorkspace
      const sql = yield* PgClient.PgClient
      const theirs = yield* brought("whatsapp", "+15550800002", "wamid.3")
      const sms = yield* brought("shared", "+15550800003", "SM3")
      const old = yield* brought("whatsapp", "+15550800004", "wamid.4", Date.now() - 25 * 3_600_000)
      yield* receipts.opened(theirs.id, omar.id)
      yield* receipts.writes(theirs.id, omar.id)
      yield* receipts.opened(sms.id, sms.owner)
      yield* receipts.opened(old.id, old.owner)
      const closed = yield* brought("whatsapp", "+15550800005", "wamid.5")
      yield* sql`UPDATE conversations SET window_closed_at = now() WHERE id = ${closed.id}`
      yield* receipts.opened(closed.id, closed.owner)
      const last = yield* brought("whatsapp", "+15550800006", "wamid.6")
      yield* receipts.opened(last.id, last.owner)
      assert.strictEqual((yield* next).providerId, "wamid.6")
      assert.strictEqual(yield* Queue.size(shown), 0)
    }))
})
