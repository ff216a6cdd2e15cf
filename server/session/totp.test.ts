import { assert, describe, it } from "@effect/vitest"
import { base32, makeTotpSecret, totpCode, totpStepAt, totpStepOf, totpUri } from "./totp.ts"

describe("a one-time code", () => {
  it("AUTH-1: is the one of RFC 6238's test vectors", () => {
    const secret = base32(Buffer.from("12345678901234567890"))
    assert.strictEqual(secret, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    const vectors: ReadonlyArray<readonly [number, string]> = [
      [59, "287082"],
      [1111111109, "081804"],
      [1111111111, "050471"],
      [1234567890, "005924"],
      [2000000000, "279037"],
      [20000000000, "353130"],
    ]
    for (const [seconds, code] of vectors) {
      assert.strictEqual(totpCode(secret, totpStepAt(seconds * 1000)), code)
    }
  })

  it("AUTH-1: is taken half a minute early or late, and no earlier or later", () => {
    const secret = makeTotpSecret()
    const code = totpCode(secret, 1000)
    for (
      const [step, right] of [[998, false], [999, true], [1000, true], [1001, true], [1002, false]] as const
    ) {
      assert.strictEqual(totpStepOf(secret, code, step * 30_000) === 1000, right)
    }
    assert.isUndefined(totpStepOf(secret, "", 30_000_000))
    assert.isUndefined(totpStepOf(secret, `${code}0`, 30_000_000))
  })

  it("AUTH-1: comes from an app that is told so by an address", () => {
    assert.strictEqual(
      totpUri("ABC", "ann@acme.test", "Converse Desk"),
      "otpauth://totp/Converse%20Desk:ann%40acme.test?secret=ABC&issuer=Converse%20Desk&algorithm=SHA1&digits=6&period=30",
    )
  })
})
