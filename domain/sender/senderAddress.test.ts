import { assert, describe, it } from "@effect/vitest"
import { senderAddressOf, senderAddressProblem } from "./senderAddress.ts"

const service = `MG${"0".repeat(32)}`

describe("ADMIN-1: an address to send from", () => {
  it("ADMIN-1: is a number however it is written, and for SMS also a short code, a name or a service", () => {
    assert.strictEqual(senderAddressOf("whatsapp", " +1 (415) 555-0117 "), "+14155550117")
    assert.strictEqual(senderAddressOf("sms", "+44 7700 900123"), "+447700900123")
    for (const address of ["12345", "ParcelCare", "Parcel Care", service]) {
      assert.strictEqual(senderAddressOf("sms", address), address)
      assert.isNull(senderAddressOf("whatsapp", address))
    }
  })

  it("ADMIN-1: is none where nobody could answer to it, and this is said", () => {
    for (const text of ["", "  ", "415-555-0117", "+1", "Parcel Care Ltd", "<b>", "+999999999999"]) {
      assert.isNull(senderAddressOf("sms", text), text)
      assert.match(senderAddressProblem("sms", text) ?? "", /\.$/)
      assert.isNotNull(senderAddressProblem("whatsapp", text))
    }
    assert.isNull(senderAddressProblem("whatsapp", "+14155550117"))
  })
})
