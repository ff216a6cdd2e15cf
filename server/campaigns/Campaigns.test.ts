import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import fc from "fast-check"
import { randomUUID } from "node:crypto"
import { emptyDraft, reachedOf } from "../../domain/campaign/Campaign.ts"
import { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import { canonicalAddress } from "../../domain/contact/Address.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { conversationIdOf } from "../conversations/conversationIdOf.ts"
import { Conversations } from "../conversations/Conversations.ts"
import { SendingFixture, threadOf, untilStatus } from "../conversations/SendingFixture.ts"
import {
  campaignTemplate,
  campaignUntil,
  fileCampaign,
  type FileRow,
  runCampaigns,
  viewer,
} from "./CampaignFixture.ts"
import { Campaigns } from "./Campaigns.ts"

let numbers = 0
const freshNumber = () => `+1555${String(2_000_000 + numbers++)}`
const rowsOf = (count: number): ReadonlyArray<FileRow> =>
  Array.from({ length: count }, (_, index) => ({ number: freshNumber(), order: `BW-${index}` }))

const setPace = (perSecond: number | null) =>
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    const { shared } = yield* TestWorkspace
    yield* sql`UPDATE senders SET rate_per_second = ${perSecond} WHERE id = ${shared.id}`
  })

const conversationsOf = Effect.fnUntraced(function* (rows: ReadonlyArray<FileRow>) {
  const { shared } = yield* TestWorkspace
  return rows.map(({ number }) => conversationIdOf(shared.id, canonicalAddress(number)))
})

/** What a file's rows come to, worked out one by one. */
const expectedOf = (
  rows: ReadonlyArray<FileRow>,
  optedOut: ReadonlySet<string>,
): Record<string, number> => {
  const seen = new Set<string>()
  const sums: Record<string, number> = {}
  for (const { number, order } of rows) {
    const digits = `+${number.replace(/\D/g, "")}`
    const reason = number === "" || number === "12"
      ? "invalid_number"
      : digits === "+442079460958"
      ? "landline"
      : seen.has(digits)
      ? "duplicate"
      : optedOut.has(digits)
      ? "opted_out"
      : order === ""
      ? "value_missing"
      : "ready"
    if (reason !== "invalid_number" && reason !== "landline") seen.add(digits)
    sums[reason] = (sums[reason] ?? 0) + 1
  }
  return sums
}

layer(TestWorkspace.layer, { excludeTestServices: true })("campaigns", (it) => {
  it.effect("CAMP-1, CAMP-2, CONV-4: each gets one message, whose outcome is kept; who answers has a conversation then", () =>
    Effect.gen(function* () {
      yield* setPace(null)
      const desk = new SendingFixture(null)
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
      yield* runCampaigns(
        desk,
        Effect.gen(function* () {
          const { ann, shared, workspaceId } = yield* TestWorkspace
          const campaigns = yield* Campaigns
          const by = yield* viewer
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
          const [first = "", second = ""] = yield* conversationsOf(rows)
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
        }),
      )
    }))

  it.effect("CAMP-1, OPT-1: who is left out is told with the reason before the start, whatever the file has in it", () =>
    Effect.gen(function* () {
      const desk = new SendingFixture(null)
      yield* runCampaigns(
        desk,
        Effect.gen(function* () {
          const { shared, workspaceId } = yield* TestWorkspace
          const sql = yield* PgClient.PgClient
          const template = yield* campaignTemplate("Order {{order}}")
          const row = fc.record({
            number: fc.oneof(
              fc.nat(12).map((n) => `+1555${3_000_000 + n}`),
              fc.nat(12).map((n) => `+1 (555) ${300 + 0}-${String(n).padStart(4, "0")}`),
              fc.constantFrom("", "12", "+44 20 7946 0958"),
            ),
            order: fc.constantFrom("BW-1", "BW-2", ""),
          })
          const optedOut = new Set(["+15553000001", "+15553000004"])
          for (const address of optedOut) {
            yield* sql`INSERT INTO permissions (workspace_id, channel, address, version, opted_out_at)
            VALUES (${workspaceId}, 'sms', ${address}, 1, now())`
          }
          for (const rows of fc.sample(fc.array(row, { minLength: 1, maxLength: 40, size: "max" }), 12)) {
            const { audience } = yield* fileCampaign(shared.id, template, rows)
            const { ready = 0, ...leftOut } = expectedOf(rows, optedOut)
            assert.deepStrictEqual([audience.ready, audience.leftOut], [ready, leftOut], JSON.stringify(rows))
          }
        }),
      )
    }))

  it.effect("CAMP-1: contacts are taken by a filter or one by one, and filled with what is known of them", () =>
    Effect.gen(function* () {
      yield* setPace(null)
      const desk = new SendingFixture(null)
      yield* runCampaigns(
        desk,
        Effect.gen(function* () {
          const { shared, workspaceId } = yield* TestWorkspace
          const sql = yield* PgClient.PgClient
          const campaigns = yield* Campaigns
          const by = yield* viewer
          for (const name of ["Mia Stone", "Max Stone", "Eve Park"]) {
            const [contact] = yield* sql<{ readonly id: string }>`
            INSERT INTO contacts (workspace_id, name) VALUES (${workspaceId}, ${name}) RETURNING id`
            const phone = freshNumber()
            yield* sql`INSERT INTO contact_phones (workspace_id, canonical, phone, contact_id)
            VALUES (${workspaceId}, ${phone}, ${phone}, ${contact?.id ?? ""})`
          }
          const templateId = yield* campaignTemplate("Hi {{first_name}}")
          const id = CampaignId.make(randomUUID())
          const draft = { ...emptyDraft, name: "To all", senderId: shared.id, templateId }
          yield* campaigns.save(by, id, 0, {
            ...draft,
            audience: { _tag: "Contacts", search: "stone", chosen: null },
          })
          const checked = yield* campaignUntil(id, ({ audience }) => audience.state === "checked")
          assert.strictEqual(checked.audience.ready, 2)
          const preview = yield* campaigns.recipients(by, id, {
            filter: { _tag: "Ready" },
            after: 0,
            limit: 10,
          })
          assert.deepStrictEqual(
            preview.map(({ name, values }) => `${name} ${Object.values(values).join()}`).toSorted(),
            ["Max Stone Max", "Mia Stone Mia"],
          )
          yield* campaigns.start(by, id, checked.version)
          yield* campaignUntil(id, ({ state }) => state === "done")
          assert.deepStrictEqual(desk.texts.toSorted(), ["Hi Max", "Hi Mia"])
        }),
      )
    }))

  it.effect("CAMP-2: pause, resume and cancel work mid-way; what was not handed over is taken back, and each goes once", () =>
    Effect.gen(function* () {
      yield* setPace(5)
      const desk = new SendingFixture(null)
      const rows = rowsOf(80)
      yield* runCampaigns(
        desk,
        Effect.gen(function* () {
          const { shared } = yield* TestWorkspace
          const campaigns = yield* Campaigns
          const by = yield* viewer
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
        }),
      )
    }))

  it.effect("SEND-9, CAMP-1: an agent's message waits behind one of a campaign's, not behind the campaign", () =>
    Effect.gen(function* () {
      const perSecond = 10
      yield* setPace(perSecond)
      const desk = new SendingFixture(null)
      yield* runCampaigns(
        desk,
        Effect.gen(function* () {
          const { shared } = yield* TestWorkspace
          const campaigns = yield* Campaigns
          const by = yield* viewer
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
        }),
      )
    }))

  it.effect("CAMP-1, HOURS-2: outside hours nothing is given to the line, where an agent's message would wait behind it", () =>
    Effect.gen(function* () {
      yield* setPace(null)
      const sql = yield* PgClient.PgClient
      const evening = Date.UTC(2026, 2, 2, 23)
      const desk = new SendingFixture(evening)
      const weekly = Object.fromEntries(
        ["mon", "tue", "wed", "thu", "fri"].map((day) => [day, [["09:00", "17:00"]]]),
      )
      yield* sql`UPDATE workspaces SET hours = ${JSON.stringify(weekly)}::jsonb`
      yield* runCampaigns(
        desk,
        Effect.gen(function* () {
          const { shared } = yield* TestWorkspace
          const campaigns = yield* Campaigns
          const by = yield* viewer
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
      )
      yield* sql`UPDATE workspaces SET hours = NULL`
    }))

  it.effect("CAMP-1: a start at a time waits for it, and then goes by itself", () =>
    Effect.gen(function* () {
      yield* setPace(null)
      const desk = new SendingFixture(null)
      yield* runCampaigns(
        desk,
        Effect.gen(function* () {
          const { shared } = yield* TestWorkspace
          const campaigns = yield* Campaigns
          const by = yield* viewer
          const template = yield* campaignTemplate("Order {{order}}")
          const startAt = Date.now() + 2_500
          const draft = yield* fileCampaign(shared.id, template, rowsOf(3), { startAt })
          const waiting = yield* campaigns.start(by, draft.id, draft.version)
          assert.deepStrictEqual([waiting.state, waiting.startedAt], ["scheduled", null])
          const ended = yield* campaignUntil(draft.id, ({ state }) => state === "done")
          assert.isAtLeast(ended.startedAt ?? 0, startAt)
          assert.strictEqual(desk.sent.length, 3)
        }),
      )
    }))
})
