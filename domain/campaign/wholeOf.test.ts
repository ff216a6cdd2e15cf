import { assert, describe, it } from "@effect/vitest"
import { type CampaignCounts, type CampaignState, type FallbackProgress, isUnderWay } from "./Campaign.ts"
import { shareDone, wholeOf } from "./wholeOf.ts"

const none: CampaignCounts = {
  handed: 0,
  sent: 0,
  delivered: 0,
  read: 0,
  failed: 0,
  unconfirmed: 0,
  cancelled: 0,
  replied: 0,
}

const campaign = (state: CampaignState, bySms: FallbackProgress | null) => ({
  state,
  audience: { state: "checked" as const, total: 12, checked: 12, ready: 10, leftOut: { by_sms: 2 } },
  counts: { ...none, handed: 10, sent: 1, delivered: 3, read: 2, failed: 4, replied: 1 },
  bySms,
})

/** Two who gave no consent, and three of those who failed, of whom one has opted out of SMS. */
const bySms = (state: CampaignState, counts: Partial<CampaignCounts>): FallbackProgress => ({
  senderId: null,
  state,
  problem: null,
  total: 5,
  ready: 4,
  afterFailure: 3,
  leftOut: { opted_out: 1 },
  counts: { ...none, ...counts },
})

describe("a campaign with its SMS fallback", () => {
  it("CAMP-2: counts each recipient once, whichever way it reaches them", () => {
    const going = wholeOf(
      campaign("done", bySms("sending", { handed: 2, sent: 1, delivered: 1, replied: 1 })),
    )
    assert.deepStrictEqual(going, {
      state: "sending",
      wanted: 12,
      sent: 8,
      delivered: 6,
      read: 2,
      replied: 2,
      failed: 2,
      cancelled: 0,
      waiting: 2,
    })
    assert.strictEqual(shareDone(going), 10 / 12)
    const over = wholeOf(campaign("done", bySms("done", { handed: 4, sent: 1, delivered: 2, failed: 1 })))
    assert.deepStrictEqual([over.state, over.sent, over.failed, shareDone(over)], ["done", 9, 3, 1])
  })

  it("CAMP-2: whatever both parts are at, its numbers add up to all who are to get it", () => {
    const states: ReadonlyArray<CampaignState> = [
      "scheduled",
      "sending",
      "paused",
      "cancelling",
      "cancelled",
      "done",
    ]
    for (const first of states) {
      for (const sms of states) {
        const { cancelled, failed, sent, waiting, wanted } = wholeOf(
          campaign(first, bySms(sms, { handed: 2, sent: 1, unconfirmed: 1, cancelled: 1 })),
        )
        assert.strictEqual(sent + failed + cancelled + waiting, wanted, `${first}, ${sms}`)
      }
    }
    const called = wholeOf({
      ...campaign("cancelled", null),
      counts: { ...none, handed: 3, sent: 1, cancelled: 2 },
    })
    assert.deepInclude(called, { cancelled: 9, sent: 1 }, "also who never had their turn")
  })

  it("CAMP-2: without one it is itself, and before its start whoever gets the SMS counts too", () => {
    const { failed, sent, state, wanted } = wholeOf(campaign("draft", null))
    assert.deepStrictEqual([state, wanted, sent, failed], ["draft", 12, 6, 4])
  })

  it("CAMP-2: it is not over while one of its parts goes on", () => {
    const stateOf = (first: CampaignState, sms: CampaignState) =>
      wholeOf(campaign(first, bySms(sms, {}))).state
    assert.strictEqual(stateOf("done", "paused"), "paused")
    assert.strictEqual(stateOf("sending", "paused"), "sending")
    assert.strictEqual(stateOf("cancelled", "cancelling"), "cancelling")
    assert.strictEqual(stateOf("done", "cancelled"), "cancelled")
    assert.isTrue(isUnderWay(campaign("cancelled", bySms("cancelling", {}))))
    assert.isFalse(isUnderWay(campaign("done", bySms("done", {}))))
  })
})
