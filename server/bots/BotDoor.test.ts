import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer } from "effect"
import { createServer } from "node:net"
import { DeskConfig } from "../DeskConfig.ts"
import { BotDoor, signWebhook } from "./BotDoor.ts"

const doorWith = (env: Record<string, string>) =>
  BotDoor.layer.pipe(
    Layer.provide(DeskConfig.layer),
    Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnvRecord(env))),
    Layer.orDie,
  )

/** A server's that is gone: nobody listens there. */
const closedPort = Effect.callback<number>((resume) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const address = server.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    server.close(() => resume(Effect.succeed(port)))
  })
})

const send = Effect.fnUntraced(function* (url: string) {
  const door = yield* BotDoor
  return yield* door.send({ id: "msg_1", url, secret: "whsec_c2VjcmV0", timeLimitSeconds: 5, body: "{}" })
})

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

  it.live.each([
    "http://127.0.0.1/",
    "http://[::1]/",
    "http://169.254.169.254/latest/meta-data",
    "http://localhost/",
  ])("BOT-1: asks %s of our own network only where the operator named it", (url) =>
    Effect.gen(function* () {
      const refused = yield* Effect.flip(send(url).pipe(Effect.provide(doorWith({}))))
      assert.isTrue(refused.forGood)
      assert.match(refused.message, /the desk's own network.*BOT_HOSTS/)
    }))

  it.live("BOT-1: a host that the operator named is asked, and tried again when it does not answer", () =>
    Effect.gen(function* () {
      const host = `127.0.0.1:${yield* closedPort}`
      const named = doorWith({ BOT_HOSTS: host })
      const failed = yield* Effect.flip(send(`http://${host}/`).pipe(Effect.provide(named)))
      assert.isFalse(failed.forGood)
      assert.match(failed.message, /No connection/)
    }))
})
