import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { demoWorkspace } from "./demoWorkspace.ts"
import { parseSeedFile } from "./readSeedFile.ts"
import { SeedFile } from "./SeedFile.ts"

/** The example of the operator's guide, whole. */
const example = {
  workspace: {
    name: "Acme",
    timeZone: "America/New_York",
    plan: "trial",
    hours: { mon: [["09:00", "17:00"]], sat: [] },
    holidays: ["2026-12-25"],
    defaultAdmin: "admin@acme.test",
  },
  users: [
    {
      email: "admin@acme.test",
      name: "Ann",
      role: "admin",
      licensed: true,
      password: "p",
      apiKey: "key-ann",
    },
    {
      email: "stan@acme.test",
      name: "Stan",
      role: "standard",
      licensed: true,
      password: "p",
      apiKey: "key-stan",
    },
  ],
  providers: [
    { id: "tw1", kind: "twilio", baseUrl: "http://127.0.0.1:4010", accountSid: "AC1", authToken: "t" },
    {
      id: "wa1",
      kind: "whatsapp",
      appSecret: "s",
      verifyToken: "v",
      accessToken: "a",
      businessAccountId: "b",
    },
    { id: "vo1", kind: "vonage", apiKey: "k", apiSecret: "s", signatureSecret: "g", applicationId: "a" },
    { id: "te1", kind: "telnyx", apiKey: "k", publicKey: "p" },
    { id: "sim", kind: "simulator" },
  ],
  senders: [
    {
      id: "care",
      label: "Parcel Care",
      channel: "sms",
      address: "+15005550006",
      provider: "tw1",
      users: ["stan@acme.test"],
    },
    {
      id: "wa",
      label: "Parcel WhatsApp",
      channel: "whatsapp",
      address: "+15005550007",
      phoneNumberId: "106540352242922",
      provider: "wa1",
      users: ["stan@acme.test", "admin@acme.test"],
    },
  ],
  contacts: [{ name: "Elena Marsh", phones: ["+15555550123"] }],
  consents: [{ phone: "+15555550123", channel: "whatsapp", source: "web form", at: "2026-01-01T00:00:00Z" }],
  templates: [{ name: "Hello", channel: "sms", type: "conversation", text: "Hi {{contact.name}}" }],
}

type Example = typeof example

const changed = (change: (file: Example) => unknown): string =>
  JSON.stringify(change(structuredClone(example)))

/** A change of the example, and the problem that it makes. */
const broken: ReadonlyArray<readonly [problem: RegExp, change: (file: Example) => unknown]> = [
  [/^workspace: /, ({ workspace: _, ...file }) => file],
  [/^workspace\.timeZone: expected a time zone/, (file) =>
    Object.assign(file, {
      workspace: { ...file.workspace, timeZone: "America/Nowhere" },
    })],
  [/^workspace\.plan: /, (file) => ({ ...file, workspace: { ...file.workspace, plan: "gold" } })],
  [/^workspace\.hours\.mon\[0\]\[0\]: expected a time/, (file) => ({
    ...file,
    workspace: { ...file.workspace, hours: { mon: [["9", "17:00"]] } },
  })],
  [/^workspace\.hours\.tue\[0\]: expected a time and a later one/, (file) => ({
    ...file,
    workspace: { ...file.workspace, hours: { tue: [["17:00", "09:00"]] } },
  })],
  [/^workspace\.hours\.tue: expected times that do not overlap/, (file) => ({
    ...file,
    workspace: { ...file.workspace, hours: { tue: [["12:00", "14:00"], ["09:00", "13:00"]] } },
  })],
  [
    /^workspace\.hours\.monday: /,
    (file) => ({ ...file, workspace: { ...file.workspace, hours: { monday: [] } } }),
  ],
  [/^workspace\.holidays\[0\]: expected a day/, (file) => ({
    ...file,
    workspace: { ...file.workspace, holidays: ["2026-02-30"] },
  })],
  [/^workspace\.defaultAdmin: no admin with e-mail "stan@acme\.test"$/, (file) => ({
    ...file,
    workspace: { ...file.workspace, defaultAdmin: "stan@acme.test" },
  })],
  [/^users: /, (file) => ({ ...file, users: [] })],
  [/^users\[0\]\.role: /, (file) => ({ ...file, users: [{ ...file.users[0], role: "boss" }] })],
  [/^users\[0\]\.email: expected an e-mail address/, (file) => ({
    ...file,
    users: [{ ...file.users[0], email: "admin" }],
  })],
  [/^users\[1\]\.email: the same e-mail as users\[0\]\.email$/, (file) => ({
    ...file,
    users: [file.users[0], { ...file.users[1], email: "ADMIN@acme.test" }],
  })],
  [/^users\[1\]\.apiKey: the same API key as users\[0\]\.apiKey$/, (file) => ({
    ...file,
    users: [file.users[0], { ...file.users[1], apiKey: "key-ann" }],
  })],
  [
    /^users\[1\]\.admin: /,
    (file) => ({ ...file, users: [file.users[0], { ...file.users[1], admin: true }] }),
  ],
  [/^providers\[0\]\.authToken: /, (file) => ({
    ...file,
    providers: [{ id: "tw1", kind: "twilio", accountSid: "AC1" }, ...file.providers.slice(1)],
  })],
  [/^providers\[0\]\.baseUrl: expected an address that starts with http/, (file) => ({
    ...file,
    providers: [{ ...file.providers[0], baseUrl: "ftp://x" }, ...file.providers.slice(1)],
  })],
  [
    /^providers\[0\]: /,
    (file) => ({ ...file, providers: [{ id: "tw1", kind: "pigeon" }, ...file.providers.slice(1)] }),
  ],
  [/^providers\[5\]\.id: the same id as providers\[4\]\.id$/, (file) => ({
    ...file,
    providers: [...file.providers, { id: "sim", kind: "simulator" }],
  })],
  [/^senders\[1\]\.users\[0\]: no user with e-mail "x@y\.test"$/, (file) => ({
    ...file,
    senders: [file.senders[0], { ...file.senders[1], users: ["x@y.test"] }],
  })],
  [/^senders\[0\]\.provider: no provider with id "tw2"$/, (file) => ({
    ...file,
    senders: [{ ...file.senders[0], provider: "tw2" }],
  })],
  [/^senders\[1\]\.address: the same channel and address as senders\[0\]\.address$/, (file) => ({
    ...file,
    senders: [file.senders[0], { ...file.senders[0], id: "again", address: "+1 500 555 0006" }],
  })],
  [/^senders\[0\]\.channel: /, (file) => ({ ...file, senders: [{ ...file.senders[0], channel: "fax" }] })],
  [/^contacts\[0\]\.phones: /, (file) => ({ ...file, contacts: [{ name: "Elena", phones: [] }] })],
  [/^contacts\[0\]\.phones\[1\]: the same phone as contacts\[0\]\.phones\[0\]$/, (file) => ({
    ...file,
    contacts: [{ name: "Elena", phones: ["+15555550123", "+1 (555) 555-0123"] }],
  })],
  [/^contacts\[0\]\.language: expected a language such as en or pt-BR/, (file) => ({
    ...file,
    contacts: [{ ...file.contacts[0], language: "Spanish" }],
  })],
  [
    /^consents\[0\]\.at: expected a time/,
    (file) => ({ ...file, consents: [{ ...file.consents[0], at: "yesterday" }] }),
  ],
  [/^templates\[0\]\.type: /, (file) => ({ ...file, templates: [{ ...file.templates[0], type: "letter" }] })],
  [/^extra: /, (file) => ({ ...file, extra: 1 })],
]

describe("AUTH-1: a seed file", () => {
  it.effect("AUTH-1: is read as the operator's guide writes it", () =>
    Effect.gen(function* () {
      const seed = yield* parseSeedFile(JSON.stringify(example))
      assert.deepStrictEqual(seed.workspace.hours, { mon: [["09:00", "17:00"]], sat: [] })
      assert.strictEqual(seed.senders[1]?.phoneNumberId, "106540352242922")
    }))

  it.effect("AUTH-1: needs no more than a workspace and a user", () =>
    Effect.gen(function* () {
      const seed = yield* parseSeedFile(JSON.stringify({
        workspace: { name: "Acme", timeZone: "UTC" },
        users: [{ email: "a@acme.test", name: "Ann", role: "admin" }],
      }))
      assert.deepStrictEqual(seed.senders, [])
      assert.strictEqual(seed.users[0]?.licensed, true)
      assert.strictEqual(seed.workspace.plan, "trial")
    }))

  it.effect("AUTH-1: of the demo is a good one", () =>
    Effect.gen(function* () {
      const seed = yield* Schema.decodeUnknownEffect(SeedFile)(demoWorkspace("secret"))
      yield* parseSeedFile(JSON.stringify(seed))
      assert.deepStrictEqual(seed.senders.map(({ users }) => users.length), [3, 2, 2, 1])
    }))

  for (const [problem, change] of broken) {
    it.effect(`AUTH-1: says ${problem.source}`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(parseSeedFile(changed(change)))
        assert.isTrue(error.problems.some((text) => problem.test(text)), error.message)
      }))
  }

  it.effect("AUTH-1: that is no JSON is said to be none", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(parseSeedFile("{ workspace"))
      assert.match(error.message, /the file: expected JSON/)
    }))

  it.effect("AUTH-1: names everything that is wrong at once", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        parseSeedFile(
          changed((file) => ({ ...file, users: [], workspace: { ...file.workspace, plan: "gold" } })),
        ),
      )
      assert.isAtLeast(error.problems.length, 2)
    }))
})
