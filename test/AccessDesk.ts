import { NodeServices } from "@effect/platform-node"
import { ConfigProvider, Context, Effect, Layer, Redacted, type Scope } from "effect"
import { FetchHttpClient, HttpMiddleware, HttpRouter } from "effect/http"
import { SqlClient } from "effect/sql"
import { createHmac, randomUUID } from "node:crypto"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { defaultSwitches } from "../domain/simulator/SimulatorState.ts"
import { SecretBox } from "../server/accounts/SecretBox.ts"
import { SecretKey } from "../server/accounts/SecretKey.ts"
import { freePort } from "../server/database/freePort.ts"
import { Routes, Server } from "../server/http/HttpLive.ts"
import { ServicesLive } from "../server/main.ts"
import { insertWorkspace } from "../server/seed/insertWorkspace.ts"
import { parseSeedFile } from "../server/seed/readSeedFile.ts"
import { SignIn } from "../server/session/SignIn.ts"
import { type Followed, RawSocket } from "./RawSocket.ts"
import { TestDatabase } from "./TestDatabase.ts"
import { type Caller, emails } from "./Caller.ts"
import type { Things } from "./Things.ts"
import { type Ask, makeThings } from "./makeThings.ts"

const secret = "a secret of tests, long enough to be one"

const userOf = (caller: Exclude<Caller, "stranger">, name: string, role: "admin" | "standard") => ({
  email: emails[caller],
  name,
  role,
  licensed: caller !== "unlicensed",
  apiKey: `key-${caller}`,
})

const acme = {
  // On trial everybody would have mails of messages, a moment after these.
  workspace: { name: "Acme", timeZone: "UTC", plan: "paid", defaultAdmin: emails.admin },
  users: [
    userOf("admin", "Ann Acme", "admin"),
    userOf("member", "Stan Acme", "standard"),
    userOf("colleague", "Omar Acme", "standard"),
    userOf("unlicensed", "Una Acme", "standard"),
  ],
  providers: [
    { id: "acme-sim", kind: "simulator" },
    {
      id: "acme-telnyx",
      kind: "telnyx",
      baseUrl: "http://127.0.0.1:9",
      apiKey: "KEY1",
      publicKey: `${"A".repeat(43)}=`,
    },
  ],
  senders: [
    {
      id: "acme-own",
      label: "Own",
      channel: "sms",
      address: "+15005550006",
      provider: "acme-sim",
      users: [emails.member],
    },
    {
      id: "acme-care",
      label: "Care",
      channel: "sms",
      address: "+15005550007",
      provider: "acme-sim",
      users: [emails.colleague],
    },
  ],
}

const other = {
  workspace: { name: "Other", timeZone: "UTC", plan: "paid" },
  users: [userOf("foreigner", "Eve", "admin")],
  providers: [{ id: "other-sim", kind: "simulator" }],
  senders: [
    {
      id: "other",
      label: "Other",
      channel: "sms",
      address: "+15005550009",
      provider: "other-sim",
      users: [emails.foreigner],
    },
  ],
}

const seeded = Effect.forEach([acme, other], (seed) =>
  Effect.gen(function* () {
    const file = yield* parseSeedFile(JSON.stringify(seed))
    yield* insertWorkspace(file, file.users.map(() => null), true)
  })).pipe(
    Effect.provide(SecretBox.layer.pipe(Layer.provide(Layer.succeed(SecretKey, Redacted.make(secret))))),
    Effect.orDie,
  )

const dataFolder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "converse-desk-access-"))),
  (folder) => Effect.promise(() => rm(folder, { recursive: true, force: true, maxRetries: 5 })),
)

/** The desk's own router, which notes what is added to it. */
const notingRouter = (routes: Set<string>) =>
  Layer.effect(
    HttpRouter.HttpRouter,
    HttpRouter.HttpRouter.use((router) =>
      Effect.succeed(HttpRouter.HttpRouter.of({
        ...router,
        add: (method, path, handler, options) => {
          routes.add(`${method} ${path}`)
          return router.add(method, path, handler, options)
        },
        addAll: (added) => {
          for (const { method, path } of added) routes.add(`${method} ${path}`)
          return router.addAll(added)
        },
      }))
    ),
  )

const served = (routes: Set<string>) =>
  HttpRouter.serve(Routes.pipe(Layer.provide(notingRouter(routes))), {
    disableLogger: true,
    disableListenLog: true,
    middleware: HttpMiddleware.compression(),
  }).pipe(Layer.provide(Server), Layer.provideMerge(ServicesLive))

/** The cookie of a session that this user has, whether they could still sign in or not. */
const cookieOf = Effect.fnUntraced(function* (email: string) {
  const sql = yield* SqlClient.SqlClient
  const { cookie } = yield* SignIn
  const token = randomUUID()
  yield* sql`INSERT INTO sessions (id, token, user_id, expires_at, created_at, updated_at)
    SELECT gen_random_uuid(), ${token}, id, now() + interval '1 hour', now(), now() FROM users WHERE email = ${email}`
  const signature = createHmac("sha256", cookie.secret).update(token).digest("base64")
  return `${cookie.name}=${encodeURIComponent(`${token}.${signature}`)}`
})

const make = Effect.gen(function* () {
  const { url: databaseUrl } = yield* TestDatabase
  yield* seeded
  const port = yield* freePort
  const config = ConfigProvider.fromEnvRecord({
    PORT: String(port),
    DATABASE_URL: Redacted.value(databaseUrl),
    DATA_DIR: yield* dataFolder,
    SECRET_KEY: secret,
  })
  const routes = new Set<string>()
  const services = yield* Layer.build(
    served(routes).pipe(
      Layer.provide([NodeServices.layer, FetchHttpClient.layer]),
      Layer.provide(ConfigProvider.layer(config)),
      Layer.fresh,
    ),
  )
  const url = `http://127.0.0.1:${port}`
  const credentialsOf = Effect.fnUntraced(function* (caller: Caller) {
    const cookie = caller === "stranger" ? "" : yield* cookieOf(emails[caller])
    const socket = yield* Effect.acquireRelease(
      Effect.promise(() => RawSocket.open(url, cookie)),
      (open) => Effect.promise(() => open[Symbol.asyncDispose]()),
    )
    return { cookie, socket }
  }, Effect.provideContext(services))
  const credentials = yield* Effect.all({
    admin: credentialsOf("admin"),
    member: credentialsOf("member"),
    colleague: credentialsOf("colleague"),
    unlicensed: credentialsOf("unlicensed"),
    foreigner: credentialsOf("foreigner"),
    stranger: credentialsOf("stranger"),
  })
  const ask: Ask = (caller, tag, payload, endless) =>
    Effect.promise(() => credentials[caller].socket.ask(tag, payload, endless))
  yield* ask("admin", "Simulator.switch", { ...defaultSwitches, latencyMillis: 0, jitterMillis: 0 })
  return AccessDesk.of({
    url,
    routes,
    ask,
    follow: (caller, tag, payload) =>
      Effect.acquireRelease(
        Effect.promise(async () => {
          const socket = await RawSocket.open(url, credentials[caller].cookie)
          return { socket, followed: socket.follow(tag, payload) }
        }),
        ({ socket }) => Effect.promise(() => socket[Symbol.asyncDispose]()),
      ).pipe(Effect.map(({ followed }) => followed)),
    cookie: (caller) => credentials[caller].cookie,
    key: (caller): Record<string, string> =>
      caller === "stranger" ? {} : { authorization: `Bearer key-${caller}` },
    makeThings: makeThings(ask).pipe(Effect.provideContext(services)),
  })
}).pipe(Effect.orDie)

/** The whole server in this process, on a port, with two workspaces and a session for every kind of caller. */
export class AccessDesk extends Context.Service<AccessDesk, {
  readonly url: string
  /** Every route that was added to the router, as `GET /path`. */
  readonly routes: ReadonlySet<string>
  readonly ask: Ask
  /** A stream on a socket of its own: what it said so far, and the moment at which it has said a text. */
  readonly follow: (
    caller: Caller,
    tag: string,
    payload: unknown,
  ) => Effect.Effect<Followed, never, Scope.Scope>
  /** For the desk's own routes; empty for a stranger. */
  readonly cookie: (caller: Caller) => string
  /** For the public API. */
  readonly key: (caller: Caller) => Record<string, string>
  /** A conversation of the member's with everything that hangs on it, at rest. */
  readonly makeThings: Effect.Effect<Things>
}>()("desk/test/AccessDesk") {
  static readonly layer = Layer.effect(AccessDesk, make).pipe(Layer.provideMerge(TestDatabase.layer))
}
