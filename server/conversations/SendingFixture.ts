import { PgClient } from "@effect/sql-pg"
import { Clock, ConfigProvider, Effect, Layer, Queue, Schedule } from "effect"
import { randomUUID } from "node:crypto"
import { Address, canonicalAddress } from "../../domain/contact/Address.ts"
import type { DispatchOutcome } from "../../domain/conversation/ConversationCommand.ts"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { type MessageContent, textContent } from "../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { type TestSender, TestWorkspace } from "../../test/TestWorkspace.ts"
import type { OutboundMessage } from "../channels/ChannelAdapter.ts"
import { ChannelAdapters } from "../channels/ChannelAdapters.ts"
import { DeskConfig } from "../DeskConfig.ts"
import { type DueJob, DueJobs } from "../jobs/DueJobs.ts"
import { DownloadFailed } from "../media/download.ts"
import { OutboundFiles } from "../media/OutboundFiles.ts"
import { conversationIdOf, inboundMessageIdOf } from "./conversationIdOf.ts"
import { actorOf, Conversations } from "./Conversations.ts"
import { DispatcherLive } from "./Dispatcher.ts"
import { DueMessagesLive } from "./DueMessages.ts"
import { Journal } from "./Journal.ts"
import { SenderLines } from "./SenderLines.ts"

const live = Effect.runSync(Clock.clockWith(Effect.succeed))

/** A desk with a provider that remembers, jobs that fire when the test says so, and a clock that stands still until it is moved. */
export class SendingFixture {
  readonly sent: Array<OutboundMessage> = []
  readonly jobs: Array<DueJob> = []
  /** Epoch milliseconds; null: time passes by itself. */
  now: number | null
  answer: (message: OutboundMessage) => Effect.Effect<DispatchOutcome> = (message) =>
    Effect.succeed({ _tag: "Accepted", providerId: `SM-${message.messageId}` })
  private ahead = 0
  private readonly fired = Effect.runSync(Queue.unbounded<ConversationId>())

  constructor(now: number | null) {
    this.now = now
  }

  /** What runs on a workspace's database: to be built again is to be started again. */
  get running() {
    const adapters = ChannelAdapters.from([{
      kind: "simulator",
      defaultBaseUrl: "http://provider.test",
      webhookBodyMax: 0,
      readWebhook: () => Effect.succeed({ _tag: "BadSignature" }),
      acknowledgement: () => ({ status: 200, contentType: "text/plain", body: "" }),
      fetchMedia: () => Effect.fail(new DownloadFailed({ gone: true, message: "no files here" })),
      send: (message) =>
        Effect.suspend(() => {
          this.sent.push(message)
          return this.answer(message)
        }),
    }])
    const jobs = Layer.succeed(DueJobs, {
      enqueue: (due) => Effect.sync(() => void this.jobs.push(...due)),
      due: Queue.take(this.fired),
    })
    const clock: Clock.Clock = {
      currentTimeMillisUnsafe: () => this.time,
      currentTimeMillis: Effect.sync(() => this.time),
      currentTimeNanosUnsafe: () => BigInt(this.time) * 1_000_000n,
      currentTimeNanos: Effect.sync(() => BigInt(this.time) * 1_000_000n),
      monotonicTimeNanosUnsafe: () => live.monotonicTimeNanosUnsafe(),
      monotonicTimeNanos: live.monotonicTimeNanos,
      sleep: (duration) => live.sleep(duration),
    }
    const settings = DeskConfig.layer.pipe(
      Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnvRecord({}))),
    )
    return Layer.merge(DispatcherLive, DueMessagesLive).pipe(
      Layer.provide(Layer.succeed(OutboundFiles, { of: () => Effect.succeed([]) })),
      Layer.provide(SenderLines.layer),
      Layer.provide(Layer.succeed(ChannelAdapters, adapters)),
      Layer.provide(settings),
      Layer.provideMerge(TestWorkspace.runningOn(Journal.layer, jobs)),
      Layer.provide(Layer.succeed(Clock.Clock, clock)),
      Layer.fresh,
    )
  }

  /** Runs the desk for as long as the effect does. */
  run<A, E, R>(effect: Effect.Effect<A, E, R>) {
    return Effect.scoped(Effect.provide(effect, this.running))
  }

  fire(...jobs: ReadonlyArray<DueJob>): Effect.Effect<void> {
    return Effect.asVoid(Queue.offerAll(this.fired, jobs.map(({ conversationId }) => conversationId)))
  }

  get time(): number {
    return this.now ?? live.currentTimeMillisUnsafe() + this.ahead
  }

  /** From now on time passes by itself, beginning at a moment. */
  passFrom(moment: number): void {
    this.ahead = moment - live.currentTimeMillisUnsafe()
    this.now = null
  }

  get texts(): ReadonlyArray<string> {
    return this.sent.map(({ content }) => content.text)
  }
}

export const threadOf = Effect.fnUntraced(function* (sender: TestSender, phone: string) {
  const { account, ann, workspaceId } = yield* TestWorkspace
  const replyTo = Address.make(phone)
  const address = canonicalAddress(replyTo)
  const id = conversationIdOf(sender.id, address)
  const identity = { workspaceId, senderId: sender.id, channel: sender.channel, address, replyTo }
  const by = actorOf(ann)

  const write = Effect.fnUntraced(function* (said: string | MessageContent, at?: number) {
    const conversations = yield* Conversations
    const messageId = MessageId.make(randomUUID())
    const content = typeof said === "string" ? textContent(said) : said
    yield* conversations.execute(id, workspaceId, {
      _tag: "Write",
      by,
      messageId,
      content,
      starting: true,
      ...(at === undefined ? {} : { at }),
    }, identity)
    return messageId
  })
  const receive = Effect.fnUntraced(function* (text: string, providerAt: number) {
    const conversations = yield* Conversations
    const providerId = randomUUID()
    yield* conversations.execute(id, workspaceId, {
      _tag: "Receive",
      messageId: inboundMessageIdOf(account.id, providerId),
      accountId: account.id,
      providerId,
      from: replyTo,
      profileName: null,
      content: textContent(text),
      providerAt,
    }, identity)
  })
  const cancel = (messageId: MessageId) =>
    Conversations.use((conversations) =>
      conversations.execute(id, workspaceId, { _tag: "Cancel", by, messageId })
    )
  return { id, write, receive, cancel }
})

interface DeliveryRow {
  readonly status: string
  readonly dueAt: Date | null
  readonly waitsFor: string | null
  readonly error: { readonly code: string } | null
}

export const deliveryOf = Effect.fnUntraced(function* (messageId: MessageId) {
  const sql = yield* PgClient.PgClient
  const [row] = yield* sql<DeliveryRow>`
    SELECT status, due_at, waits_for, error FROM deliveries WHERE message_id = ${messageId}`
  return row ? { ...row, dueAt: row.dueAt?.getTime() ?? null, error: row.error?.code ?? null } : null
})

/** Looks at a message until it is as wanted; gives what it saw last, for the assertion. */
export const deliveryUntil = (
  messageId: MessageId,
  wanted: (row: Effect.Success<ReturnType<typeof deliveryOf>>) => boolean,
) =>
  Effect.repeat(deliveryOf(messageId), { until: wanted, schedule: Schedule.spaced("20 millis"), times: 500 })

export const untilStatus = (messageId: MessageId, status: string) =>
  Effect.map(deliveryUntil(messageId, (row) => row?.status === status), (row) => row?.status)
