import { PgClient } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Schedule, Stream } from "effect"
import { randomUUID } from "node:crypto"
import { type CampaignDraft, emptyDraft, finishedOf } from "../../domain/campaign/Campaign.ts"
import { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import { Address, canonicalAddress } from "../../domain/contact/Address.ts"
import { SenderId } from "../../domain/sender/Sender.ts"
import { TemplateId } from "../../domain/template/Template.ts"
import { DeskProcess } from "../../test/DeskProcess.ts"
import { makeCloudApi, phoneNumberId, whatsAppCredentials } from "../channels/whatsapp/WhatsAppFixture.ts"
import { whatsAppSignature } from "../channels/whatsapp/WhatsAppSignature.ts"
import { conversationIdOf } from "../conversations/conversationIdOf.ts"
import { adminBeside, campaignsBeside, campaignUntilAs, serverSecret } from "./CampaignFixture.ts"
import { Campaigns } from "./Campaigns.ts"

const senderId = SenderId.make("wa")
const businessNumber = "+15555550100"
const wireTemplateId = "1689556908129832"
const customer = (n: number) => `+1555555${String(200 + n).padStart(4, "0")}`

const seedFor = (baseUrl: string, consented: ReadonlyArray<string>) => ({
  workspace: { name: "Acme", timeZone: "America/New_York", plan: "trial", defaultAdmin: "admin@acme.test" },
  users: [{
    email: "admin@acme.test",
    name: "Ann",
    role: "admin",
    licensed: true,
    password: "correct horse battery staple",
  }],
  providers: [{ id: "wa1", baseUrl, ...whatsAppCredentials }],
  senders: [{
    id: senderId,
    label: "Parcel Care",
    channel: "whatsapp",
    address: businessNumber,
    phoneNumberId,
    provider: "wa1",
    users: ["admin@acme.test"],
  }],
  consents: consented.map((phone) => ({
    phone,
    channel: "whatsapp",
    source: "web form",
    at: "2026-01-01T00:00:00Z",
  })),
})

/** The real server with a Cloud API account at a stand-in, and whoever brings it what Meta would. */
const makeWhatsAppDesk = Effect.fnUntraced(function* (consented: ReadonlyArray<string>) {
  const cloud = yield* makeCloudApi
  const desk = yield* DeskProcess.scoped({
    seed: seedFor(cloud.url, consented),
    env: { SECRET_KEY: serverSecret },
  })
  const bring = (field: string, value: object) => {
    const time = Math.floor(Date.now() / 1000)
    const body = JSON.stringify({
      object: "whatsapp_business_account",
      entry: [{ id: whatsAppCredentials.businessAccountId, time, changes: [{ field, value }] }],
    })
    const bytes = new TextEncoder().encode(body)
    const signature = whatsAppSignature(whatsAppCredentials.appSecret, bytes)
    return Effect.promise(async () => {
      const headers = { "content-type": "application/json", "x-hub-signature-256": signature }
      const answer = await fetch(`${desk.url}/webhooks/whatsapp/wa1`, { method: "POST", headers, body })
      assert.strictEqual(answer.status, 200, await answer.text())
    })
  }
  const bringMessage = (from: string, message: object) =>
    bring("messages", {
      messaging_product: "whatsapp",
      metadata: { display_phone_number: businessNumber.slice(1), phone_number_id: phoneNumberId },
      contacts: [{ profile: { name: "Samir" }, wa_id: from.slice(1) }],
      messages: [{
        from: from.slice(1),
        id: `wamid.${randomUUID()}`,
        timestamp: String(Math.floor(Date.now() / 1000)),
        ...message,
      }],
    })
  const bringStatus = (event: string, language = "en_US", id = wireTemplateId) =>
    bring("message_template_status_update", {
      event,
      message_template_id: id,
      message_template_name: "delivery_slot",
      message_template_language: language,
      reason: "NONE",
    })
  /** What was sent of templates, in order. */
  const sent = Effect.map(
    cloud.accepted,
    (messages) =>
      messages.flatMap(({ body: { template, to, type } }) => type === "template" ? [{ to, template }] : []),
  )
  return { bringMessage, bringStatus, cloud, desk, sent }
})

interface Registered {
  readonly language: string
  readonly wireId: string
  readonly status: string
}

const registeredTemplate = Effect.fnUntraced(function* (
  { language = "en_US", status = "approved", wireId = wireTemplateId }: Partial<Registered> = {},
) {
  const sql = yield* PgClient.PgClient
  const { workspaceId } = yield* adminBeside
  const id = TemplateId.make(randomUUID())
  const buttons = [{ kind: "quick_reply", label: "That works" }]
  yield* sql`INSERT INTO templates (id, workspace_id, channel, type, name, key, language, body, buttons, account_id,
      provider_id, category, status, quality, variables, scope, examples, fillable, status_at, told_at)
    VALUES (${id}, ${workspaceId}, 'whatsapp', 'campaign', 'delivery_slot', 'delivery_slot', ${language},
      'Hi {{1}}, order {{2}} comes on Tuesday.', ${
    JSON.stringify(buttons)
  }::jsonb, 'wa1', ${wireId}, 'utility',
      ${status}, 'green', 'numbered', 'all', '{}', true, now(), NULL)`
  return id
})

const setPace = (perSecond: number) =>
  PgClient.PgClient.use((sql) =>
    Effect.andThen(
      sql`UPDATE senders SET rate_per_second = ${perSecond} WHERE id = ${senderId}`,
      sql.notify("directory", ""),
    )
  )

/** Number, name and order of each, and what they read. */
type Row = readonly [mobile: string, name: string, order: string, language?: string]

const prepare = Effect.fnUntraced(function* (
  rows: ReadonlyArray<Row>,
  templateId: TemplateId,
  inTheirLanguage = false,
) {
  const campaigns = yield* Campaigns
  const by = yield* adminBeside
  const id = CampaignId.make(randomUUID())
  const draft: CampaignDraft = {
    ...emptyDraft,
    name: "Delivery slots",
    senderId,
    templateId,
    inTheirLanguage,
    audience: {
      _tag: "File",
      fileName: "orders.csv",
      columns: ["mobile", "who", "order", "language"],
      number: "mobile",
      name: "who",
      language: "language",
      upload: randomUUID(),
      rows: rows.length,
    },
    fields: {
      1: { source: { from: "known", source: "contact.first_name" }, ifEmpty: "there" },
      2: { source: { from: "column", column: "order" }, ifEmpty: "" },
    },
  }
  yield* campaigns.save(by, id, 0, draft)
  yield* campaigns.addRows(
    by,
    id,
    rows.map(([mobile, name, order, language = ""], index) => ({
      no: index + 1,
      cells: [mobile, name, order, language],
    })),
  )
  return yield* campaignUntilAs(by, id, ({ audience }) => audience.state === "checked")
})

const progressOf = Effect.fnUntraced(function* (id: CampaignId) {
  const campaigns = yield* Campaigns
  const first = yield* Stream.runHead(campaigns.follow(yield* adminBeside, id))
  return Option.getOrThrow(first)
})

const messageIn = (code: string, to: string, ...values: ReadonlyArray<string>) => ({
  to,
  template: {
    name: "delivery_slot",
    language: { code },
    components: [{ type: "body", parameters: values.map((text) => ({ type: "text", text })) }],
  },
})
const messageOf = (to: string, ...values: ReadonlyArray<string>) => messageIn("en_US", to, ...values)

describe("WhatsApp campaigns", () => {
  it.live(
    "CAMP-1, OPT-1, CONSENT-1, CONV-4: a registered template goes filled to who consented; who opts out in the line does not get it",
    () =>
      Effect.gen(function* () {
        const [samir, ruth, stranger, orderless, nameless] = [1, 2, 3, 4, 5].map(customer)
        if (!samir || !ruth || !stranger || !orderless || !nameless) return
        const { bringMessage, cloud, desk, sent } = yield* makeWhatsAppDesk([
          samir,
          ruth,
          orderless,
          nameless,
        ])
        yield* Effect.gen(function* () {
          const sql = yield* PgClient.PgClient
          const campaigns = yield* Campaigns
          const by = yield* adminBeside
          const template = yield* registeredTemplate()
          yield* setPace(1)
          const draft = yield* prepare([
            [samir, "Samir Petrov", "BW-1"],
            [ruth, "Ruth Okafor", "BW-2"],
            [stranger, "Someone", "BW-3"],
            [orderless, "Leo", ""],
            [nameless, "", "BW-5"],
          ], template)
          assert.deepStrictEqual([draft.audience.ready, draft.audience.leftOut], [3, {
            no_consent: 1,
            value_missing: 1,
          }])
          // The line stands still for as long as Meta says, with all of them in it.
          yield* cloud.script({ _tag: "Busy", status: 429, retryAfter: "4" })
          yield* campaigns.start(by, draft.id, draft.version)
          yield* cloud.awaitReceived(1)
          yield* campaignUntilAs(by, draft.id, ({ counts }) => counts.handed === 3)
          yield* bringMessage(ruth, { type: "text", text: { body: "STOP" } })
          const ended = yield* campaignUntilAs(by, draft.id, ({ state }) => state === "done")
          assert.deepInclude(ended.counts, { handed: 3, sent: 2, failed: 1, cancelled: 0, replied: 0 })
          assert.sameDeepMembers(
            [...yield* sent],
            [messageOf(samir, "Samir", "BW-1"), messageOf(nameless, "there", "BW-5")],
          )
          const filter = { _tag: "Failed", reason: "opted_out" } as const
          const failed = yield* campaigns.recipients(by, draft.id, { filter, after: 0, limit: 10 })
          assert.deepStrictEqual(failed.map(({ phone }) => phone), [ruth])

          const id = conversationIdOf(senderId, canonicalAddress(Address.make(samir)))
          const begun = sql`SELECT owner_id AS owner FROM conversations WHERE id = ${id} AND begun`
          assert.deepStrictEqual(yield* begun, [])
          yield* bringMessage(samir, {
            type: "button",
            button: { payload: "That works", text: "That works" },
          })
          yield* campaignUntilAs(by, draft.id, ({ counts }) => counts.replied === 1)
          const { replies } = yield* progressOf(draft.id)
          assert.deepStrictEqual(replies, [{ key: "button.1", label: "That works", count: 1 }])
          assert.deepStrictEqual(yield* begun, [{ owner: by.user.id }])
          const items = yield* sql`SELECT kind, detail->'campaign'->>'name' AS campaign FROM items
          WHERE conversation_id = ${id} ORDER BY seq LIMIT 2`
          assert.deepStrictEqual(items, [
            { kind: "MessageWritten", campaign: "Delivery slots" },
            { kind: "MessageReceived", campaign: null },
          ])
        }).pipe(Effect.provide(campaignsBeside(desk.databaseUrl)))
      }).pipe(Effect.scoped),
    90_000,
  )

  it.live(
    "CAMP-1, TMPL-3: each gets the registered template of their language; one that is not approved goes to nobody",
    () =>
      Effect.gen(function* () {
        const readers = [
          ["es", "es"],
          ["es-MX", "es"],
          ["pt-PT", "pt_BR"],
          ["fr", "en_US"],
          ["de_AT", "en_US"],
          ["ja", "en_US"],
          ["", "en_US"],
        ] as const
        const rows = readers.map(([wanted], n): Row => [customer(n), "Leo", `BW-${n}`, wanted])
        const { bringStatus, desk, sent } = yield* makeWhatsAppDesk(rows.map(([phone]) => phone))
        yield* Effect.gen(function* () {
          const campaigns = yield* Campaigns
          const by = yield* adminBeside
          const sql = yield* PgClient.PgClient
          const template = yield* registeredTemplate()
          yield* registeredTemplate({ language: "es", wireId: "2" })
          yield* registeredTemplate({ language: "pt_BR", wireId: "3" })
          yield* registeredTemplate({ language: "fr", wireId: "4", status: "rejected" })
          const german = yield* registeredTemplate({ language: "de", wireId: "5" })
          yield* setPace(50)
          const draft = yield* prepare(rows, template, true)
          const all = { after: 0, limit: 10, filter: { _tag: "All" } } as const
          assert.deepStrictEqual(
            (yield* campaigns.recipients(by, draft.id, all)).map(({ language }) => language),
            readers.map(([wanted, got]) => wanted === "de_AT" ? "de" : got),
          )
          // Meta takes one back between the look and the start.
          yield* bringStatus("DISABLED", "de", "5")
          yield* sql<{ readonly status: string }>`SELECT status FROM templates WHERE id = ${german}`.pipe(
            Effect.repeat({
              until: ([row]) => row?.status === "disabled",
              schedule: Schedule.spaced("25 millis"),
              times: 400,
            }),
          )
          yield* campaigns.start(by, draft.id, draft.version)
          const ended = yield* campaignUntilAs(by, draft.id, ({ state }) => state === "done")
          assert.deepInclude(ended.counts, { sent: readers.length, failed: 0 })
          assert.sameDeepMembers(
            [...yield* sent],
            readers.map(([, got], n) => messageIn(got, customer(n), "Leo", `BW-${n}`)),
          )
        }).pipe(Effect.provide(campaignsBeside(desk.databaseUrl)))
      }).pipe(Effect.scoped),
    90_000,
  )

  it.live(
    "CAMP-2, TMPL-3: a template that Meta pauses mid-way pauses the campaign; what was in the line fails with the reason",
    () =>
      Effect.gen(function* () {
        const everybody = Array.from({ length: 12 }, (_, n) => customer(n))
        const { bringStatus, desk, sent } = yield* makeWhatsAppDesk(everybody)
        yield* Effect.gen(function* () {
          const campaigns = yield* Campaigns
          const by = yield* adminBeside
          const sql = yield* PgClient.PgClient
          const template = yield* registeredTemplate()
          yield* setPace(1)
          const draft = yield* prepare(everybody.map((phone, n) => [phone, "Leo", `BW-${n}`]), template)
          yield* campaigns.start(by, draft.id, draft.version)
          yield* campaignUntilAs(by, draft.id, ({ counts }) => counts.sent >= 2)
          yield* bringStatus("PAUSED")
          const paused = yield* campaignUntilAs(
            by,
            draft.id,
            ({ counts, state }) => state === "paused" && finishedOf(counts) === counts.handed,
          )
          assert.include(paused.problem ?? "", "paused")
          const told =
            yield* sql`SELECT detail FROM notices WHERE kind = 'campaign' AND subject = ${draft.id}`
          assert.deepStrictEqual(told, [{ detail: { problem: paused.problem } }])
          assert.isBelow(paused.counts.handed, everybody.length)
          assert.strictEqual(paused.counts.sent, (yield* sent).length)
          const { failures } = yield* progressOf(draft.id)
          assert.deepStrictEqual(
            failures.map(({ count, key }) => [key, count]),
            paused.counts.failed === 0 ? [] : [["template_paused", paused.counts.failed]],
          )
          assert.isAbove(paused.counts.failed, 0)

          yield* bringStatus("APPROVED")
          yield* setPace(20)
          yield* campaigns.resume(by, draft.id).pipe(
            Effect.andThen(campaignUntilAs(by, draft.id, ({ state }) => state !== "sending")),
            Effect.repeat({ until: ({ state }) => state === "done" }),
          )
          const again = CampaignId.make(randomUUID())
          yield* campaigns.save(by, again, 0, {
            ...emptyDraft,
            name: "Again",
            senderId,
            templateId: template,
            audience: { _tag: "Failed", of: draft.id, reason: "template_paused" },
          })
          const second = yield* campaignUntilAs(by, again, ({ audience }) => audience.state === "checked")
          assert.strictEqual(second.audience.ready, paused.counts.failed)
          yield* campaigns.start(by, again, second.version)
          yield* campaignUntilAs(by, again, ({ state }) => state === "done")
          const to = (yield* sent).map(({ to }) => to)
          assert.deepStrictEqual(to.toSorted(), everybody.toSorted(), "each got it once")
        }).pipe(Effect.provide(campaignsBeside(desk.databaseUrl)))
      }).pipe(Effect.scoped),
    90_000,
  )
})
