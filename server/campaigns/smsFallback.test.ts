import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Deferred, Effect, Fiber, Option, Schedule, Stream } from "effect"
import { randomUUID } from "node:crypto"
import type { Campaign, CampaignDraft } from "../../domain/campaign/Campaign.ts"
import { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import { wholeOf } from "../../domain/campaign/wholeOf.ts"
import type { RecipientFilter } from "../../domain/rpc/CampaignRpcs.ts"
import type { DeliveryError } from "../../domain/sending/DeliveryError.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { Conversations } from "../conversations/Conversations.ts"
import { SendingFixture, threadOf } from "../conversations/SendingFixture.ts"
import {
  campaignTest,
  campaignUntil,
  consentTo,
  fileCampaign,
  freshNumber,
  runCampaigns,
  viewer,
  whatsAppTemplate,
} from "./CampaignFixture.ts"
import { Campaigns } from "./Campaigns.ts"
import { giveToFallback } from "./smsFallback.ts"

const notOnWhatsApp: DeliveryError = { code: "63024", class: "number", text: "They are not on WhatsApp." }
const phoneOff: DeliveryError = { code: "63016", class: "permanent", text: "It could not be delivered." }

const text = "Your order {{order}}"

const overBoth = ({ bySms, state }: Campaign) => state === "done" && bySms?.state === "done"

/** A WhatsApp campaign to these numbers with an SMS fallback, looked at. */
const withFallback = Effect.fnUntraced(function* (
  numbers: ReadonlyArray<string>,
  said = text,
  change: Partial<CampaignDraft> = {},
) {
  const { account, shared, whatsapp, workspaceId } = yield* TestWorkspace
  const name = randomUUID()
  const template = yield* whatsAppTemplate(workspaceId, account.id, "Order {{order}}", { name })
  yield* whatsAppTemplate(workspaceId, account.id, "Pedido {{order}}", { name, language: "pt_BR" })
  const rows = numbers.map((number, n) => ({ number, order: `BW-${n}` }))
  return yield* fileCampaign(whatsapp.id, template, rows, {
    fallback: { senderId: shared.id, text: said },
    ...change,
  })
})

/** Contacts who read Portuguese. */
const portuguese = Effect.fnUntraced(function* (...numbers: ReadonlyArray<string>) {
  const sql = yield* PgClient.PgClient
  const { workspaceId } = yield* TestWorkspace
  for (const number of numbers) {
    const id = randomUUID()
    yield* sql`INSERT INTO contacts (id, workspace_id, name, language) VALUES (${id}, ${workspaceId}, '', 'pt')`
    yield* sql`INSERT INTO contact_phones (workspace_id, canonical, phone, contact_id)
      VALUES (${workspaceId}, ${number}, ${number}, ${id})`
  }
})

const optOut = Effect.fnUntraced(function* (channel: "sms" | "whatsapp", phone: string) {
  const sql = yield* PgClient.PgClient
  const { workspaceId } = yield* TestWorkspace
  yield* sql`INSERT INTO permissions (workspace_id, channel, address, version, consent_at, opted_out_at)
    VALUES (${workspaceId}, ${channel}, ${phone}, 1, now(), now())`
})

/** What went out, in words that can be compared. */
const said = (desk: SendingFixture) =>
  desk.sent.map(({ channel, content, to }) => `${channel} ${to} ${content.kind} ${content.text}`).toSorted()

/** A campaign for those whom another did not reach for a reason, looked at. */
const againFor = Effect.fnUntraced(function* (of: CampaignId, reason: string | null) {
  const campaigns = yield* Campaigns
  const by = yield* viewer
  const { draft } = yield* campaigns.get(by, of)
  const id = CampaignId.make(randomUUID())
  yield* campaigns.save(by, id, 0, { ...draft, audience: { _tag: "Failed", of, reason } })
  return yield* campaignUntil(id, ({ audience }) => audience.state === "checked")
})

/** Until so many wait for what somebody else holds. */
const waitingForLocks = Effect.fnUntraced(function* (many: number) {
  const sql = yield* PgClient.PgClient
  yield* sql`SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
    .pipe(
      Effect.repeat({ until: (rows) => rows.length >= many, schedule: Schedule.spaced("20 millis") }),
    )
})

/** WhatsApp does not reach these. */
const unreachable = (desk: SendingFixture, error: DeliveryError, ...numbers: ReadonlyArray<string>) => {
  desk.answer = ({ channel, messageId, to }) =>
    Effect.succeed(
      channel === "whatsapp" && numbers.includes(to)
        ? { _tag: "Rejected", error }
        : { _tag: "Accepted", providerId: messageId },
    )
}

/** WhatsApp says afterwards what became of a message. */
const reportOf = Effect.fnUntraced(
  function* (desk: SendingFixture, to: string, status: "delivered" | "failed") {
    const { whatsapp, workspaceId } = yield* TestWorkspace
    const conversations = yield* Conversations
    const message = desk.sent.find((one) => one.to === to && one.channel === "whatsapp")
    if (!message) return
    const { id } = yield* threadOf(whatsapp, to)
    yield* conversations.execute(id, workspaceId, {
      _tag: "ReportStatus",
      messageId: message.messageId,
      status,
      providerId: message.messageId,
      error: status === "failed" ? notOnWhatsApp : null,
    })
  },
)

layer(TestWorkspace.layer, { excludeTestServices: true })("the SMS fallback of a campaign", (it) => {
  it.effect("CAMP-1, CONSENT-1, OPT-1: who gave no WhatsApp consent gets the SMS at once, whom WhatsApp cannot reach when it says so", () =>
    campaignTest({}, ({ by, desk }) =>
      Effect.gen(function* () {
        const { workspaceId } = yield* TestWorkspace
        const campaigns = yield* Campaigns
        const sql = yield* PgClient.PgClient
        const [reached, absent, off, stranger, noSms, noWhatsApp, left] = [0, 1, 2, 3, 4, 5, 6].map(
          freshNumber,
        )
        if (!reached || !absent || !off || !stranger || !noSms || !noWhatsApp || !left) return
        yield* consentTo(workspaceId, [reached, absent, off, left])
        yield* optOut("sms", noSms)
        yield* optOut("whatsapp", noWhatsApp)
        const landline = "+442079460958"
        const draft = yield* withFallback([reached, absent, off, stranger, noSms, noWhatsApp, landline, left])
        assert.deepStrictEqual([draft.audience.ready, draft.audience.leftOut, draft.bySms], [4, {
          by_sms: 1,
          no_consent: 2,
          opted_out: 1,
        }, null])
        desk.answer = ({ channel, messageId, to }) =>
          Effect.succeed(
            channel === "whatsapp" && to !== reached
              ? { _tag: "Rejected", error: to === absent ? notOnWhatsApp : phoneOff }
              : { _tag: "Accepted", providerId: messageId },
          )
        yield* sql`UPDATE permissions SET consent_at = NULL WHERE address = ${left}`
        yield* campaigns.start(by, draft.id, draft.version)
        const ended = yield* campaignUntil(draft.id, (now) => overBoth(now) && now.bySms?.counts.sent === 3)
        assert.deepStrictEqual(
          said(desk),
          [
            `sms ${absent} text Your order BW-1`,
            `sms ${left} text Your order BW-7`,
            `sms ${stranger} text Your order BW-3`,
            `whatsapp ${absent} template Order BW-1`,
            `whatsapp ${off} template Order BW-2`,
            `whatsapp ${reached} template Order BW-0`,
          ].toSorted(),
        )
        assert.deepInclude(ended.counts, { handed: 3, sent: 1, failed: 2 })
        assert.deepInclude(ended.bySms?.counts, { handed: 3, sent: 3, failed: 0 })
        assert.deepStrictEqual(
          [ended.audience.ready, ended.audience.leftOut],
          [3, { by_sms: 2, no_consent: 2, opted_out: 1 }],
          "who lost their consent after the check is not left out",
        )
        assert.deepInclude(wholeOf(ended), { wanted: 5, sent: 4, failed: 1 })
        const { campaigns: listed } = yield* campaigns.list(by, { limit: 10, cursor: null })
        assert.deepStrictEqual(
          listed.map(({ id }) => id),
          [draft.id],
          "nobody sees it but as a part of the first",
        )
      })))

  it.effect("CAMP-2, FIT-3: failures, answers and the end are told of both parts together, the end once", () =>
    campaignTest({}, ({ by, desk }) =>
      Effect.gen(function* () {
        const sql = yield* PgClient.PgClient
        const { shared, workspaceId } = yield* TestWorkspace
        const campaigns = yield* Campaigns
        const [absent, later, stranger] = [freshNumber(), freshNumber(), freshNumber()]
        yield* consentTo(workspaceId, [absent, later])
        desk.answer = ({ channel, messageId, to }) =>
          Effect.succeed(
            to === absent
              ? { _tag: "Rejected", error: channel === "sms" ? phoneOff : notOnWhatsApp }
              : { _tag: "Accepted", providerId: messageId },
          )
        const draft = yield* withFallback([absent, later, stranger])
        yield* campaigns.start(by, draft.id, draft.version)
        yield* campaignUntil(draft.id, (now) => overBoth(now) && now.bySms?.counts.failed === 1)
        const thread = yield* threadOf(shared, stranger)
        yield* thread.receive("Yes", Date.now())
        yield* campaignUntil(draft.id, ({ bySms }) => bySms?.counts.replied === 1)
        const { campaign, failures, minutes, replies } = Option.getOrThrow(
          yield* Stream.runHead(campaigns.follow(by, draft.id)),
        )
        assert.deepInclude(wholeOf(campaign), { state: "done", wanted: 3, sent: 2, failed: 1, replied: 1 })
        assert.deepStrictEqual(
          failures.map(({ bySms, count, instead, key }) => ({ bySms, count, instead, key })).toSorted((
            a,
            b,
          ) => a.bySms - b.bySms),
          [
            { bySms: 0, count: 1, instead: { wanted: 1, sent: 0 }, key: "63024" },
            { bySms: 1, count: 1, instead: { wanted: 0, sent: 0 }, key: "63016" },
          ],
        )
        assert.deepStrictEqual(
          [replies.map(({ count }) => count), minutes.reduce((n, [, by]) => n + by, 0)],
          [
            [1],
            2,
          ],
        )
        const phones = (filter: RecipientFilter) =>
          Effect.map(
            campaigns.recipients(by, draft.id, { filter, after: 0, limit: 10 }),
            (found) => found.map(({ phone, repliedIn }) => [String(phone), repliedIn]),
          )
        assert.deepStrictEqual(yield* phones({ _tag: "Replied" }), [[stranger, thread.id]])
        assert.deepStrictEqual(yield* phones({ _tag: "Failed", reason: "63016" }), [[absent, null]])
        const failed = { filter: { _tag: "Failed", reason: null }, limit: 1 } as const
        const [first] = yield* campaigns.recipients(by, draft.id, { ...failed, after: 0 })
        const [second] = yield* campaigns.recipients(by, draft.id, { ...failed, after: first?.no ?? 0 })
        assert.deepStrictEqual([first, second].map((one) => String(one?.phone)), [absent, absent])
        const again = yield* againFor(draft.id, null)
        assert.deepStrictEqual([again.audience.total, again.audience.ready], [1, 1], "whom neither reached")
        const told = sql`SELECT detail FROM notices WHERE kind = 'campaign' AND subject = ${draft.id}`
        assert.strictEqual((yield* told).length, 1)
        yield* reportOf(desk, later, "failed")
        yield* campaignUntil(draft.id, (now) => overBoth(now) && now.bySms?.counts.sent === 2)
        assert.strictEqual((yield* told).length, 1, "it was said to be over before")
        const twoAbsent = Option.getOrThrow(yield* Stream.runHead(campaigns.follow(by, draft.id)))
          .failures.find(({ key }) => key === "63024")
        assert.deepInclude(twoAbsent, { count: 2, instead: { wanted: 2, sent: 1 } })
      })))

  it.effect("CAMP-3: it goes on after each crash: nobody is left out, nobody gets it twice", () =>
    Effect.gen(function* () {
      const { workspaceId } = yield* TestWorkspace
      const desk = new SendingFixture(null)
      const by = yield* viewer
      const consented = Array.from({ length: 30 }, freshNumber)
      const strangers = Array.from({ length: 20 }, freshNumber)
      const absent = consented.slice(0, 12)
      yield* consentTo(workspaceId, consented)
      unreachable(desk, notOnWhatsApp, ...absent)
      const draft = yield* runCampaigns(
        desk,
        Effect.gen(function* () {
          const campaigns = yield* Campaigns
          const draft = yield* withFallback([...consented, ...strangers])
          yield* campaigns.start(by, draft.id, draft.version)
          return draft
        }),
      )
      const handed = ({ bySms, counts }: Campaign) => counts.handed + (bySms?.counts.handed ?? 0)
      for (const many of [5, 25, 45]) {
        yield* runCampaigns(desk, campaignUntil(draft.id, (now) => handed(now) >= many))
      }
      yield* runCampaigns(desk, campaignUntil(draft.id, (now) => overBoth(now) && handed(now) === 62))
      const to = (channel: string) =>
        desk.sent.filter((message) => message.channel === channel).map((message) => String(message.to))
      assert.sameMembers([...new Set(to("sms"))], [...absent, ...strangers])
      assert.deepStrictEqual(to("sms").length, 32, "each once")
    }))

  it.effect("CAMP-3, SEND-3: who fails after the campaign's end gets it still, once, and nobody whom WhatsApp reached", () =>
    campaignTest({}, ({ by, desk }) =>
      Effect.gen(function* () {
        const { workspaceId } = yield* TestWorkspace
        const campaigns = yield* Campaigns
        const [late, reached] = [freshNumber(), freshNumber()]
        yield* consentTo(workspaceId, [late, reached])
        const draft = yield* withFallback([late, reached])
        yield* campaigns.start(by, draft.id, draft.version)
        yield* campaignUntil(draft.id, (now) => overBoth(now) && now.counts.sent === 2)
        for (const status of ["delivered", "failed"] as const) yield* reportOf(desk, reached, status)
        for (const status of ["failed", "failed", "delivered"] as const) yield* reportOf(desk, late, status)
        yield* campaignUntil(draft.id, (now) => overBoth(now) && now.bySms?.counts.sent === 1)
        assert.deepStrictEqual(
          said(desk).filter((line) => line.startsWith("sms")),
          [`sms ${late} text Your order BW-0`],
        )
      })))

  it.effect("CAMP-3: who is sent it again while the fallback looks at them gets it from one of both", () =>
    campaignTest({}, ({ by, desk }) =>
      Effect.gen(function* () {
        const sql = yield* PgClient.PgClient
        const { workspaceId } = yield* TestWorkspace
        const campaigns = yield* Campaigns
        const phone = freshNumber()
        yield* consentTo(workspaceId, [phone])
        unreachable(desk, phoneOff, phone)
        const draft = yield* withFallback([phone])
        yield* campaigns.start(by, draft.id, draft.version)
        yield* campaignUntil(draft.id, (now) => overBoth(now) && now.counts.failed === 1)
        const again = yield* againFor(draft.id, phoneOff.code)
        const [sms] = yield* sql<{ readonly id: CampaignId }>`
          SELECT id FROM campaigns WHERE fallback_of = ${draft.id}`
        const id = sms?.id ?? draft.id
        desk.answer = ({ messageId }) => Effect.succeed({ _tag: "Accepted", providerId: messageId })
        yield* sql.withTransaction(Effect.andThen(
          giveToFallback(sql, draft.id, [1], "failed"),
          sql`UPDATE campaigns SET audience_state = 'checked' WHERE id = ${id}`,
        ))
        // The check has read who is sent it again, and cannot yet say what follows.
        const [held, released] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
        const holding = yield* Effect.forkChild(sql.withTransaction(Effect.gen(function* () {
          yield* sql`SELECT no FROM campaign_recipients WHERE campaign_id = ${id} FOR UPDATE`
          yield* Deferred.succeed(held, undefined)
          yield* Deferred.await(released)
        })))
        yield* Deferred.await(held)
        yield* sql`UPDATE campaigns SET audience_state = 'checking' WHERE id = ${id}`
        yield* waitingForLocks(1)
        const starting = yield* Effect.forkChild(Effect.exit(campaigns.start(by, again.id, again.version)))
        yield* Effect.race(Fiber.await(starting), waitingForLocks(2))
        yield* Deferred.succeed(released, undefined)
        yield* Fiber.join(holding)
        assert.strictEqual((yield* Fiber.join(starting))._tag, "Failure", "nobody is left to send it to")
        yield* campaignUntil(draft.id, (now) => overBoth(now) && now.bySms?.counts.sent === 1)
        assert.deepStrictEqual(
          said(desk),
          [`sms ${phone} text Your order BW-0`, `whatsapp ${phone} template Order BW-0`],
        )
      })))

  it.effect("CAMP-2, CAMP-3: failures of both parts and pauses beside them stand in nobody's way", () =>
    campaignTest({}, ({ by, desk }) =>
      Effect.gen(function* () {
        const { workspaceId } = yield* TestWorkspace
        const campaigns = yield* Campaigns
        const numbers = Array.from({ length: 120 }, freshNumber)
        yield* consentTo(workspaceId, numbers.slice(0, 80))
        desk.answer = ({ channel }) =>
          Effect.succeed({ _tag: "Rejected", error: channel === "whatsapp" ? notOnWhatsApp : phoneOff })
        const draft = yield* withFallback(numbers)
        yield* campaigns.start(by, draft.id, draft.version)
        const steered = yield* Effect.forkChild(
          // It is left alone for a moment each time: resumed and paused at once, again and again, nothing would go.
          Effect.andThen(campaigns.pause(by, draft.id), campaigns.resume(by, draft.id)).pipe(
            Effect.repeat(Schedule.spaced("40 millis")),
            Effect.catchTag("Refusal", () => Effect.void),
          ),
        )
        const ended = yield* campaignUntil(draft.id, (now) =>
          overBoth(now) && now.bySms?.counts.failed === numbers.length)
        yield* Fiber.join(steered)
        assert.deepInclude(wholeOf(ended), { wanted: 120, sent: 0, failed: 120 })
        const bySms = desk.sent.filter(({ channel }) =>
          channel === "sms"
        ).map(({ to }) => String(to))
        assert.sameMembers(bySms, numbers, "each once")
      })))

  it.effect("CAMP-2: it is paused, resumed and cancelled with its campaign", () =>
    campaignTest({ perSecond: 1 }, ({ by, desk }) =>
      Effect.gen(function* () {
        const campaigns = yield* Campaigns
        const draft = yield* withFallback(Array.from({ length: 12 }, freshNumber))
        assert.deepStrictEqual([draft.audience.ready, draft.audience.leftOut], [0, { by_sms: 12 }])
        yield* campaigns.start(by, draft.id, draft.version)
        yield* campaignUntil(draft.id, ({ bySms }) => (bySms?.counts.sent ?? 0) > 0)
        const paused = yield* campaigns.pause(by, draft.id)
        assert.strictEqual(paused.bySms?.state, "paused")
        const resumed = yield* campaigns.resume(by, draft.id)
        assert.strictEqual(resumed.bySms?.state, "sending")
        yield* campaigns.cancel(by, draft.id)
        // What went is counted a moment after it is over.
        const ended = yield* campaignUntil(draft.id, ({ bySms }) =>
          bySms?.state === "cancelled" && bySms.counts.sent === desk.sent.length)
        assert.isBelow(ended.bySms?.counts.sent ?? 12, 12)
      })))

  it.effect("CAMP-1, TMPL-1: WhatsApp brings each their language, and the SMS its own text, which has one", () =>
    campaignTest({}, ({ by, desk }) =>
      Effect.gen(function* () {
        const { workspaceId } = yield* TestWorkspace
        const campaigns = yield* Campaigns
        const [ana, rui, kim] = [freshNumber(), freshNumber(), freshNumber()]
        yield* consentTo(workspaceId, [ana, kim])
        yield* portuguese(ana, rui)
        unreachable(desk, notOnWhatsApp, ana)
        const draft = yield* withFallback([ana, rui, kim], text, { inTheirLanguage: true })
        const all = { after: 0, limit: 10, filter: { _tag: "All" } } as const
        assert.deepStrictEqual(
          (yield* campaigns.recipients(by, draft.id, all)).map((
            { language, leftOut },
          ) => [language, leftOut]),
          [["pt_BR", null], [null, "by_sms"], ["en", null]],
        )
        yield* campaigns.start(by, draft.id, draft.version)
        yield* campaignUntil(draft.id, (now) => overBoth(now) && now.bySms?.counts.sent === 2)
        assert.deepStrictEqual(
          said(desk),
          [
            `sms ${ana} text Your order BW-0`,
            `sms ${rui} text Your order BW-1`,
            `whatsapp ${ana} template Pedido BW-0`,
            `whatsapp ${kim} template Order BW-2`,
          ].toSorted(),
        )
      })))

  it.effect("CAMP-1: it is not started with a text that nothing fills, or from a Sender ID that is none for SMS", () =>
    campaignTest({}, ({ by }) =>
      Effect.gen(function* () {
        const campaigns = yield* Campaigns
        const unknown = yield* withFallback([freshNumber()], "Your order {{day}}")
        const refused = yield* Effect.flip(campaigns.start(by, unknown.id, unknown.version))
        assert.include(refused.message, "{{day}}")
        const empty = yield* withFallback([freshNumber()], " ")
        assert.include((yield* Effect.flip(campaigns.start(by, empty.id, empty.version))).message, "text")
      })))
})
