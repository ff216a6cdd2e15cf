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
  fileCampaignAs,
  serverSecret,
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
