import { PgClient } from "@effect/sql-pg"
import { assert, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { randomUUID } from "node:crypto"
import { finishedOf } from "../../domain/campaign/Campaign.ts"
import { SenderId } from "../../domain/sender/Sender.ts"
import { TemplateId } from "../../domain/template/Template.ts"
import { UserId } from "../../domain/user/User.ts"
import { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { careAddress, makeTwilioDesk, scopedTest } from "../../test/TwilioDesk.ts"
import { SecretBox } from "../accounts/SecretBox.ts"
import { SecretKey } from "../accounts/SecretKey.ts"
import { AuditLog } from "../audit/AuditLog.ts"
import { databaseLayer } from "../database/Database.ts"
import { WorkspaceReads } from "../database/WorkspaceReads.ts"
import { Directory } from "../directory/Directory.ts"
import { campaignUntilAs, fileCampaignAs } from "./CampaignFixture.ts"
import { Campaigns } from "./Campaigns.ts"

const recipients = 400
const secret = "a secret of tests, long enough to be one"

const services = (databaseUrl: string) =>
  Campaigns.layer.pipe(
    Layer.provide(Layer.merge(Directory.layer, AuditLog.layer)),
    Layer.provide(SecretBox.layer.pipe(Layer.provide(Layer.succeed(SecretKey, Redacted.make(secret))))),
    Layer.provideMerge(WorkspaceReads.layer),
    Layer.provideMerge(databaseLayer(Redacted.make(databaseUrl))),
  )

it.live(
  "CAMP-3, SEND-7: a campaign that is killed again and again goes on: nobody is left out, nobody gets it twice",
  () =>
    scopedTest(Effect.gen(function* () {
      const twilio = yield* makeTwilioDesk({ SECRET_KEY: secret })
      yield* Effect.gen(function* () {
        const sql = yield* PgClient.PgClient
        const campaigns = yield* Campaigns
        const [user] = yield* sql<{ readonly id: string; readonly workspaceId: string }>`
        SELECT id, workspace_id FROM users WHERE email = 'admin@acme.test'`
        const workspaceId = WorkspaceId.make(user?.workspaceId ?? "")
        const by = {
          user: {
            id: UserId.make(user?.id ?? ""),
            email: "admin@acme.test",
            name: "Ann",
            role: "admin",
            licensed: true,
          },
          workspaceId,
          sessionId: "",
        } as const
        const template = TemplateId.make(randomUUID())
        yield* sql`INSERT INTO templates (id, workspace_id, channel, type, name, key, language, body)
        VALUES (${template}, ${workspaceId}, 'sms', 'campaign', 'Slots', 'slots', 'en', 'Order {{order}} comes')`
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
      }).pipe(Effect.provide(services(twilio.desk.databaseUrl)))
    })),
  120_000,
)
