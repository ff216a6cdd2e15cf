import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import fc from "fast-check"
import { randomUUID } from "node:crypto"
import type { ContactFilter } from "../../domain/campaign/ContactFilter.ts"
import { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import { ContactId } from "../../domain/contact/Contact.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { threadOf } from "../conversations/SendingFixture.ts"
import {
  campaignTemplate,
  campaignTest,
  campaignUntil,
  contactCampaign,
  fileCampaign,
  type FileRow,
  freshNumber,
  phoneOff,
} from "./CampaignFixture.ts"
import { Campaigns } from "./Campaigns.ts"

/** What a file's rows come to, worked out one by one. */
const expectedOf = (
  rows: ReadonlyArray<FileRow>,
  optedOut: ReadonlySet<string>,
): Partial<Record<string, ReadonlyArray<FileRow>>> => {
  const seen = new Set<string>()
  return Object.groupBy(rows, ({ number, order }) => {
    const digits = `+${number.replace(/\D/g, "")}`
    if (number === "" || number === "12") return "invalid_number"
    if (digits === "+442079460958") return "landline"
    if (seen.has(digits)) return "duplicate"
    seen.add(digits)
    if (optedOut.has(digits)) return "opted_out"
    return order === "" ? "value_missing" : "ready"
  })
}

interface Person {
  readonly name: string
  readonly email?: string
  readonly language?: string
  readonly addedDaysAgo?: number
}

const addContact = Effect.fnUntraced(function* ({ addedDaysAgo = 0, email, language, name }: Person) {
  const sql = yield* PgClient.PgClient
  const { workspaceId } = yield* TestWorkspace
  const [id, phone] = [ContactId.make(randomUUID()), freshNumber()]
  yield* sql`INSERT INTO contacts (id, workspace_id, name, email, language, created_at)
    VALUES (${id}, ${workspaceId}, ${name}, ${email ?? null}, ${
    language ?? null
  }, now() - make_interval(days => ${addedDaysAgo}))`
  yield* sql`INSERT INTO contact_phones (workspace_id, canonical, phone, contact_id)
    VALUES (${workspaceId}, ${phone}, ${phone}, ${id})`
  return { id, phone }
})

layer(TestWorkspace.layer, { excludeTestServices: true })("the audience of a campaign", (it) => {
  it.effect("CAMP-1, OPT-1: who is left out is told with the reason before the start, and just the others get it", () =>
    campaignTest({}, ({ by, desk }) =>
      Effect.gen(function* () {
        const { shared, workspaceId } = yield* TestWorkspace
        const sql = yield* PgClient.PgClient
        const campaigns = yield* Campaigns
        const template = yield* campaignTemplate("Order {{order}}")
        const row = fc.record({
          number: fc.oneof(
            fc.nat(12).map((n) => `+1555${3_000_000 + n}`),
            fc.nat(12).map((n) => `+1 (555) 300-${String(n).padStart(4, "0")}`),
            fc.constantFrom("", "12", "+44 20 7946 0958"),
          ),
          order: fc.constantFrom("BW-1", "BW-2", ""),
        })
        const optedOut = new Set(["+15553000001", "+15553000004"])
        for (const address of optedOut) {
          yield* sql`INSERT INTO permissions (workspace_id, channel, address, version, opted_out_at)
            VALUES (${workspaceId}, 'sms', ${address}, 1, now())`
        }
        for (const rows of fc.sample(fc.array(row, { minLength: 1, maxLength: 40, size: "max" }), 12)) {
          const draft = yield* fileCampaign(shared.id, template, rows)
          const { ready = [], ...leftOut } = expectedOf(rows, optedOut)
          const counts = Object.fromEntries(
            Object.entries(leftOut).map(([why, rows = []]) => [why, rows.length]),
          )
          assert.deepStrictEqual(
            [draft.audience.ready, draft.audience.leftOut],
            [ready.length, counts],
            JSON.stringify(rows),
          )
          for (const [reason, count] of Object.entries(counts)) {
            const filter = { _tag: "LeftOut", reason } as const
            const named = yield* campaigns.recipients(by, draft.id, { filter, after: 0, limit: 100 })
            assert.deepStrictEqual([named.length, named.every((one) => one.leftOut === reason)], [
              count,
              true,
            ])
          }
          if (ready.length === 0) continue
          const before = desk.sent.length
          yield* campaigns.start(by, draft.id, draft.version)
          yield* campaignUntil(draft.id, ({ state }) => state === "done")
          assert.deepStrictEqual(
            desk.sent.slice(before).map(({ content, to }) => `${to} ${content.text}`).toSorted(),
            ready.map(({ number, order }) => `+${number.replace(/\D/g, "")} Order ${order}`).toSorted(),
          )
        }
      })))

  it.effect("CAMP-1, TMPL-1: each gets the template in their language, else the campaign's own", () =>
    campaignTest({}, ({ by, desk }) =>
      Effect.gen(function* () {
        const sql = yield* PgClient.PgClient
        const { shared } = yield* TestWorkspace
        const campaigns = yield* Campaigns
        const name = `slot_${randomUUID()}`
        const template = yield* campaignTemplate("Hi {{first_name}}", { name })
        yield* campaignTemplate("Oi {{first_name}}", { name, language: "pt_BR" })
        const french = yield* campaignTemplate("Salut {{first_name}}", { name, language: "fr" })
        // It has other variables, so nobody gets it.
        yield* campaignTemplate("Hola {{surname}}", { name, language: "es" })
        const people = yield* Effect.forEach([
          { name: "Ana", language: "pt" },
          { name: "Rui", language: "pt-PT" },
          { name: "Luz", language: "es" },
          { name: "Zoe", language: "fr-CA" },
          { name: "Kim" },
        ], addContact)
        const draft = yield* contactCampaign(shared.id, template, { chosen: people.map(({ id }) => id) }, {
          inTheirLanguage: true,
        })
        const all = { after: 0, limit: 10, filter: { _tag: "All" } } as const
        const languages = (yield* campaigns.recipients(by, draft.id, all))
          .map(({ language, name }) => `${name} ${language}`)
        assert.sameMembers(languages, ["Ana pt_BR", "Rui pt_BR", "Luz en", "Zoe fr", "Kim en"])
        // What can no longer be sent when it starts is not.
        yield* sql`UPDATE templates SET archived = true WHERE id = ${french}`
        const before = desk.sent.length
        yield* campaigns.start(by, draft.id, draft.version)
        const started = yield* campaigns.recipients(by, draft.id, all)
        assert.isNull(started.find(({ name }) => name === "Zoe")?.language)
        yield* campaignUntil(draft.id, ({ state }) => state === "done")
        assert.sameMembers(
          desk.sent.slice(before).map(({ content }) => content.text),
          ["Oi Ana", "Oi Rui", "Hi Luz", "Hi Zoe", "Hi Kim"],
        )
      })))

  it.effect("CAMP-1: in one language everybody gets that, and a file's numbers are read in their contact's", () =>
    campaignTest({}, ({ by, desk }) =>
      Effect.gen(function* () {
        const { shared } = yield* TestWorkspace
        const campaigns = yield* Campaigns
        const name = `slot_${randomUUID()}`
        const template = yield* campaignTemplate("Order {{order}}", { name })
        yield* campaignTemplate("Pedido {{order}}", { name, language: "pt_BR" })
        const ana = yield* addContact({ name: "Ana", language: "pt-BR" })
        const rows = [{ number: ana.phone, order: "BW-1" }, { number: freshNumber(), order: "BW-2" }]
        const one = yield* fileCampaign(shared.id, template, rows)
        const all = { after: 0, limit: 10, filter: { _tag: "All" } } as const
        const languagesOf = () =>
          Effect.map(campaigns.recipients(by, one.id, all), (found) => found.map(({ language }) => language))
        assert.deepStrictEqual(yield* languagesOf(), [null, null])
        const { draft } = yield* campaigns.get(by, one.id)
        yield* campaigns.save(by, one.id, one.version, { ...draft, inTheirLanguage: true })
        const looked = yield* campaignUntil(one.id, ({ audience: { state } }) => state === "checked")
        assert.deepStrictEqual(yield* languagesOf(), ["pt_BR", "en"])
        const before = desk.sent.length
        yield* campaigns.start(by, one.id, looked.version)
        yield* campaignUntil(one.id, ({ state }) => state === "done")
        assert.sameMembers(
          desk.sent.slice(before).map(({ content }) => content.text),
          ["Pedido BW-1", "Order BW-2"],
        )
      })))

  it.effect("CAMP-1: a file says the language before the contact does, and a word that is none leaves its row out", () =>
    campaignTest({}, ({ by, desk }) =>
      Effect.gen(function* () {
        const { shared } = yield* TestWorkspace
        const campaigns = yield* Campaigns
        const name = `slot_${randomUUID()}`
        const template = yield* campaignTemplate("Order {{order}}", { name })
        yield* campaignTemplate("Pedido {{order}}", { name, language: "pt_BR" })
        yield* campaignTemplate("Bestellung {{order}}", { name, language: "de" })
        const [ana, rui] = [
          yield* addContact({ name: "Ana", language: "pt-BR" }),
          yield* addContact({ name: "Rui", language: "pt-BR" }),
        ]
        const rows = [
          { number: ana.phone, order: "BW-1", language: "DE" },
          { number: rui.phone, order: "BW-2", language: "" },
          { number: freshNumber(), order: "BW-3", language: "fr" },
          { number: freshNumber(), order: "BW-4", language: "German" },
        ]
        const draft = yield* fileCampaign(shared.id, template, rows, { inTheirLanguage: true })
        assert.deepStrictEqual([draft.audience.ready, draft.audience.leftOut], [3, { language_unknown: 1 }])
        const leftOut = {
          after: 0,
          limit: 10,
          filter: { _tag: "LeftOut", reason: "language_unknown" },
        } as const
        assert.deepStrictEqual(
          (yield* campaigns.recipients(by, draft.id, leftOut)).map(({ detail }) => detail),
          ["“German” is not a language code. Write it like en or pt-BR."],
        )
        // Who does not get it is to get it again, in the same language.
        desk.answer = () => Effect.succeed({ _tag: "Rejected", error: phoneOff })
        yield* campaigns.start(by, draft.id, draft.version)
        yield* campaignUntil(draft.id, ({ state }) => state === "done")
        desk.answer = ({ messageId }) => Effect.succeed({ _tag: "Accepted", providerId: messageId })
        const failed = { _tag: "Failed", of: draft.id, reason: phoneOff.code } as const
        const again = CampaignId.make(randomUUID())
        const saved = { ...(yield* campaigns.get(by, draft.id)).draft, audience: failed }
        yield* campaigns.save(by, again, 0, saved)
        const { version } = yield* campaignUntil(again, ({ audience: { state } }) => state === "checked")
        const before = desk.sent.length
        yield* campaigns.start(by, again, version)
        yield* campaignUntil(again, ({ state }) => state === "done")
        const texts = ["Bestellung BW-1", "Pedido BW-2", "Order BW-3"]
        assert.sameMembers(desk.sent.slice(0, before).map(({ content }) => content.text), texts)
        assert.sameMembers(desk.sent.slice(before).map(({ content }) => content.text), texts)
      })))

  it.effect("CAMP-1: matching other columns looks at the same rows again, and choosing a file takes in its own", () =>
    campaignTest({}, ({ by }) =>
      Effect.gen(function* () {
        const { shared } = yield* TestWorkspace
        const campaigns = yield* Campaigns
        const template = yield* campaignTemplate("Order {{order}}")
        const one = yield* fileCampaign(shared.id, template, [{ number: freshNumber(), order: "BW-1" }])
        const { draft } = yield* campaigns.get(by, one.id)
        const { audience } = draft
        if (audience?._tag !== "File") return assert.fail("no file")
        const change = (version: number, part: Partial<typeof audience>) =>
          campaigns.save(by, one.id, version, { ...draft, audience: { ...audience, ...part } })
        yield* change(one.version, { name: "order" })
        const matched = yield* campaignUntil(one.id, ({ audience: { state } }) => state === "checked")
        const all = { after: 0, limit: 10, filter: { _tag: "All" } } as const
        assert.deepStrictEqual([matched.audience.ready, matched.audience.total], [1, 1])
        yield* change(matched.version, { name: "order", upload: randomUUID() })
        yield* campaigns.addRows(by, one.id, [{ no: 1, cells: [freshNumber(), "BW-2", ""] }])
        yield* campaignUntil(one.id, ({ audience: { state } }) => state === "checked")
        const rows = yield* campaigns.recipients(by, one.id, all)
        assert.deepStrictEqual(rows.map(({ name, values }) => [name, values]), [["BW-2", { order: "BW-2" }]])
      })))

  it.effect("CAMP-1: contacts are taken by a search or one by one, and filled with what is known of them", () =>
    campaignTest({}, ({ by, desk }) =>
      Effect.gen(function* () {
        const { shared } = yield* TestWorkspace
        const campaigns = yield* Campaigns
        const template = yield* campaignTemplate("Hi {{first_name}}")
        yield* addContact({ name: "Mia Stone" })
        const max = yield* addContact({ name: "Max Stone" })
        const eve = yield* addContact({ name: "Eve Park" })
        const all = { after: 0, limit: 10, filter: { _tag: "All" } } as const
        const named = yield* contactCampaign(shared.id, template, { search: "stone" })
        const preview = yield* campaigns.recipients(by, named.id, all)
        assert.sameMembers(
          preview.map(({ name, values }) => `${name} ${Object.values(values).join()}`),
          ["Max Stone Max", "Mia Stone Mia"],
        )
        const chosen = yield* contactCampaign(shared.id, template, { chosen: [eve.id, max.id] })
        assert.sameMembers(
          (yield* campaigns.recipients(by, chosen.id, all)).map(({ contactId }) => contactId),
          [eve.id, max.id],
        )
        yield* campaigns.start(by, chosen.id, chosen.version)
        yield* campaignUntil(chosen.id, ({ state }) => state === "done")
        assert.sameMembers([...desk.texts], ["Hi Max", "Hi Eve"])
      })))

  it.effect("CAMP-1: filters take contacts by owner, consent, email, when they wrote and when they were added", () =>
    campaignTest({}, () =>
      Effect.gen(function* () {
        const { ann, shared, workspaceId } = yield* TestWorkspace
        const sql = yield* PgClient.PgClient
        const campaigns = yield* Campaigns
        const template = yield* campaignTemplate("Hello")
        const filed = yield* addContact({ name: "Zed Filed", email: "filed@acme.test", addedDaysAgo: 100 })
        const wrote = yield* addContact({ name: "Zed Wrote" })
        const thread = yield* threadOf(shared, wrote.phone)
        yield* thread.receive("Hello", Date.now())
        yield* sql`INSERT INTO permissions (workspace_id, channel, address, version, consent_at)
          VALUES (${workspaceId}, 'whatsapp', ${filed.phone}, 1, now())`
        const [owner] = yield* sql<{ readonly id: typeof ann.id }>`
          SELECT owner_id AS id FROM conversations WHERE address = ${wrote.phone}`
        assert.strictEqual(owner?.id, ann.id)
        const cases: ReadonlyArray<readonly [ContactFilter, typeof filed]> = [
          [{ _tag: "Owner", user: ann.id }, wrote],
          [{ _tag: "Owner", user: null }, filed],
          [{ _tag: "Consent", channel: "whatsapp" }, filed],
          [{ _tag: "Email", known: true }, filed],
          [{ _tag: "Email", known: false }, wrote],
          [{ _tag: "WroteIn", days: 7 }, wrote],
          [{ _tag: "WroteIn", days: null }, filed],
          [{ _tag: "Added", days: 30 }, wrote],
        ]
        const idsOf = Effect.fnUntraced(function* (filters: ReadonlyArray<ContactFilter>) {
          const { id } = yield* contactCampaign(shared.id, template, { search: "zed", filters })
          const page = { after: 0, limit: 10, filter: { _tag: "All" } } as const
          return (yield* campaigns.recipients({ user: ann, workspaceId, sessionId: "" }, id, page))
            .map(({ contactId }) => contactId)
        })
        for (const [filter, passing] of cases) {
          assert.deepStrictEqual(yield* idsOf([filter]), [passing.id], JSON.stringify(filter))
        }
        assert.deepStrictEqual(
          yield* idsOf([{ _tag: "Email", known: true }, { _tag: "WroteIn", days: 7 }]),
          [],
        )
      })))

  it.effect("CAMP-1: a campaign whose recipients cannot be looked at does not keep others waiting", () =>
    campaignTest({}, ({ by }) =>
      Effect.gen(function* () {
        const sql = yield* PgClient.PgClient
        const { shared, workspaceId } = yield* TestWorkspace
        const broken = randomUUID()
        yield* sql`INSERT INTO campaigns (id, workspace_id, draft, created_by, audience_state)
          VALUES (${broken}, ${workspaceId}, '{}', ${by.user.id}, 'checking')`
        yield* sql`SELECT FROM campaigns WHERE id = ${broken} AND audience_due_at > now()`.pipe(
          Effect.repeat({ until: ({ length }) => length === 1 }),
        )
        const template = yield* campaignTemplate("Order {{order}}")
        const { audience } = yield* fileCampaign(shared.id, template, [{
          number: freshNumber(),
          order: "BW-1",
        }])
        assert.strictEqual(audience.ready, 1)
        yield* sql`DELETE FROM campaigns WHERE id = ${broken}`
      })))
})
