import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Context, Effect, Layer, Redacted, Stream } from "effect"
import {
  createDecipheriv,
  createECDH,
  createPublicKey,
  hkdfSync,
  randomBytes,
  randomUUID,
  verify,
} from "node:crypto"
import { once } from "node:events"
import { createServer, type IncomingHttpHeaders } from "node:http"
import { buffer } from "node:stream/consumers"
import type { User, UserId } from "../../domain/user/User.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { SecretKey } from "../accounts/SecretKey.ts"
import { actorOf } from "../conversations/Conversations.ts"
import { OnlineDesks } from "../feed/OnlineDesks.ts"
import { configFor } from "../mail/MailFixture.ts"
import { caughtUp, customerOf, named, notificationFixture } from "../notifications/NotificationFixture.ts"
import { PushDelivery } from "./PushDelivery.ts"
import { PushSubscriptions } from "./PushSubscriptions.ts"

interface Asked {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array
}

/** A stand-in for a push service, which keeps what it was asked and answers as it is told. */
class PushService extends Context.Service<PushService, {
  readonly host: string
  readonly asked: Array<Asked>
  /** By path; 201 where there is none. The first is used up with each answer but the last. */
  readonly answers: Map<string, Array<number>>
}>()("desk/server/push/PushService") {
  static readonly layer = Layer.effect(
    PushService,
    Effect.gen(function* () {
      const asked: Array<Asked> = []
      const answers = new Map<string, Array<number>>()
      const server = yield* Effect.acquireRelease(
        Effect.promise(async () => {
          const made = createServer((request, response) => {
            void buffer(request).then((body) => {
              const path = request.url ?? ""
              asked.push({ path, headers: request.headers, body })
              const left = answers.get(path) ?? [201]
              response.writeHead((left.length > 1 ? left.shift() : left[0]) ?? 201).end()
            })
          })
          made.listen(0, "127.0.0.1")
          await once(made, "listening")
          return made
        }),
        (made) => Effect.sync(() => made.close()),
      )
      const address = server.address()
      const port = address === null || typeof address === "string" ? 0 : address.port
      return { host: `127.0.0.1:${port}`, asked, answers }
    }),
  )
}

const online = new Set<UserId>()
const desks = Layer.succeed(OnlineDesks, {
  opened: () => Effect.void,
  users: Effect.sync(() => online),
  changes: Stream.never,
})

const services = Layer.unwrap(PushService.use(({ host }) =>
  Effect.succeed(
    PushDelivery.layer.pipe(
      Layer.provideMerge(PushSubscriptions.layer),
      Layer.provide([desks, configFor({ PUSH_HOSTS: host, PUBLIC_URL: "https://desk.test" })]),
      Layer.provideMerge(notificationFixture()),
      Layer.provide(Layer.succeed(SecretKey, Redacted.make("a secret of tests, long enough to be one"))),
    ),
  )
)).pipe(Layer.provideMerge(PushService.layer))

/** A browser of a user that is signed in, with keys of its own. */
const browserOf = Effect.fnUntraced(function* (user: User, name: string) {
  const sql = yield* PgClient.PgClient
  const { host } = yield* PushService
  const { workspaceId } = yield* TestWorkspace
  const push = yield* PushSubscriptions
  const sessionId = randomUUID()
  yield* sql`INSERT INTO sessions (id, user_id, token, expires_at)
    VALUES (${sessionId}, ${user.id}, ${sessionId}, now() + interval '1 hour')`
  const ecdh = createECDH("prime256v1")
  const p256dh = ecdh.generateKeys("base64url")
  const auth = randomBytes(16)
  const viewer = { user, workspaceId, sessionId }
  const endpoint = `http://${host}/${name}`
  yield* push.subscribe(viewer, { endpoint, p256dh, auth: auth.toString("base64url") })
  const read = (body: Uint8Array): unknown => {
    const bytes = Buffer.from(body)
    const [salt, theirs, sealed] = [bytes.subarray(0, 16), bytes.subarray(21, 86), bytes.subarray(86)]
    const hkdf = (key: Uint8Array, with_: Uint8Array, info: Uint8Array, length: number) =>
      Buffer.from(hkdfSync("sha256", key, with_, info, length))
    const info = Buffer.concat([Buffer.from("WebPush: info\0"), ecdh.getPublicKey(), theirs])
    const key = hkdf(ecdh.computeSecret(theirs), auth, info, 32)
    const decipher = createDecipheriv(
      "aes-128-gcm",
      hkdf(key, salt, Buffer.from("Content-Encoding: aes128gcm\0"), 16),
      hkdf(key, salt, Buffer.from("Content-Encoding: nonce\0"), 12),
    ).setAuthTag(sealed.subarray(-16))
    const text = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
    return JSON.parse(text.subarray(0, -1).toString("utf8"))
  }
  return { endpoint, read, sessionId, viewer }
})

const delivered = Effect.gen(function* () {
  const service = yield* PushService
  yield* caughtUp
  yield* PushDelivery.use(({ deliver }) => deliver)
  return service.asked.splice(0)
})

/** Whether a token of a push service says what it should, and was signed by the key beside it. */
const verified = (authorization: string, origin: string): boolean => {
  const [, token = "", key = ""] = /^vapid t=(\S+), k=(\S+)$/.exec(authorization) ?? []
  const [head = "", claims = "", signature = ""] = token.split(".")
  const point = Buffer.from(key, "base64url")
  const publicKey = createPublicKey({
    format: "jwk",
    key: {
      kty: "EC",
      crv: "P-256",
      x: point.subarray(1, 33).toString("base64url"),
      y: point.subarray(33).toString("base64url"),
    },
  })
  const said: unknown = JSON.parse(Buffer.from(claims, "base64url").toString("utf8"))
  assert.deepInclude(said, { aud: origin, sub: "https://desk.test" })
  return verify(
    "sha256",
    Buffer.from(`${head}.${claims}`),
    { key: publicKey, dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  )
}

layer(services, { excludeTestServices: true })("push", (it) => {
  it.effect("NOTIFY-6: tells a browser who wrote and where to, readable by it alone, while no desk is open", () =>
    Effect.gen(function* () {
      const { dana, owned } = yield* TestWorkspace
      const { host } = yield* PushService
      const browser = yield* browserOf(dana, "dana")
      const customer = yield* customerOf(owned, "+14155550136")
      yield* named(customer.phone, "Elena Marsh")
      yield* customer.writes("my secret")
      const [asked] = yield* delivered
      assert.isDefined(asked)
      if (!asked) return
      assert.strictEqual(asked.headers["content-encoding"], "aes128gcm")
      assert.strictEqual(asked.headers["ttl"], "3600")
      assert.isTrue(verified(asked.headers.authorization ?? "", `http://${host}`))
      assert.deepStrictEqual(browser.read(asked.body), {
        title: "New message from Elena Marsh",
        body: "SMS, owned",
        tag: customer.id,
        path: `/inbox/${customer.id}`,
      })
      online.add(dana.id)
      yield* customer.writes("at the desk")
      assert.deepStrictEqual(yield* delivered, [])
      online.delete(dana.id)
      assert.deepStrictEqual(yield* delivered, [])
    }))

  it.effect("NOTIFY-6, ASSIGN-3: tells the new owner of what was assigned in one go, once", () =>
    Effect.gen(function* () {
      const { ann, omar, shared } = yield* TestWorkspace
      const browser = yield* browserOf(omar, "omar")
      const customers = yield* Effect.forEach(
        ["+14155550137", "+14155550147", "+14155550148"],
        (phone) => customerOf(shared, phone),
      )
      for (const customer of customers) yield* customer.writes("whose am I?")
      yield* caughtUp
      const [first, ...others] = customers
      if (!first) return
      const assign = (customer: typeof first) =>
        customer.execute({ _tag: "Assign", by: actorOf(ann), to: omar.id, seen: null })
      const told = Effect.map(delivered, (asked) => asked.map(({ body }) => browser.read(body)))
      yield* assign(first)
      const tag = `assigned by ${ann.id}`
      assert.deepStrictEqual(yield* told, [
        {
          title: "Ann assigned you a conversation",
          body: "+1 415-555-0137",
          tag,
          path: `/inbox/${first.id}`,
        },
      ])
      for (const customer of others) yield* assign(customer)
      assert.deepStrictEqual(yield* told, [
        {
          title: "Ann assigned you 3 conversations",
          body: "+1 415-555-0137 and 2 more",
          tag,
          path: "/inbox",
        },
      ])
    }))

  it.effect("NOTIFY-6: shows a name as one line of few letters, whatever somebody calls themselves", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const { dana, owned } = yield* TestWorkspace
      yield* sql`DELETE FROM push_subscriptions`
      const browser = yield* browserOf(dana, "long")
      const customer = yield* customerOf(owned, "+14155550149")
      yield* named(customer.phone, `Eve\r\n\u202E${'\u{1F468}\u0001"'.repeat(2_500)}`)
      yield* customer.writes("hello")
      const [asked] = yield* delivered
      assert.isBelow(asked?.body.length ?? Infinity, 3_993)
      const said = JSON.stringify(browser.read(asked?.body ?? new Uint8Array()))
      assert.match(said, /New message from Eve \u{1F468}/u)
    }))

  it.effect("NOTIFY-6: forgets a browser that the push service no longer knows, and tries again what it refuses for now", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const { dana, owned } = yield* TestWorkspace
      const { answers } = yield* PushService
      yield* sql`DELETE FROM push_subscriptions`
      yield* browserOf(dana, "gone")
      yield* browserOf(dana, "busy")
      answers.set("/gone", [410])
      answers.set("/busy", [503, 201])
      const customer = yield* customerOf(owned, "+14155550138")
      yield* customer.writes("hello")
      assert.deepStrictEqual((yield* delivered).map(({ path }) => path).sort(), ["/busy", "/busy", "/gone"])
      yield* customer.writes("hello again")
      assert.deepStrictEqual((yield* delivered).map(({ path }) => path), ["/busy"])
    }))

  it.effect("NOTIFY-6, AUTH-1: tells nothing more once the session has ended or the user has no licence", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const { dana, owned } = yield* TestWorkspace
      yield* sql`DELETE FROM push_subscriptions`
      const browser = yield* browserOf(dana, "ends")
      const customer = yield* customerOf(owned, "+14155550139")
      yield* customer.writes("one")
      yield* sql`UPDATE users SET licensed = false WHERE id = ${dana.id}`
      assert.deepStrictEqual(yield* delivered, [])
      yield* sql`UPDATE users SET licensed = true WHERE id = ${dana.id}`
      yield* sql`UPDATE sessions SET expires_at = now() WHERE id = ${browser.sessionId}`
      yield* customer.writes("expired")
      assert.deepStrictEqual(yield* delivered, [])
      yield* sql`UPDATE sessions SET expires_at = now() + interval '1 hour' WHERE id = ${browser.sessionId}`
      yield* customer.writes("two")
      yield* caughtUp
      yield* sql`DELETE FROM sessions WHERE id = ${browser.sessionId}`
      assert.deepStrictEqual(yield* delivered, [])
    }))

  it.effect("NOTIFY-6: asks nothing but push services, and keeps its key sealed and the same", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const { dana } = yield* TestWorkspace
      const push = yield* PushSubscriptions
      const { viewer } = yield* browserOf(dana, "keys")
      const keys = { p256dh: `B${"A".repeat(86)}`, auth: "A".repeat(22) }
      for (
        const endpoint of [
          "http://169.254.169.254/latest",
          "https://fcm.googleapis.com.evil.test/x",
          "https://fcm.googleapis.com:8443/x",
          "http://fcm.googleapis.com/x",
        ]
      ) {
        const refused = yield* Effect.flip(push.subscribe(viewer, { ...keys, endpoint }))
        assert.strictEqual(refused._tag, "Refusal", endpoint)
      }
      yield* push.subscribe(viewer, {
        ...keys,
        endpoint: "https://updates.push.services.mozilla.com/wpush/v2/x",
      })
      const { privateKey, publicKey } = yield* push.keys
      const [row] = yield* sql<{ readonly publicKey: string; readonly sealedPrivateKey: string }>`
        SELECT public_key, sealed_private_key FROM push_keys`
      assert.strictEqual(row?.publicKey, publicKey)
      assert.notInclude(row?.sealedPrivateKey, privateKey)
    }))

  it.effect("NOTIFY-6: of nodes that start together all have the same key", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      yield* sql`DELETE FROM push_keys`
      const node = Effect.scoped(Effect.flatMap(
        Layer.build(Layer.fresh(PushSubscriptions.layer).pipe(Layer.provide(configFor({})))),
        (made) => Context.get(made, PushSubscriptions).keys,
      ))
      const keys = yield* Effect.replicateEffect(node, 4, { concurrency: 4 })
      assert.strictEqual(new Set(keys.map(({ privateKey, publicKey }) => privateKey + publicKey)).size, 1)
    }))
})
