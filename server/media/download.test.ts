import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { lookup } from "node:dns"
import { createServer, type RequestListener } from "node:http"
import { download } from "./download.ts"

const serve = (listener: RequestListener) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly url: string; readonly close: () => void }>((resume) => {
      const server = createServer(listener).listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        resume(Effect.succeed({ url: `http://127.0.0.1:${port}`, close: () => server.close() }))
      })
    }),
    ({ close }) => Effect.sync(close),
  )

const options = (url: string, bytesMax = 1000) => ({
  headers: { authorization: "Bearer secret" },
  trustedHost: new URL(url).host,
  bytesMax,
})

describe("download", () => {
  it.live("MEDIA-2: follows the provider to where the file is, and keeps the account's secret from others", () =>
    Effect.gen(function* () {
      const seen: Array<string | undefined> = []
      const { url } = yield* serve((request, response) => {
        seen.push(request.headers.authorization)
        if (request.url === "/file") response.writeHead(307, { location: "/there" }).end()
        else response.writeHead(200, { "content-type": "image/png; x=1" }).end("bytes")
      })
      const { bytes, type } = yield* download(`${url}/file`, options(url))
      assert.deepStrictEqual([new TextDecoder().decode(bytes), type], ["bytes", "image/png"])
      assert.deepStrictEqual(seen, ["Bearer secret", "Bearer secret"])
    }).pipe(Effect.scoped))

  it.live("MEDIA-3: asks nobody of our own network, wherever it is sent", () =>
    Effect.gen(function* () {
      let inner = 0
      const secret = yield* serve((_, response) => {
        inner += 1
        response.end("secret")
      })
      const { url } = yield* serve((_, response) => response.writeHead(302, { location: secret.url }).end())
      const error = yield* Effect.flip(download(`${url}/file`, options(url)))
      assert.isTrue(error.gone)
      assert.strictEqual(inner, 0)
      const local = yield* Effect.flip(
        download(secret.url.replace("127.0.0.1", "localhost"), { ...options(url), trustedHost: null }),
      )
      assert.match(local.message, /may not be asked/)
    }).pipe(Effect.scoped))

  it.live("MEDIA-3: a name is judged by the address that is connected to, whatever it was a moment ago", () =>
    Effect.gen(function* () {
      let inner = 0
      const secret = yield* serve((_, response) => {
        inner += 1
        response.end("secret")
      })
      const { port } = new URL(secret.url)
      const { url } = yield* serve((_, response) =>
        response.writeHead(302, { location: `http://files.example:${port}/` }).end()
      )
      let asked = 0
      const resolve = new Proxy(lookup, {
        apply: (_, __, [, , answer]) => {
          asked += 1
          answer(null, [{ address: "127.0.0.1", family: 4 }])
        },
      })
      const error = yield* Effect.flip(download(`${url}/file`, { ...options(url), resolve }))
      assert.isTrue(error.gone)
      assert.match(error.message, /files\.example may not be asked/)
      assert.deepStrictEqual([asked, inner], [1, 0])
    }).pipe(Effect.scoped))

  it.live("MEDIA-2: gives up on what is too large, gone or goes round in circles, and not on what is only broken", () =>
    Effect.gen(function* () {
      const { url } = yield* serve((request, response) => {
        if (request.url === "/large") response.end("x".repeat(2000))
        else if (request.url === "/round") response.writeHead(302, { location: "/round" }).end()
        else response.writeHead(Number(request.url?.slice(1))).end()
      })
      for (
        const [path, gone] of [
          ["large", true],
          ["round", true],
          ["404", true],
          ["410", true],
          ["500", false],
          ["429", false],
          ["401", false],
        ] as const
      ) {
        const error = yield* Effect.flip(download(`${url}/${path}`, options(url)))
        assert.strictEqual(error.gone, gone, path)
      }
    }).pipe(Effect.scoped))
})
