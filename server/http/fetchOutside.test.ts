import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { createServer, type RequestListener } from "node:http"
import { fetchOutside, isPrivateAddress } from "./fetchOutside.ts"

const serve = (listener: RequestListener) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly url: URL; readonly close: () => void }>((resume) => {
      const server = createServer(listener).listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        const url = new URL(`http://127.0.0.1:${port}`)
        resume(Effect.succeed({ url, close: () => server.close() }))
      })
    }),
    ({ close }) => Effect.sync(close),
  )

const post = (url: URL) =>
  Effect.tryPromise(async (signal) => {
    const response = await fetchOutside(url, { method: "POST", body: "once", signal }, { trusted: true })
    await response.text()
    return response.status
  })

describe("fetchOutside", () => {
  it.live("BOT-1: what was posted on a kept connection that breaks is not posted again", () =>
    Effect.gen(function* () {
      let posts = 0
      const { url } = yield* serve((request, response) => {
        posts += 1
        request.resume().on("end", () => posts === 1 ? response.end("taken") : request.socket.destroy())
      })
      assert.strictEqual(yield* post(url), 200)
      yield* Effect.flip(post(url))
      assert.strictEqual(posts, 2)
    }).pipe(Effect.scoped))

  it.live("BOT-1: it goes nowhere else than where it was sent", () =>
    Effect.gen(function* () {
      const paths: Array<string | undefined> = []
      const { url } = yield* serve((request, response) => {
        paths.push(request.url)
        response.writeHead(307, { location: "/elsewhere" }).end()
      })
      assert.strictEqual(yield* post(url), 307)
      assert.deepStrictEqual(paths, ["/"])
    }).pipe(Effect.scoped))

  it.each([
    ["127.0.0.1", true],
    ["10.1.2.3", true],
    ["172.16.0.1", true],
    ["172.32.0.1", false],
    ["192.168.1.1", true],
    ["169.254.169.254", true],
    ["0.0.0.0", true],
    ["100.64.0.1", true],
    ["8.8.8.8", false],
    ["::1", true],
    ["::", true],
    ["fe80::1", true],
    ["fd00::1", true],
    ["::ffff:127.0.0.1", true],
    ["2606:4700::1111", false],
    ["nonsense", true],
  ])("MEDIA-3: %s is of our own network: %s", (address, expected) => {
    assert.strictEqual(isPrivateAddress(address), expected)
  })
})
