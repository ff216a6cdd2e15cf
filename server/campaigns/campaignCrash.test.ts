import { PgClient } from "@effect/sql-pg"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { randomUUID } from "node:crypto"
import { finishedOf } from "../../domain/campaign/Campaign.ts"
import { SenderId } from "../../domain/sender/Sender.ts"
import { TemplateId } from "../../domain/template/Template.ts"
import { careAddress, makeTwilioDesk, scopedTest } from "../../test/TwilioDesk.ts"
import {
  adminBeside,
  campaignsBeside,
  campaignUntilAs,
  consentTo,
  fileCampaignAs,
  serverSecret,
  whatsAppTemplate,
} from "./CampaignFixture.ts"
import { Campaigns } from "./Campaigns.ts"

const recipients = 400
it.live(
  "CAMP-3, SEND-7: a campaign that is killed again and again goes on: nobody is left out, nobody gets it twice",
  () =>
    scopedTest(Effect.gen(function* () {
      const twilio = yield* makeTwilioDesk({ SECRET_KEY: serverSecret })
      yield* Effect.gen(function* () {
        const sql = yield* PgClient.PgClient
        const campaigns = yield* Campaigns
        const by = yield* adminBeside
        const template = TemplateId.make(randomUUID())
        yield* sql`INSERT INTO templates (id, workspace_id, channel, type, name, key, language, body)
        VALUES (${template}, ${by.workspaceId}, 'sms', 'campaign', 'Slots', 'slots', 'en', 'Order {{order}} comes')`
        const rows = Array.from({ length: recipients }, (_, n) => ({
          number: `+1555${4_000_000 + n}`,
          order: `BW-${n}`,
        }))
        const draft = yield* fileCampaignAs(by, SenderId.make("care"), template, rows)
        yield* campaigns.start(by, draft.id, draft.version)
        for (const share of [0.2, 0.5, 0.8]) {
          yield* campaignUntilAs(by, draft.id, ({ counts }) => counts.handed >= recipients * share)
          yield* Effect.promise(() => twilio.desk.kill())
          yield* Effect.promise(() => twilio.desk.restart())
        }
        const ended = yield* campaignUntilAs(by, draft.id, ({ state }) => state === "done")
        assert.deepStrictEqual([ended.counts.handed, finishedOf(ended.counts)], [recipients, recipients])
        const taken = yield* twilio.provider.accepted
        const to = taken.filter(({ from }) => from === careAddress).map((message) => message.to)
        assert.strictEqual(new Set(to).size, to.length, "somebody got it twice")
        // Whoever it is not known of (SEND-7) is said so, and counted.
        const [stored] = yield* sql<{ readonly messages: number }>`
        SELECT count(DISTINCT (conversation_id, message_id))::int AS messages FROM deliveries`
        assert.strictEqual(stored?.messages, recipients)
        assert.isAtLeast(to.length, recipients - ended.counts.unconfirmed)
        assert.strictEqual(ended.counts.failed + ended.counts.cancelled, 0)
      }).pipe(Effect.provide(campaignsBeside(twilio.desk.databaseUrl)))
    })),
  120_000,
)

it.live(
  "CAMP-3: killed again and again, with every callback doubled, the SMS fallback goes once to each whom WhatsApp did not reach",
  () =>
    scopedTest(Effect.gen(function* () {
      const twilio = yield* makeTwilioDesk({ SECRET_KEY: serverSecret })
      yield* Effect.gen(function* () {
        const campaigns = yield* Campaigns
        const by = yield* adminBeside
        const template = yield* whatsAppTemplate(by.workspaceId, "tw1", "Order {{order}}")
        const numbers = Array.from({ length: 120 }, (_, n) => `+1555${4_100_000 + n}`)
        const [consented, strangers] = [numbers.slice(0, 80), numbers.slice(80)]
        const absent = new Set(consented.filter((_, n) => n % 2 === 0))
        yield* consentTo(by.workspaceId, consented)
        const draft = yield* fileCampaignAs(
          by,
          SenderId.make("wa"),
          template,
          numbers.map((number, n) => ({ number, order: `BW-${n}` })),
          { fallback: { senderId: SenderId.make("care"), text: "By SMS: {{order}}" } },
        )
        assert.deepStrictEqual([draft.audience.ready, draft.audience.leftOut], [80, { by_sms: 40 }])
        yield* campaigns.start(by, draft.id, draft.version)
        const reported = new Set<string>()
        for (const share of [0.3, 0.6, 1]) {
          yield* campaignUntilAs(by, draft.id, ({ counts }) => counts.handed >= consented.length * share)
          const taken = (yield* twilio.provider.accepted).filter(({ from, sid }) =>
            from.startsWith("whatsapp:") && !reported.has(sid)
          )
          for (const message of taken) {
            reported.add(message.sid)
            const report = absent.has(message.to.replace("whatsapp:", ""))
              ? twilio.provider.reportStatus(message, "undelivered", { ErrorCode: "63024" })
              : twilio.provider.reportStatus(message, "delivered")
            yield* report
            yield* report
          }
          yield* Effect.promise(() => twilio.desk.kill())
          yield* Effect.promise(() => twilio.desk.restart())
        }
        const accepted = yield* twilio.provider.accepted
        const expected = [
          ...strangers,
          ...accepted.flatMap(({ sid, to }) => {
            const number = to.replace("whatsapp:", "")
            return reported.has(sid) && absent.has(number) ? [number] : []
          }),
        ]
        const ended = yield* campaignUntilAs(
          by,
          draft.id,
          ({ bySms, state }) =>
            state === "done" && bySms?.state === "done" && bySms.counts.handed === expected.length,
        )
        assert.strictEqual(ended.bySms?.counts.handed, expected.length)
        const bySms = (yield* twilio.provider.accepted).filter(({ from }) => from === careAddress)
          .map(({ to }) => to)
        assert.strictEqual(new Set(bySms).size, bySms.length, "somebody got the SMS twice")
        assert.includeMembers(expected, bySms, "nobody whom WhatsApp reached")
        assert.isAtLeast(bySms.length, expected.length - (ended.bySms?.counts.unconfirmed ?? 0))
      }).pipe(Effect.provide(campaignsBeside(twilio.desk.databaseUrl)))
    })),
  120_000,
)
