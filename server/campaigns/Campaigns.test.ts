import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { randomUUID } from "node:crypto"
import { reachedOf } from "../../domain/campaign/Campaign.ts"
import { canonicalAddress } from "../../domain/contact/Address.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { conversationIdOf } from "../conversations/conversationIdOf.ts"
import { Conversations } from "../conversations/Conversations.ts"
import { SendingFixture, threadOf, untilStatus } from "../conversations/SendingFixture.ts"
import {
  campaignTemplate,
  campaignTest,
  campaignUntil,
  fileCampaign,
  freshNumber,
  rowsOf,
} from "./CampaignFixture.ts"
import { Campaigns } from "./Campaigns.ts"

/** With the business open on weekdays alone, from before the desk starts. */
const open = (from: string, to: string) => <A, E, R>(test: Effect.Effect<A, E, R>) =>
  PgClient.PgClient.use((sql) => {
    const weekly = Object.fromEntries(["mon", "tue", "wed", "thu", "fri"].map((day) => [day, [[from, to]]]))
    return sql`UPDATE workspaces SET hours = ${JSON.stringify(weekly)}::jsonb`.pipe(
      Effect.andThen(test),
      Effect.andThen(sql`UPDATE workspaces SET hours = NULL`),
    )
  })

layer(TestWorkspace.layer, { excludeTestServices: true })("campaigns", (it) => {
  it.effect("CAMP-1, CAMP-2, CONV-4: each gets one message, whose outcome is kept; who answers has a conversation then", () =>
    campaignTest({}, ({ by, desk }) =>
      Effect.gen(function* () {
        const rows = rowsOf(300)
        const failing = rows[7]?.number
        desk.answer = (message) =>
          Effect.succeed(
            message.to === failing
              ? {
                _tag: "Rejected",
                error: { code: "30006", class: "number", text: "This number cannot get text messages." },
              }
              : { _tag: "Accepted", providerId: `SM-${message.messageId}` },
          )
        const { ann, shared, workspaceId } = yield* TestWorkspace
        const campaigns = yield* Campaigns
        const sql = yield* PgClient.PgClient
        const template = yield* campaignTemplate("Order {{order}} comes on Tuesday.")
        const draft = yield* fileCampaign(shared.id, template, rows)
        assert.deepStrictEqual([draft.audience.ready, draft.audience.leftOut], [300, {}])
        const started = yield* campaigns.start(by, draft.id, draft.version)
        assert.strictEqual(started.state, "sending")
        const ended = yield* campaignUntil(draft.id, ({ state }) => state === "done")
        assert.deepStrictEqual(reachedOf(ended.counts).sent, 299)
        assert.deepInclude(ended.counts, {
          handed: 300,
          failed: 1,
          cancelled: 0,
          unconfirmed: 0,
          replied: 0,
        })
        assert.deepStrictEqual(
          desk.texts.toSorted(),
          rows.map(({ order }) => `Order ${order} comes on Tuesday.`).toSorted(),
        )
        const failed = yield* campaigns.recipients(by, draft.id, {
          filter: { _tag: "Failed", reason: "30006" },
          after: 0,
          limit: 10,
        })
        assert.deepStrictEqual(failed.map(({ no, outcome }) => [no, outcome]), [[8, "failed"]])
        const [first = "", second = ""] = rows.map(({ number }) =>
          conversationIdOf(shared.id, canonicalAddress(number))
        )
        const conversations = yield* Conversations
        const thread = yield* threadOf(shared, rows[0]?.number ?? "")
        yield* thread.receive("On Wednesday, please", Date.now())
        const sent = desk.sent.find(({ to }) => to === rows[1]?.number)
        yield* conversations.execute(
          conversationIdOf(shared.id, canonicalAddress(rows[1]?.number ?? "")),
          workspaceId,
          {
            _tag: "ReportStatus",
            messageId: sent?.messageId ?? MessageId.make(randomUUID()),
            providerId: null,
            status: "delivered",
            error: null,
          },
        )
        const later = yield* campaignUntil(
          draft.id,
          ({ counts }) => counts.replied + counts.delivered === 2,
        )
        assert.deepInclude(later.counts, { replied: 1, delivered: 1, sent: 298 })
        const begun = yield* sql`SELECT id, owner_id AS owner FROM conversations WHERE begun`
        assert.deepStrictEqual(begun, [{ id: first, owner: ann.id }])
        assert.notStrictEqual(first, second)
      })))

  it.effect("CAMP-2: pause, resume and cancel work mid-way; what was not handed over is taken back, and each goes once", () =>
    campaignTest({ perSecond: 5 }, ({ by, desk }) =>
      Effect.gen(function* () {
        const rows = rowsOf(80)
        const { shared } = yield* TestWorkspace
        const campaigns = yield* Campaigns
        const template = yield* campaignTemplate("Order {{order}}")
        const draft = yield* fileCampaign(shared.id, template, rows)
        yield* campaigns.start(by, draft.id, draft.version)
        yield* campaignUntil(draft.id, ({ counts }) => counts.sent >= 7)
        yield* campaigns.pause(by, draft.id)
        const settled = yield* campaignUntil(draft.id, ({ counts }) => counts.sent === counts.handed)
        assert.isBelow(settled.counts.sent, 80)
        assert.strictEqual(settled.state, "paused")
        const sentThen = desk.sent.length
        yield* campaigns.resume(by, draft.id)
        yield* campaignUntil(draft.id, ({ counts }) => counts.sent > sentThen + 3)
        yield* campaigns.cancel(by, draft.id)
        const over = yield* campaignUntil(
          draft.id,
          ({ counts, state }) => state === "cancelled" && counts.sent + counts.cancelled === counts.handed,
        )
        assert.isAbove(over.counts.cancelled, 0)
        assert.strictEqual(over.counts.sent, desk.sent.length)
        assert.strictEqual(new Set(desk.sent.map(({ to }) => to)).size, desk.sent.length)
        const refused = yield* Effect.flip(campaigns.resume(by, draft.id))
        assert.strictEqual(refused._tag === "Refusal" && refused.code, "not_possible")
      })))

  it.effect("SEND-9, CAMP-1: an agent's message waits behind one of a campaign's, not behind the campaign", () =>
    campaignTest({ perSecond: 10 }, ({ by, desk }) =>
      Effect.gen(function* () {
        const { shared } = yield* TestWorkspace
        const campaigns = yield* Campaigns
        const template = yield* campaignTemplate("Order {{order}}")
        const draft = yield* fileCampaign(shared.id, template, rowsOf(100))
        yield* campaigns.start(by, draft.id, draft.version)
        yield* campaignUntil(draft.id, ({ counts }) => counts.sent >= 15)
        for (let n = 0; n < 3; n++) {
          const thread = yield* threadOf(shared, freshNumber())
          const id = yield* thread.write(`answer ${n}`)
          // Committed by now: from here on it waits.
          const before = desk.sent.length
          assert.strictEqual(yield* untilStatus(id, "sent"), "sent")
          const ahead = desk.texts.slice(before).indexOf(`answer ${n}`)
          assert.isAtMost(ahead, 2, "as many of the campaign's went before it")
        }
        yield* campaigns.cancel(by, draft.id)
        yield* campaignUntil(draft.id, ({ state }) => state === "cancelled")
      })))

  it.effect("CAMP-1, HOURS-2: outside hours nothing is given to the line, where an agent's message would wait behind it", () =>
    campaignTest(
      { desk: new SendingFixture(Date.UTC(2026, 2, 2, 23)) },
      ({ by, desk }) =>
        Effect.gen(function* () {
          const sql = yield* PgClient.PgClient
          const { shared } = yield* TestWorkspace
          const campaigns = yield* Campaigns
          const template = yield* campaignTemplate("Order {{order}}")
          const draft = yield* fileCampaign(shared.id, template, rowsOf(5))
          yield* campaigns.start(by, draft.id, draft.version)
          const due = yield* sql<{ readonly later: number }>`
        SELECT count(*)::int AS later FROM campaign_recipients WHERE campaign_id = ${draft.id} AND due_at > '2026-03-02'`
            .pipe(Effect.repeat({ until: ([row]) => row?.later === 5 }))
          assert.strictEqual(due[0]?.later, 5)
          assert.deepStrictEqual([
            desk.sent.length,
            (yield* campaigns.get(by, draft.id)).campaign.counts.handed,
          ], [0, 0])
        }),
    ).pipe(open("09:00", "17:00")))

  it.effect("CAMP-1, CAMP-2: paused before its time and resumed, it still waits for its time", () =>
    campaignTest({}, ({ by, desk }) =>
      Effect.gen(function* () {
        const { shared } = yield* TestWorkspace
        const campaigns = yield* Campaigns
        const template = yield* campaignTemplate("Order {{order}}")
        const startAt = Date.now() + 3_600_000
        const draft = yield* fileCampaign(shared.id, template, rowsOf(3), { startAt })
        yield* campaigns.start(by, draft.id, draft.version)
        assert.strictEqual((yield* campaigns.pause(by, draft.id)).state, "paused")
        assert.deepInclude(yield* campaigns.resume(by, draft.id), { state: "scheduled", startedAt: null })
        assert.strictEqual((yield* campaigns.resume(by, draft.id)).state, "scheduled")
        assert.deepStrictEqual(desk.sent, [])
      })))

  it.effect("CAMP-1: a start at a time waits for it, and then goes by itself; one that has passed is no start", () =>
    campaignTest({}, ({ by, desk }) =>
      Effect.gen(function* () {
        const { shared } = yield* TestWorkspace
        const campaigns = yield* Campaigns
        const template = yield* campaignTemplate("Order {{order}}")
        const sql = yield* PgClient.PgClient
        const passed = yield* fileCampaign(shared.id, template, rowsOf(1), { startAt: Date.now() - 120_000 })
        const refused = yield* Effect.flip(campaigns.start(by, passed.id, passed.version))
        assert.include(refused.message, "has passed")
        const draft = yield* fileCampaign(shared.id, template, rowsOf(3), { startAt: Date.now() + 3_600_000 })
        const waiting = yield* campaigns.start(by, draft.id, draft.version)
        assert.deepStrictEqual([waiting.state, waiting.startedAt], ["scheduled", null])
        // However long it took to get here.
        const startAt = Date.now() + 1_000
        yield* sql`UPDATE campaigns SET start_at = ${new Date(startAt)} WHERE id = ${draft.id}`
        const ended = yield* campaignUntil(draft.id, ({ state }) => state === "done")
        assert.isAtLeast(ended.startedAt ?? 0, startAt)
        assert.strictEqual(desk.sent.length, 3)
      })))
})
