import { assert, describe, it } from "@effect/vitest"
import { readRestriction } from "./readRestriction.ts"

describe("HOOK-6: what Meta tells of restrictions", () => {
  it("HOOK-6: an account that may not send is restricted, for as long as Meta says", () => {
    const value = {
      event: "ACCOUNT_RESTRICTION",
      restriction_info: [
        { restriction_type: "RESTRICTED_BIZ_INITIATED_MESSAGING", expiration: 1641848057 },
        { restriction_type: "RESTRICTED_CUSTOMER_INITIATED_MESSAGING", expiration: 1641849000 },
      ],
    }
    assert.deepStrictEqual(readRestriction("account_update", value), {
      subject: "",
      lifted: false,
      until: 1641849000000,
    })
    const calls = [{ restriction_type: "RESTRICTED_BUSINESS_INITIATED_CALLING", expiration: 1641848057 }]
    assert.isUndefined(readRestriction("account_update", { ...value, restriction_info: calls }))
    const open = [{ restriction_type: "RESTRICTED_BIZ_INITIATED_MESSAGING" }]
    assert.isNull(readRestriction("account_update", { ...value, restriction_info: open })?.until)
  })

  it("HOOK-6: a disabled account is restricted until it is reinstated", () => {
    const update = (state: string) => ({ event: "DISABLED_UPDATE", ban_info: { waba_ban_state: state } })
    assert.isFalse(readRestriction("account_update", update("DISABLE"))?.lifted)
    assert.isTrue(readRestriction("account_update", update("REINSTATE"))?.lifted)
    assert.isFalse(readRestriction("account_update", { event: "ACCOUNT_DELETED" })?.lifted)
  })

  it("HOOK-6: a flagged number is restricted until it is unflagged, and no other one is", () => {
    const told = (event: string) =>
      readRestriction("phone_number_quality_update", { event, display_phone_number: "15555550100" })
    assert.deepStrictEqual(told("FLAGGED"), { subject: "+15555550100", lifted: false, until: null })
    assert.deepStrictEqual(told("UNFLAGGED"), { subject: "+15555550100", lifted: true, until: null })
    assert.isUndefined(told("ONBOARDING"))
    assert.isUndefined(readRestriction("account_review_update", { decision: "APPROVED" }))
    assert.isUndefined(readRestriction("account_update", { event: 7 }))
  })
})
