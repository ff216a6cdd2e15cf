import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Schedule } from "effect"
import { Address } from "../../domain/contact/Address.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { DownloadFailed } from "../media/download.ts"
import type { ChannelAdapter, ChannelUpdate, WebhookReading } from "./ChannelAdapter.ts"
import { ChannelAdapters } from "./ChannelAdapters.ts"
import { ChannelInbox } from "./ChannelInbox.ts"
import { WebhookIntake } from "./WebhookIntake.ts"
import { WebhookLog } from "./WebhookLog.ts"

const words = new Map<string, WebhookReading>()

/** Reads what the test says that a body says. */
const adapter: ChannelAdapter = {
  kind: "simulator",
  defaultBaseUrl: "",
  webhookBodyMax: 1000,
  readWebhook: ({ body }) =>
    Effect.succeed(words.get(new TextDecoder().decode(body)) ?? { _tag: "BadSignature" }),
  acknowledgement: () => ({ status: 200, contentType: "text/plain", body: "thanks" }),
  fetchMedia: () => Effect.fail(new DownloadFailed({ gone: true, message: "no files here" })),
  send: () => Effect.succeed({ _tag: "Unknown" }),
}

const services = WebhookIntake.layer.pipe(
  Layer.provideMerge(ChannelInbox.layer),
  Layer.provideMerge(WebhookLog.layer),
  Layer.provide(Layer.succeed(ChannelAdapters, ChannelAdapters.from([adapter]))),
  Layer.provideMerge(TestWorkspace.layerConversations),
)

const inbound = (to: string, providerId: string): ChannelUpdate => ({
  _tag: "InboundMessage",
  channel: "sms",
  to: Address.make(to),
  toId: null,
  from: Address.make("+15555550123"),
  providerId,
  providerAt: null,
  profileName: null,
  content: textContent(providerId),
  optOut: null,
})

const take = Effect.fnUntraced(function* (body: string, reading?: WebhookReading) {
  if (reading) words.set(body, reading)
  const { account } = yield* TestWorkspace
  return yield* WebhookIntake.use((intake) =>
    intake.take(adapter, {
      account,
      endpoint: "messages",
      method: "POST",
      url: "https://desk.example.com/webhooks/simulator/sim/messages",
      headers: { "x-test": body },
      body: new TextEncoder().encode(body),
      receivedAt: 1,
    })
  )
})

const everything = { accountId: null, outcome: null, before: null, limit: 100 }
const listed = Effect.gen(function* () {
  const { workspaceId } = yield* TestWorkspace
  return yield* WebhookLog.use((log) => log.list(workspaceId, everything))
})
const entryOf = (detail: string) =>
  Effect.flatMap(
    listed,
    ({ entries }) => Effect.fromNullishOr(entries.find((entry) => entry.detail === detail)),
  )

layer(services, { excludeTestServices: true })("WebhookIntake", (it) => {
  it.effect("HOOK-6: the log says of every request what became of it", () =>
    Effect.gen(function* () {
      const { shared } = yield* TestWorkspace
      const good = yield* take("good", { _tag: "Updates", updates: [inbound(shared.address, "good-1")] })
      assert.deepStrictEqual(good, {
        _tag: "Answer",
        answer: { status: 200, contentType: "text/plain", body: "thanks" },
      })
      assert.strictEqual((yield* take("forged"))._tag, "BadSignature")
      const outcomes = yield* listed.pipe(
        Effect.map(({ entries }) =>
          entries.map(({ outcome, updates }) => `${outcome} ${updates}`).toSorted()
        ),
        Effect.repeat({
          until: (seen) => seen.length === 2,
          schedule: Schedule.spaced("20 millis"),
          times: 500,
        }),
      )
      assert.deepStrictEqual(outcomes, ["accepted 1", "bad_signature 0"])
    }))

  it.effect("HOOK-4: of a request that was taken in part, what was not is kept before it is acknowledged", () =>
    Effect.gen(function* () {
      const { shared, workspaceId } = yield* TestWorkspace
      const updates = [inbound(shared.address, "part-1"), inbound("+15005559999", "part-2")]
      const result = yield* take("part", { _tag: "Updates", updates, unread: ["a hologram"] })
      assert.strictEqual(result._tag, "Answer")
      const entry = yield* entryOf(
        "a hologram; No Sender ID of this account has the address that this was sent to.",
      )
      assert.deepInclude(entry, { outcome: "partly", updates: 2, replayable: true, replayedAt: null })
      const kept = yield* WebhookLog.use((log) => log.kept(workspaceId, entry.id))
      assert.strictEqual(new TextDecoder().decode(kept.request.body), "part")
    }))

  it.effect("HOOK-6: a rejected request is taken when it is replayed after what was wrong is mended", () =>
    Effect.gen(function* () {
      const { shared, workspaceId } = yield* TestWorkspace
      const refused = yield* take("later", { _tag: "Malformed", detail: "not understood yet" })
      assert.deepStrictEqual(refused, { _tag: "Malformed", detail: "not understood yet" })
      const { id } = yield* entryOf("not understood yet")
      words.set("later", { _tag: "Updates", updates: [inbound(shared.address, "later-1")] })
      const replayed = yield* WebhookIntake.use((intake) => intake.replay(workspaceId, id))
      assert.deepInclude(replayed, { id, outcome: "accepted", updates: 1, detail: "" })
      assert.isNotNull(replayed.replayedAt)
      const again = yield* WebhookIntake.use((intake) => intake.replay(workspaceId, id))
      assert.strictEqual(again.outcome, "accepted")
    }))

  it.effect("HOOK-6: what a provider tells about an account is shown with the log", () =>
    Effect.gen(function* () {
      yield* take("notice", {
        _tag: "Updates",
        updates: [{
          _tag: "AccountNotice",
          topic: "account_update",
          severity: "warning",
          text: "Restricted.",
        }],
      })
      const { notices } = yield* listed
      assert.deepInclude(notices[0], { topic: "account_update", severity: "warning", text: "Restricted." })
    }))

  it.effect("HOOK-1: forged requests do not fill the log", () =>
    Effect.gen(function* () {
      yield* Effect.forEach(Array.from({ length: 200 }), () => take("forged"), { discard: true })
      const { shared } = yield* TestWorkspace
      yield* take("last", {
        _tag: "Updates",
        updates: [inbound(shared.address, "last-1"), inbound(shared.address, "last-2")],
      })
      const seen = yield* listed.pipe(
        Effect.repeat({
          until: ({ entries }) =>
            entries.some(({ updates, outcome }) => updates === 2 && outcome === "accepted"),
          schedule: Schedule.spaced("20 millis"),
          times: 500,
        }),
      )
      assert.isAtMost(seen.entries.filter(({ outcome }) => outcome === "bad_signature").length, 41)
    }))
})
