import { assert, describe, it } from "@effect/vitest"
import { Effect, Queue } from "effect"
import { createServer } from "node:http"
import { demoPassword, DeskProcess } from "../test/DeskProcess.ts"

const signIn = (desk: DeskProcess) =>
  Effect.promise(async () => {
    const response = await fetch(`${desk.url}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: "dana@example.com", password: demoPassword }),
    })
    await response.body?.cancel()
    return { status: response.status, cookie: response.headers.getSetCookie()[0]?.split(";")[0] ?? "" }
  })

const whoAmI = (desk: DeskProcess, cookie: string) =>
  Effect.promise(() =>
    fetch(`${desk.url}/api/auth/get-session`, { headers: { cookie } }).then((response) => response.json())
  )

/** Stands in for a collector of traces; says at which addresses something was delivered. */
const collector = Effect.acquireRelease(
  Effect.gen(function* () {
    const delivered = yield* Queue.unbounded<string>()
    const server = createServer((request, response) => {
      request.resume().once("end", () => {
        Queue.offerUnsafe(delivered, request.url ?? "")
        response.writeHead(200, { "content-type": "application/json" }).end("{}")
      })
    })
    yield* Effect.callback<void>((resume) => void server.listen(0, "127.0.0.1", () => resume(Effect.void)))
    const address = server.address()
    const port = typeof address === "object" ? address?.port : undefined
    return { server, delivered, url: `http://127.0.0.1:${port}` }
  }),
  ({ server }) => Effect.sync(() => server.closeAllConnections()),
)

describe("the desk on its own database", () => {
  it.live(
    "CONV-6: keeps its data and its sessions over a stop and over kill -9",
    () =>
      Effect.gen(function* () {
        const desk = yield* DeskProcess.scoped({ embedded: true })
        const { cookie, status } = yield* signIn(desk)
        assert.strictEqual(status, 200)
        for (const end of ["stop", "kill"] as const) {
          yield* Effect.promise(() => desk[end]())
          yield* Effect.promise(() => desk.restart())
          const session = yield* whoAmI(desk, cookie)
          assert.strictEqual(session?.user?.email, "dana@example.com", `after ${end}`)
        }
      }).pipe(Effect.scoped),
    90_000,
  )

  it.live(
    "says in one line what to do when the port is taken or the data folder is another desk's",
    () =>
      Effect.gen(function* () {
        const desk = yield* DeskProcess.scoped()
        const other = yield* DeskProcess.scoped()
        yield* Effect.promise(() => other.stop())
        const failure = (env: Readonly<Record<string, string>>) =>
          Effect.promise(() => other.restart(env).then(() => "", String))
        assert.match(
          yield* failure({ PORT: String(desk.port) }),
          new RegExp(`Port ${desk.port} is in use. Stop the program that uses it, or set PORT to another.`),
        )
        assert.match(
          yield* failure({ DATA_DIR: desk.dataDir }),
          /The data folder .* is in use by another desk/,
        )
        assert.match(yield* failure({ PORT: "eighty" }), /Converse Desk stopped.*PORT/s)
      }).pipe(Effect.scoped),
    90_000,
  )

  it.live("sends traces where it is told to", () =>
    Effect.gen(function* () {
      const { delivered, url } = yield* collector
      const desk = yield* DeskProcess.scoped({ env: { OTLP_URL: url } })
      yield* signIn(desk)
      yield* Effect.repeat(Queue.take(delivered), { until: (path) => path === "/v1/traces" })
    }).pipe(Effect.scoped), 60_000)
})
