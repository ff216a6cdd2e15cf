import { assert, describe, it } from "@effect/vitest"
import { createECDH } from "node:crypto"
import { encryptPush } from "./encryptPush.ts"

describe("an encrypted push", () => {
  it("NOTIFY-6: is the one that RFC 8291 (section 5) gives for its keys, salt and text", () => {
    const own = createECDH("prime256v1")
    own.setPrivateKey("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw", "base64url")
    const sealed = encryptPush(
      "When I grow up, I want to be a watermelon",
      {
        p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        auth: "BTBZMqHH6r4Tts7J_aSIgg",
      },
      Buffer.from("DGv6ra1nlYgDCS1FRnbzlw", "base64url"),
      own,
    )
    assert.strictEqual(
      Buffer.from(sealed).toString("base64url"),
      "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_" +
        "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
    )
  })
})
