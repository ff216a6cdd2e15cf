import { PgClient } from "@effect/sql-pg"
import { NodeHttpClient } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { Effect, Fiber, Layer, Stream } from "effect"
import { makeStandInProvider } from "../../test/StandInProvider.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { AuditLog } from "../audit/AuditLog.ts"
import { Directory } from "../directory/Directory.ts"
import { directoryFor } from "../feed/directoryFor.ts"
import {
  accountNow,
  accountsLayer,
  addTwilio,
  foreigner,
  recordOf,
  twilioSettings,
  twilioSid,
  twilioToken,
  viewerOf,
} from "./AccountFixture.ts"
import { ProviderAccounts } from "./ProviderAccounts.ts"

const messageOf = <A>(effect: Effect.Effect<A, { readonly message: string }>) =>
  Effect.map(Effect.flip(effect), ({ message }) => message)

const audited = Effect.gen(function* () {
  const { workspaceId } = yield* TestWorkspace
  const log = yield* AuditLog
  const { entries } = yield* log.list(
    workspaceId,
    { user: null, action: null, from: null, until: null },
    50,
    null,
  )
  return entries
})

const start = Effect.gen(function* () {
  const { ann, dana } = yield* TestWorkspace
  return {
    accounts: yield* ProviderAccounts,
    viewer: yield* viewerOf(ann),
    dana: yield* viewerOf(dana),
    directory: yield* Directory,
  }
})

layer(accountsLayer, { excludeTestServices: true })("the provider accounts of a workspace", (it) => {
  it.effect("ADMIN-1, ADMIN-3: one is added, changed and switched off, on every node at once and on record", () =>
    Effect.gen(function* () {
      const { accounts, directory, viewer } = yield* start
      const id = yield* addTwilio(null)
      assert.deepInclude((yield* recordOf(id)).credentials, { accountSid: twilioSid, authToken: twilioToken })

      const view = yield* accountNow(id)
      const settings = { label: " Twilio US ", baseUrl: null, credentials: { authToken: "another token" } }
      yield* Effect.gen(function* () {
        const there = yield* Directory
        const heard = yield* there.changes.pipe(
          Stream.filter((snapshot) => snapshot.accounts.get(id)?.label === "Twilio US"),
          Stream.runHead,
          Effect.forkChild({ startImmediately: true }),
        )
        yield* accounts.change(viewer, id, view.version, settings)
        yield* Fiber.join(heard)
      }).pipe(Effect.provide(Layer.fresh(Directory.layer)))
      assert.deepInclude((yield* recordOf(id)).credentials, {
        accountSid: twilioSid,
        authToken: "another token",
      })
      assert.include(
        yield* messageOf(accounts.change(viewer, id, view.version, settings)),
        "Someone else changed",
      )
      yield* accounts.switchOff(viewer, id, true)
      assert.isTrue((yield* accountNow(id)).disabled)
      yield* accounts.switchOff(viewer, id, false)
      assert.isNull((yield* directory.snapshot).accounts.get(id)?.disabledAt)

      const own = (yield* audited).filter(({ subject }) => subject?.id === id)
      assert.deepStrictEqual(own.map(({ action }) => action), [
        "account_switched_on",
        "account_switched_off",
        "account_changed",
        "account_added",
      ])
      assert.deepStrictEqual(own[2]?.detail.changes, [
        { what: "Name", before: "Our Twilio", after: "Twilio US" },
        { what: "Auth Token", before: "kept", after: "replaced" },
      ])
      assert.notInclude(JSON.stringify(own), "another token")
    }))

  it.effect("ADMIN-2: secrets are sealed in the database and never leave the server again", () =>
    Effect.gen(function* () {
      const { accounts, directory, viewer } = yield* start
      const sql = yield* PgClient.PgClient
      const id = yield* addTwilio(null)
      const [row] = yield* sql`SELECT * FROM provider_accounts WHERE id = ${id}`
      assert.notInclude(JSON.stringify(row), "token of a test")
      assert.notInclude(JSON.stringify(row), twilioSid)
      const list = yield* accounts.list(viewer)
      assert.notInclude(JSON.stringify(list), "token of a test")
      const told = directoryFor(yield* directory.snapshot, viewer)
      assert.notInclude(JSON.stringify(told), "token of a test")
      const view = yield* accountNow(id)
      assert.deepStrictEqual(view.values, { accountSid: twilioSid })
      assert.deepStrictEqual(view.kept, ["authToken"])
    }))

  it.effect("ADMIN-2: a kept secret does not go to another address than the one that it was typed for", () =>
    Effect.gen(function* () {
      const { accounts, viewer } = yield* start
      const id = yield* addTwilio(null)
      const { version } = yield* accountNow(id)
      const elsewhere = { label: "Ours", baseUrl: "https://thief.example", credentials: {} }
      assert.include(yield* messageOf(accounts.change(viewer, id, version, elsewhere)), "Enter them again")
      assert.include(
        yield* messageOf(accounts.check(viewer, { id, kind: "twilio", ...elsewhere })),
        "Enter them again",
      )
      const typed = { ...elsewhere, credentials: { authToken: twilioToken } }
      yield* accounts.change(viewer, id, version, typed)
      assert.strictEqual((yield* recordOf(id)).baseUrl, "https://thief.example")
    }))

  it.effect("ADMIN-1: what is missing or malformed is said of its field, and nothing is kept", () =>
    Effect.gen(function* () {
      const { accounts, viewer } = yield* start
      const good = twilioSettings(null)
      const wrong = [
        [{ ...good, credentials: { accountSid: twilioSid } }, "Auth Token"],
        [{ ...good, credentials: { accountSid: "AC1", authToken: "x" } }, "This is no Account SID"],
        [{ ...good, baseUrl: "ftp://example.com" }, "Write an address"],
        [{ ...good, baseUrl: "https://user:word@example.com" }, "Write an address"],
      ] as const
      const before = (yield* accounts.list(viewer)).accounts.length
      for (const [settings, words] of wrong) {
        assert.include(yield* messageOf(accounts.add(viewer, "twilio", settings)), words)
      }
      assert.include(yield* messageOf(accounts.add(viewer, "carrier pigeon", good)), "no such kind")
      assert.include(yield* messageOf(accounts.add(viewer, "simulator", good)), "no such kind")
      assert.lengthOf((yield* accounts.list(viewer)).accounts, before)
    }))

  it.effect("ADMIN-1: gives the webhook addresses, with what came last to each", () =>
    Effect.gen(function* () {
      const { accounts, viewer } = yield* start
      const { workspaceId } = yield* TestWorkspace
      const sql = yield* PgClient.PgClient
      const id = yield* addTwilio(null)
      const empty = yield* accountNow(id)
      assert.deepStrictEqual(empty.webhooks.map(({ url }) => url), [
        `https://desk.acme.test/webhooks/twilio/${id}/messages#rc=5&rp=all`,
        `https://desk.acme.test/webhooks/twilio/${id}/status#rc=5&rp=all`,
      ])
      assert.isTrue(
        empty.webhooks.every(({ badSignatureAt, last }) => last === null && badSignatureAt === null),
      )
      const note = (endpoint: string, outcome: string, at: number) =>
        sql`INSERT INTO webhook_log (workspace_id, account_id, received_at, endpoint, outcome, updates, detail)
          VALUES (${workspaceId}, ${id}, ${new Date(at)}, ${endpoint}, ${outcome}, 0, '')`
      yield* note("messages", "bad_signature", 1_000)
      yield* note("messages", "accepted", 2_000)
      yield* note("status", "accepted", 3_000)
      yield* note("status", "bad_signature", 4_000)
      const [messages, status] = (yield* accountNow(id)).webhooks
      assert.deepInclude(messages, { last: { at: 2_000, outcome: "accepted" }, badSignatureAt: null })
      assert.deepInclude(status, { last: { at: 3_000, outcome: "accepted" }, badSignatureAt: 4_000 })
      assert.include((yield* accounts.list(viewer)).unreachable ?? "", "your own network")
    }))

  it.effect("AUTH-4: another workspace's accounts are not there", () =>
    Effect.gen(function* () {
      const { accounts } = yield* start
      const id = yield* addTwilio(null)
      const eve = yield* foreigner
      assert.deepStrictEqual((yield* accounts.list(eve)).accounts, [])
      const asked = { id, kind: "twilio", baseUrl: null, credentials: {} }
      for (
        const refused of [
          messageOf(accounts.change(eve, id, 1, twilioSettings(null))),
          messageOf(accounts.switchOff(eve, id, true)),
          messageOf(accounts.check(eve, asked)),
          messageOf(accounts.numbers(eve, id)),
        ]
      ) assert.include(yield* refused, "no such provider account")
    }))

  it.effect("ADMIN-1: the test asks with what is typed or kept, and a refusal is known to all desks until it is mended", () =>
    Effect.gen(function* () {
      const { accounts, dana, directory, viewer } = yield* start
      const provider = yield* makeStandInProvider({ accountSid: twilioSid, authToken: "the new token" }).pipe(
        Effect.provide(NodeHttpClient.layerUndici),
      )
      const id = yield* addTwilio(provider.url)
      const asked = { id, kind: "twilio", baseUrl: provider.url }
      const refused = yield* accounts.check(viewer, { ...asked, credentials: {} })
      assert.strictEqual(refused.outcome, "refused")
      const problems = Effect.map(
        directory.snapshot,
        (snapshot) =>
          [viewer, dana].map((one) => directoryFor(snapshot, one)?.accountProblems.map(({ kind }) => kind)),
      )
      // Dana has no Sender ID of it: it does not concern her.
      assert.deepStrictEqual(yield* problems, [["refused"], []])

      const typed = { authToken: "the new token" }
      assert.notStrictEqual(
        (yield* accounts.check(viewer, { ...asked, credentials: typed })).outcome,
        "refused",
      )
      assert.deepStrictEqual(yield* problems, [["refused"], []])
      const { version } = yield* accountNow(id)
      yield* accounts.change(viewer, id, version, { ...twilioSettings(provider.url), credentials: typed })
      assert.deepStrictEqual(yield* problems, [[], []])
    }))
})
