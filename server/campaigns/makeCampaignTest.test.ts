import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { randomUUID } from "node:crypto"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import {
  campaignTemplate,
  campaignTest,
  fileCampaign,
  freshNumber,
  rowsOf,
  whatsAppTemplate,
} from "./CampaignFixture.ts"
import { Campaigns } from "./Campaigns.ts"
import { makeCampaignTest } from "./makeCampaignTest.ts"

layer(TestWorkspace.layer, { excludeTestServices: true })("a test of a campaign", (it) => {
  it.effect("CAMP-1, SEND-6, CONV-4: goes once to one number, with a recipient's values, and is in no count and no inbox", () =>
    campaignTest({}, ({ by, desk }) =>
      Effect.gen(function* () {
        const { shared } = yield* TestWorkspace
        const sql = yield* PgClient.PgClient
        const campaigns = yield* Campaigns
        const test = yield* makeCampaignTest
        const template = yield* campaignTemplate("Order {{order}} for {{first_name}}")
        const fields = {
          order: { source: { from: "column", column: "order" }, ifEmpty: "" },
          first_name: { source: { from: "known", source: "user.first_name" }, ifEmpty: "" },
        } as const
        const draft = yield* fileCampaign(shared.id, template, rowsOf(3), { fields })
        const asked = {
          id: draft.id,
          messageId: MessageId.make(randomUUID()),
          to: freshNumber(),
          no: 2,
          bySms: false,
        }
        const answers = [yield* test(by, asked), yield* test(by, asked)]
        assert.deepStrictEqual(answers.map(({ outcome, why }) => [outcome, why]), [["sent", null], [
          "sent",
          null,
        ]])
        assert.deepStrictEqual(desk.sent.map(({ content, to }) => [to, content.text]), [
          [asked.to, "Order BW-1 for Ann"],
        ])
        const { campaign } = yield* campaigns.get(by, draft.id)
        assert.deepStrictEqual([campaign.state, campaign.counts.handed, campaign.counts.sent], [
          "draft",
          0,
          0,
        ])
        assert.deepStrictEqual(yield* sql`SELECT id FROM conversations WHERE begun`, [])
        // Nobody's values: those of who asks, of whom no order is known.
        const refused = yield* Effect.flip(
          test(by, { ...asked, messageId: MessageId.make(randomUUID()), no: null }),
        )
        assert.strictEqual(refused._tag === "Refusal" && refused.code, "not_possible")
      })))

  it.effect("OPT-1, SEND-4: is refused to a number that opted out, and says in words why the network did not take it", () =>
    campaignTest({}, ({ by, desk }) =>
      Effect.gen(function* () {
        const { shared, workspaceId } = yield* TestWorkspace
        const sql = yield* PgClient.PgClient
        const test = yield* makeCampaignTest
        const draft = yield* fileCampaign(shared.id, yield* campaignTemplate("Order {{order}}"), rowsOf(1))
        const to = freshNumber()
        yield* sql`INSERT INTO permissions (workspace_id, channel, address, version, opted_out_at)
          VALUES (${workspaceId}, 'sms', ${to}, 1, now())`
        const asked = (number: string) => ({
          id: draft.id,
          messageId: MessageId.make(randomUUID()),
          to: number,
          no: 1,
          bySms: false,
        })
        const refused = yield* Effect.flip(test(by, asked(to)))
        assert.strictEqual(refused._tag === "Refusal" && refused.code, "opted_out")
        const wrong = yield* Effect.flip(test(by, asked("12")))
        assert.strictEqual(wrong._tag === "Refusal" && wrong.code, "invalid_number")
        assert.deepStrictEqual(desk.sent, [])
        desk.answer = () =>
          Effect.succeed({
            _tag: "Rejected",
            error: { code: "30006", class: "number", text: "This number cannot get text messages." },
          })
        assert.deepStrictEqual(yield* test(by, asked(freshNumber())), {
          outcome: "failed",
          why: "This number cannot get text messages.",
          waitsUntil: null,
        })
      })))

  it.effect("CAMP-1, CONSENT-1: with an SMS fallback that can be tested too, also by whom WhatsApp may not write to", () =>
    campaignTest({}, ({ by, desk }) =>
      Effect.gen(function* () {
        const { account, shared, whatsapp, workspaceId } = yield* TestWorkspace
        const test = yield* makeCampaignTest
        const template = yield* whatsAppTemplate(workspaceId, account.id, "Order {{order}}")
        const fallback = { senderId: shared.id, text: "By SMS: {{order}}" }
        const draft = yield* fileCampaign(whatsapp.id, template, rowsOf(2), { fallback })
        const to = freshNumber()
        const asked = (bySms: boolean) => ({
          id: draft.id,
          messageId: MessageId.make(randomUUID()),
          to,
          no: 2,
          bySms,
        })
        const refused = yield* Effect.flip(test(by, asked(false)))
        assert.strictEqual(refused._tag === "Refusal" && refused.code, "no_consent")
        assert.strictEqual((yield* test(by, asked(true))).outcome, "sent")
        assert.deepStrictEqual(
          desk.sent.map(({ channel, content }) => [channel, content.kind, content.text]),
          [["sms", "text", "By SMS: BW-1"]],
        )
        const without = yield* fileCampaign(shared.id, yield* campaignTemplate("Order {{order}}"), rowsOf(1))
        const none = yield* Effect.flip(test(by, { ...asked(true), id: without.id }))
        assert.strictEqual(none._tag === "Refusal" && none.code, "not_possible")
      })))
})
