import { assert, layer } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Option, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Address } from "../../domain/contact/Address.ts"
import { TestDatabase } from "../../test/TestDatabase.ts"
import { SecretBox } from "../accounts/SecretBox.ts"
import { SecretKey } from "../accounts/SecretKey.ts"
import { DeskConfig } from "../DeskConfig.ts"
import { Directory } from "../directory/Directory.ts"
import { seedOnce } from "./Seeding.ts"

const environment = (values: Record<string, string>) =>
  DeskConfig.layer.pipe(
    Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnvRecord(values))),
    Layer.fresh,
  )

const databaseLayer = Layer.merge(
  TestDatabase.layer,
  SecretBox.layer.pipe(
    Layer.provideMerge(Layer.succeed(SecretKey, Redacted.make("a secret of tests, long enough to be one"))),
  ),
)
const options = { excludeTestServices: true }

const count = Effect.fnUntraced(function* (table: string) {
  const sql = yield* SqlClient.SqlClient
  const [row] = yield* sql<{ readonly count: number }>`SELECT count(*)::int AS count FROM ${sql(table)}`
  return row?.count
})

const seedFile = {
  workspace: {
    name: "Acme",
    timeZone: "UTC",
    hours: { mon: [["09:00", "17:00"]] },
    holidays: ["2026-12-25"],
  },
  users: [
    { email: "Admin@acme.test", name: "Ann", role: "admin", password: "p", apiKey: "key-ann" },
    { email: "stan@acme.test", name: "Stan", role: "standard", licensed: false },
  ],
  providers: [
    {
      id: "tw1",
      kind: "twilio",
      baseUrl: "http://127.0.0.1:4010",
      accountSid: "AC1",
      authToken: "very secret",
    },
  ],
  senders: [{
    id: "care",
    label: "Parcel Care",
    channel: "sms",
    address: "+15005550006",
    provider: "tw1",
    users: ["stan@acme.test", "admin@acme.test"],
  }],
  contacts: [{ name: "Elena Marsh", phones: ["+15555550123", "+15555550124"], language: "es_mx" }],
  consents: [{ phone: "+15555550123", channel: "whatsapp", source: "web form", at: "2026-01-01T00:00:00Z" }],
}

const fileWith = (content: unknown) =>
  Effect.acquireRelease(
    Effect.promise(() => mkdtemp(join(tmpdir(), "seed-"))),
    (folder) => Effect.promise(() => rm(folder, { recursive: true })),
  ).pipe(
    Effect.map((folder) => join(folder, "seed.json")),
    Effect.tap((path) => Effect.promise(() => writeFile(path, JSON.stringify(content)))),
  )

layer(databaseLayer, options)("the first start with a seed file", (it) => {
  it.effect("AUTH-1: makes nothing of a file that has a problem", () =>
    Effect.gen(function* () {
      const path = yield* fileWith({ ...seedFile, users: [] })
      const error = yield* Effect.flip(seedOnce(true).pipe(Effect.provide(environment({ SEED_FILE: path }))))
      assert.strictEqual(error._tag, "SeedFileError")
      assert.strictEqual(yield* count("workspaces"), 0)
    }).pipe(Effect.scoped))

  it.effect("AUTH-1: makes the workspace of the file, and the directory knows it", () =>
    Effect.gen(function* () {
      const path = yield* fileWith(seedFile)
      const outcome = yield* seedOnce(true).pipe(Effect.provide(environment({ SEED_FILE: path })))
      assert.deepStrictEqual(outcome, { seeded: true, demoEmails: [], demoPassword: Option.none() })

      const { accounts, senderAt, users, workspaces } = yield* Directory.use(({ snapshot }) => snapshot).pipe(
        Effect.provide(Directory.layer),
      )
      const [workspace] = workspaces.values()
      const ann = [...users.values()].find(({ name }) => name === "Ann")
      assert.strictEqual(workspace?.demo, false)
      assert.strictEqual(workspace?.defaultAdmin, ann?.id)
      assert.strictEqual(ann?.email, "admin@acme.test")
      assert.deepStrictEqual(accounts.get("tw1")?.credentials, {
        kind: "twilio",
        accountSid: "AC1",
        authToken: "very secret",
      })
      assert.strictEqual(senderAt("tw1", "sms", Address.make("+1 500-555-0006"))?.users.length, 2)
      assert.isUndefined(senderAt("tw1", "whatsapp", Address.make("+15005550006")))
      assert.strictEqual(yield* count("contact_phones"), 2)
      const sql = yield* SqlClient.SqlClient
      assert.deepStrictEqual(yield* sql`SELECT language FROM contacts`, [{ language: "es-MX" }])
      assert.strictEqual(yield* count("credentials"), 1)
    }).pipe(Effect.scoped))

  it.effect("ADMIN-2: leaves no secret readable in the database", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const rows = yield* sql<{ readonly text: string }>`
        SELECT (SELECT json_agg(provider_accounts) FROM provider_accounts)::text
          || (SELECT json_agg(api_keys) FROM api_keys)::text || (SELECT json_agg(credentials) FROM credentials)::text AS text`
      assert.lengthOf(rows, 1)
      assert.notMatch(rows[0]?.text ?? "", /very secret|key-ann|"p"/)
    }))
})

layer(databaseLayer, options)("the first start without one", (it) => {
  it.effect("AUTH-1: makes no demo in a database that is not ours", () =>
    Effect.gen(function* () {
      assert.isFalse((yield* seedOnce(false).pipe(Effect.provide(environment({})))).seeded)
      assert.isFalse((yield* seedOnce(true).pipe(Effect.provide(environment({ SEED_DEMO: "false" })))).seeded)
    }))

  it.effect("AUTH-1: makes one demo when two nodes start at once, and says its password once", () =>
    Effect.gen(function* () {
      const starts = yield* Effect.all(
        [seedOnce(false), seedOnce(false)].map(Effect.provide(environment({ SEED_DEMO: "true" }))),
        { concurrency: "unbounded" },
      )
      const made = starts.filter(({ seeded }) => seeded)
      assert.lengthOf(made, 1)
      const password = Option.getOrThrow(made[0]?.demoPassword ?? Option.none())
      assert.match(Redacted.value(password), /^[a-z2-9]{12}$/)
      assert.deepStrictEqual(starts.map(({ demoPassword }) => Option.isSome(demoPassword)).sort(), [
        false,
        true,
      ])
      assert.strictEqual(yield* count("workspaces"), 1)
      assert.strictEqual(yield* count("users"), 3)
    }))

  it.effect("AUTH-1: makes nothing at the second start but knows the demo's users", () =>
    Effect.gen(function* () {
      const outcome = yield* seedOnce(true).pipe(Effect.provide(environment({ DEMO_PASSWORD: "other" })))
      assert.deepStrictEqual(outcome, {
        seeded: false,
        demoEmails: ["admin@example.com", "dana@example.com", "omar@example.com"],
        demoPassword: Option.none(),
      })
    }))
})
