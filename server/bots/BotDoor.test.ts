import { assert, describe, it } from "@effect/vitest"
import { signWebhook } from "./BotDoor.ts"

describe("a webhook to a bot", () => {
  it("BOT-1: is signed as Standard Webhooks says, by its own example", () => {
    assert.deepStrictEqual(
      signWebhook({
        id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
        body: `{"test": 2432232314}`,
        secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
      }, 1_614_265_330),
      {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
      },
    )
  })
})
