import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Schedule } from "effect"
import { FetchHttpClient } from "effect/http"
import { randomUUID } from "node:crypto"
import { SenderId } from "../../domain/sender/Sender.ts"
import type { Template } from "../../domain/template/Template.ts"
import { makeStandInTemplates, type StandInTemplates, wireTemplate } from "../../test/StandInTemplates.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { SecretBox } from "../accounts/SecretBox.ts"
import type { TemplateUpdate } from "../channels/ChannelAdapter.ts"
import { ChannelAdapters } from "../channels/ChannelAdapters.ts"
import { makeWhatsAppAdapter } from "../channels/whatsapp/WhatsAppAdapter.ts"
import { Directory } from "../directory/Directory.ts"
import { credentialsPlace } from "../directory/loadDirectory.ts"
import { storeUpdate } from "./storeTemplates.ts"
import { clients, everyTemplate, templatesLayerWith } from "./TemplateFixture.ts"

const accessToken = "the token of a test account"

const whatsAppLayer = Layer.unwrap(
  Effect.map(makeWhatsAppAdapter, (adapter) => templatesLayerWith(ChannelAdapters.from([adapter]))),
).pipe(Layer.provide(FetchHttpClient.layer))

/** A WhatsApp account of the workspace at a stand-in, with a Sender ID of its own. */
const makeAccount = Effect.fnUntraced(function* (pageSize?: number, token = accessToken) {
  const sql = yield* PgClient.PgClient
  const box = yield* SecretBox
  const directory = yield* Directory
  const { workspaceId } = yield* TestWorkspace
  const provider = yield* makeStandInTemplates(accessToken, pageSize)
  const id = `wa-${randomUUID()}`
  const credentials = {
    kind: "whatsapp",
    appSecret: "s",
    verifyToken: "v",
    accessToken: token,
    businessAccountId: "102290129340398",
  }
  const sealed = box.seal(JSON.stringify(credentials), credentialsPlace(id))
  yield* sql`INSERT INTO provider_accounts (id, workspace_id, kind, base_url, sealed_credentials)
    VALUES (${id}, ${workspaceId}, 'whatsapp', ${provider.url}, ${sealed})`
  const senderId = SenderId.make(`sender-${randomUUID()}`)
  yield* sql`INSERT INTO senders (id, workspace_id, account_id, label, channel, address)
    VALUES (${senderId}, ${workspaceId}, ${id}, 'WhatsApp', 'whatsapp', '+15005550019')`
  yield* directory.changed
  // With its stand-in the account would be one that does not answer.
  yield* Effect.addFinalizer(() =>
    sql`DELETE FROM senders WHERE id = ${senderId}`.pipe(Effect.andThen(directory.changed), Effect.orDie)
  )
  const account = (yield* directory.snapshot).accounts.get(id)
  if (!account) return yield* Effect.die("no account")
  return { account, provider, senderId }
})

type Account = Effect.Success<ReturnType<typeof makeAccount>>

const stateOf = ({ account }: Account) =>
  Effect.flatMap(
    clients,
    ({ ann }) =>
      Effect.map(
        ann["Template.syncs"](),
        (states) => states.find(({ accountId }) => accountId === account.id),
      ),
  )

/** Has the account read, and waits for the end of it. */
const synchronise = Effect.fnUntraced(function* (which: Account) {
  const { ann } = yield* clients
  const sql = yield* PgClient.PgClient
  const startedAt = sql<{ readonly at: Date | null }>`
    SELECT started_at AS at FROM template_syncs WHERE account_id = ${which.account.id}`
  const [before] = yield* startedAt
  yield* ann["Template.sync"]()
  yield* startedAt.pipe(
    Effect.repeat({
      until: ([row]) => row !== undefined && row.at !== null && row.at.getTime() !== before?.at?.getTime(),
      schedule: Schedule.spaced("10 millis"),
    }),
  )
  return yield* stateOf(which).pipe(
    Effect.repeat({ until: (state) => state?.running === false, schedule: Schedule.spaced("10 millis") }),
  )
})

/** By the provider's id. */
const templatesOf = Effect.fnUntraced(function* ({ senderId }: Account) {
  const { ann } = yield* clients
  const found = new Map<string, Template>()
  let cursor: string | null = null
  do {
    const page: Effect.Success<ReturnType<typeof ann["Template.list"]>> = yield* ann["Template.list"]({
      ...everyTemplate,
      senderId,
      cursor,
    })
    for (const template of page.templates) {
      if (template.registered) found.set(template.registered.providerId, template)
    }
    cursor = page.cursor
  } while (cursor !== null)
  return found
})

const statusOf = (which: Account, id: string) =>
  Effect.map(templatesOf(which), (found) => found.get(id)?.registered?.status)

const tell = Effect.fnUntraced(
  function* ({ account }: Account, id: string, change: Partial<TemplateUpdate>, now: number) {
    const sql = yield* PgClient.PgClient
    const update: TemplateUpdate = {
      _tag: "TemplateUpdate",
      providerId: id,
      name: `template_${id}`,
      language: "en-US",
      at: null,
      ...change,
    }
    return yield* storeUpdate(sql, account, update, now)
  },
)

const setMany = (provider: StandInTemplates, count: number) =>
  provider.setTemplates(Array.from({ length: count }, (_, index) => wireTemplate(String(index + 1))))

layer(whatsAppLayer, { excludeTestServices: true, timeout: "60 seconds" })("TemplateSync", (it) => {
  it.effect("TMPL-3: all pages of 6,000 templates are read, and the desk says when", () =>
    Effect.gen(function* () {
      const which = yield* makeAccount()
      yield* setMany(which.provider, 6_000)
      const state = yield* synchronise(which)
      assert.strictEqual(state?.problem, null)
      assert.strictEqual(state?.templates, 6_000)
      assert.isAbove(state?.endedAt ?? 0, Date.now() - 60_000)
      const found = yield* templatesOf(which)
      assert.strictEqual(found.size, 6_000)
      assert.isTrue([...found.values()].every(({ registered }) => registered?.status === "approved"))
      const [first] = yield* which.provider.requests
      assert.deepStrictEqual(first, {
        path: "/v23.0/102290129340398/message_templates",
        authorization: `Bearer ${accessToken}`,
        after: null,
      })
      assert.strictEqual((yield* which.provider.requests).length, 61)
    }))

  it.effect("TMPL-3: only an approved one counts as registered; the others are there, and last", () =>
    Effect.gen(function* () {
      const which = yield* makeAccount()
      const states = ["PENDING", "REJECTED", "PAUSED", "DISABLED", "APPROVED", "SOMETHING_NEW"]
      yield* which.provider.setTemplates(states.map((status, index) => wireTemplate(`s${index}`, { status })))
      yield* synchronise(which)
      const { ann } = yield* clients
      const page = yield* ann["Template.list"]({ ...everyTemplate, senderId: which.senderId })
      assert.deepStrictEqual([page.counts?.total, page.counts?.registered], [6, 1])
      assert.deepStrictEqual(page.templates.map(({ registered }) => registered?.status), [
        "approved",
        "pending",
        "rejected",
        "paused",
        "disabled",
        "unknown",
      ])
      const only = yield* ann["Template.list"]({
        ...everyTemplate,
        senderId: which.senderId,
        registeredOnly: true,
      })
      assert.deepStrictEqual(only.templates.map(({ name }) => name), ["template_s4"])
    }))

  it.effect("TMPL-3: what a webhook says while pages are read is newer than the page", () =>
    Effect.gen(function* () {
      const which = yield* makeAccount(1)
      yield* which.provider.setTemplates(["a", "b", "c"].map((id) => wireTemplate(id)))
      yield* synchronise(which)
      const sql = yield* PgClient.PgClient
      yield* which.provider.betweenPages(
        tell(which, "b", { status: "paused" }, Date.now()).pipe(
          Effect.provideService(PgClient.PgClient, sql),
          Effect.orDie,
          Effect.asVoid,
        ),
      )
      yield* synchronise(which)
      assert.strictEqual(yield* statusOf(which, "b"), "paused")
      yield* which.provider.betweenPages(Effect.void)
      yield* synchronise(which)
      assert.strictEqual(yield* statusOf(which, "b"), "approved")
    }))

  it.effect("TMPL-3: of two webhooks the newer by the provider's clock stays, in whatever order they come", () =>
    Effect.gen(function* () {
      const which = yield* makeAccount()
      yield* setMany(which.provider, 1)
      yield* synchronise(which)
      assert.isTrue(yield* tell(which, "1", { status: "paused", at: 2_000 }, Date.now()))
      assert.isTrue(yield* tell(which, "1", { status: "approved", at: 1_000 }, Date.now()))
      assert.strictEqual(yield* statusOf(which, "1"), "paused")
      yield* tell(which, "1", { status: "rejected", rejection: "ABUSIVE_CONTENT", at: 3_000 }, Date.now())
      yield* tell(which, "1", { category: "marketing" }, Date.now())
      yield* tell(which, "rounded", { name: "template_1", quality: "red" }, Date.now())
      const registered = (yield* templatesOf(which)).get("1")?.registered
      assert.deepStrictEqual(
        [registered?.status, registered?.rejection, registered?.category, registered?.quality],
        ["rejected", "ABUSIVE_CONTENT", "marketing", "red"],
      )
      assert.isFalse(yield* tell(which, "nobody", { name: "nobody", status: "approved" }, Date.now()))
    }))

  it.effect("TMPL-3: one that vanished is kept and not usable, and comes back", () =>
    Effect.gen(function* () {
      const which = yield* makeAccount()
      yield* setMany(which.provider, 3)
      yield* synchronise(which)
      const [, two] = [...(yield* templatesOf(which)).values()]
      yield* setMany(which.provider, 1)
      yield* synchronise(which)
      const found = yield* templatesOf(which)
      assert.deepStrictEqual(["1", "2", "3"].map((id) => found.get(id)?.registered?.status), [
        "approved",
        "vanished",
        "vanished",
      ])
      yield* setMany(which.provider, 3)
      yield* synchronise(which)
      assert.deepStrictEqual((yield* templatesOf(which)).get("2")?.id, two?.id)
      assert.strictEqual(yield* statusOf(which, "2"), "approved")
    }))

  it.effect("TMPL-3: a list that breaks off makes nothing vanish, and says so", () =>
    Effect.gen(function* () {
      const which = yield* makeAccount(1)
      yield* setMany(which.provider, 2)
      yield* synchronise(which)
      yield* which.provider.setTemplates([])
      yield* which.provider.script({ status: 200, body: { data: "junk" } })
      const broken = yield* synchronise(which)
      assert.match(broken?.problem ?? "", /does not understand/)
      yield* which.provider.script({ status: 400, body: { error: { code: 190, message: "expired" } } })
      const refused = yield* synchronise(which)
      assert.match(refused?.problem ?? "", /refused the credentials/)
      assert.strictEqual(refused?.templates, 2)
      assert.strictEqual((yield* templatesOf(which)).size, 2)
      assert.strictEqual(yield* statusOf(which, "2"), "approved")
    }))

  it.effect("TMPL-3: junk among the templates is left out and counted, and its neighbours are read", () =>
    Effect.gen(function* () {
      const which = yield* makeAccount()
      yield* setMany(which.provider, 2)
      yield* synchronise(which)
      yield* which.provider.setTemplates([
        null,
        wireTemplate("1", { components: "none" }),
        { id: 7 },
        wireTemplate("2", { name: "renamed\u0000" }),
        wireTemplate("3"),
        wireTemplate("3"),
      ])
      const state = yield* synchronise(which)
      assert.strictEqual(state?.problem, "3 templates could not be read and are left out.")
      const found = yield* templatesOf(which)
      assert.deepStrictEqual([...found.keys()].sort(), ["1", "2", "3"])
      assert.strictEqual(found.get("2")?.name, "renamed\ufffd")
      assert.strictEqual(yield* statusOf(which, "1"), "approved")
    }))

  it.effect("TMPL-3: what an admin said of its variables stays when it is read again", () =>
    Effect.gen(function* () {
      const which = yield* makeAccount()
      yield* setMany(which.provider, 1)
      yield* synchronise(which)
      const { ann } = yield* clients
      const before = (yield* templatesOf(which)).get("1")
      if (!before) return assert.fail("not read")
      const fields = { "2": { label: "Order number", source: null } }
      const edition = { id: before.id, version: before.version }
      yield* ann["Template.describe"]({ edition, type: "campaign", fields })
      yield* which.provider.setTemplates([wireTemplate("1", { category: "MARKETING" })])
      yield* synchronise(which)
      const after = (yield* templatesOf(which)).get("1")
      assert.deepStrictEqual([after?.fields, after?.type, after?.registered?.category], [
        fields,
        "campaign",
        "marketing",
      ])
    }))
})
