import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { randomUUID } from "node:crypto"
import type { OwnTemplate } from "../../domain/template/OwnTemplate.ts"
import { TemplateId } from "../../domain/template/Template.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import type { TemplateOutcome } from "../../domain/rpc/TemplateRpcs.ts"
import { customerWrites, freshNumber } from "../contacts/ContactFixture.ts"
import { Contacts } from "../contacts/Contacts.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { clients, everyTemplate, ownTemplate, templatesLayer } from "./TemplateFixture.ts"

const saved = (outcome: TemplateOutcome) =>
  outcome._tag === "Saved" ? Effect.succeed(outcome.template) : Effect.die(JSON.stringify(outcome))

const codeOf = <A, E extends { readonly _tag: string; readonly code?: string }>(
  effect: Effect.Effect<A, E>,
) => Effect.map(Effect.flip(effect), (error) => error.code ?? error._tag)

const newMessage = () => MessageId.make(randomUUID())

layer(templatesLayer, { excludeTestServices: true })("Templates", (it) => {
  it.effect("TMPL-1: an admin writes one, and everybody of the workspace finds it by channel, type and words", () =>
    Effect.gen(function* () {
      const { ann, dana, eve } = yield* clients
      const made = yield* saved(
        yield* ann["Template.save"]({ edition: null, template: ownTemplate("Größe bestätigen") }),
      )
      const find = (change: Partial<typeof everyTemplate>) =>
        Effect.map(dana["Template.list"]({ ...everyTemplate, ...change }), ({ templates }) => templates)
      assert.deepStrictEqual(yield* find({ search: "GROSSE", channel: "sms" }), [])
      for (const search of ["große BEST", "gro", "about {{order"]) {
        assert.deepStrictEqual(yield* find({ search, channel: "sms", type: "conversation" }), [made], search)
      }
      assert.deepStrictEqual(yield* find({ search: "große", channel: "whatsapp" }), [])
      assert.deepStrictEqual(yield* find({ search: "große", type: "campaign" }), [])
      assert.deepStrictEqual(yield* find({ search: "100%" }), [])
      assert.deepStrictEqual((yield* eve["Template.list"](everyTemplate)).templates, [])
      assert.strictEqual(yield* codeOf(eve["Template.get"]({ id: made.id })), "template_not_found")
    }))

  it.effect("TMPL-1: a template is given in all its languages, of its name and channel alone", () =>
    Effect.gen(function* () {
      const { ann, eve } = yield* clients
      const make = (name: string, change: Partial<OwnTemplate> = {}) =>
        Effect.flatMap(ann["Template.save"]({ edition: null, template: ownTemplate(name, change) }), saved)
      const spanish = yield* make("Delivery slot", { language: "es" })
      const english = yield* make("delivery_slot!")
      yield* make("Delivery slot", { channel: "whatsapp", language: "fr" })
      yield* make("Delivery slots", { language: "de" })
      const gone = yield* make("Delivery slot", { language: "pt" })
      yield* ann["Template.archive"]({ edition: { id: gone.id, version: gone.version }, archived: true })
      for (const { id } of [spanish, english]) {
        assert.deepStrictEqual(yield* ann["Template.variants"]({ id }), [english, spanish])
      }
      assert.strictEqual(yield* codeOf(eve["Template.variants"]({ id: english.id })), "template_not_found")
    }))

  it.effect("TMPL-3: a registered template's languages are those of its account, under its very name", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const { account, workspaceId } = yield* TestWorkspace
      const { ann } = yield* clients
      const register = Effect.fnUntraced(function* (name: string, language: string, status = "approved") {
        const id = TemplateId.make(randomUUID())
        yield* sql`INSERT INTO templates (id, workspace_id, channel, type, name, key, language, body, account_id,
            provider_id, category, status, quality, variables, scope, examples, fillable, status_at)
          VALUES (${id}, ${workspaceId}, 'whatsapp', 'campaign', ${name}, 'order_sent', ${language}, 'Sent',
            ${account.id}, ${id}, 'utility', ${status}, 'green', 'numbered', 'part', '{}', true, now())`
        return id
      })
      const english = yield* register("order_sent", "en_US")
      const rejected = yield* register("order_sent", "es", "rejected")
      yield* register("order__sent", "fr")
      yield* ann["Template.save"]({
        edition: null,
        template: ownTemplate("Order sent", { channel: "whatsapp", language: "de" }),
      })
      const found = yield* ann["Template.variants"]({ id: english })
      assert.deepStrictEqual(found.map(({ id }) => id), [english, rejected])
    }))

  it.effect("TMPL-1: pages follow one another by name without a double or a gap, with counts on the first", () =>
    Effect.gen(function* () {
      const { ann } = yield* clients
      const names = Array.from({ length: 25 }, (_, index) => `Page ${String(index).padStart(2, "0")}`)
      yield* Effect.forEach(
        names.toReversed(),
        (name) =>
          ann["Template.save"]({ edition: null, template: ownTemplate(name, { channel: "whatsapp" }) }),
      )
      const seen: Array<string> = []
      let cursor: string | null = null
      let total: number | null = null
      do {
        const page: Effect.Success<ReturnType<typeof ann["Template.list"]>> = yield* ann["Template.list"]({
          ...everyTemplate,
          search: "page",
          limit: 10,
          cursor,
        })
        seen.push(...page.templates.map(({ name }) => name))
        total ??= page.counts?.total ?? null
        cursor = page.cursor
      } while (cursor !== null)
      assert.deepStrictEqual(seen, names)
      assert.strictEqual(total, 25)
      assert.strictEqual(
        yield* codeOf(ann["Template.list"]({ ...everyTemplate, cursor: "nonsense" })),
        "not_found",
      )
    }))

  it.effect("TMPL-1: of two changes of one version the first stays, and a name is taken once", () =>
    Effect.gen(function* () {
      const { ann } = yield* clients
      const first = yield* saved(
        yield* ann["Template.save"]({ edition: null, template: ownTemplate("Late") }),
      )
      const edition = { id: first.id, version: first.version }
      const second = yield* saved(
        yield* ann["Template.save"]({ edition, template: ownTemplate("Late", { body: "So sorry" }) }),
      )
      assert.strictEqual(second.version, first.version + 1)
      const late = yield* ann["Template.save"]({ edition, template: ownTemplate("Late", { body: "Other" }) })
      assert.deepStrictEqual(late, { _tag: "Changed", template: second })
      const double = yield* ann["Template.save"]({ edition: null, template: ownTemplate(" LATE ") })
      assert.deepStrictEqual(double, { _tag: "NameTaken", template: second })
      const spanish = ownTemplate("Late", { language: "es" })
      assert.strictEqual((yield* ann["Template.save"]({ edition: null, template: spanish }))._tag, "Saved")
    }))

  it.effect("TMPL-1: an archived one is in no list, its name is free, and it comes back unless that is taken", () =>
    Effect.gen(function* () {
      const { ann } = yield* clients
      const old = yield* saved(yield* ann["Template.save"]({ edition: null, template: ownTemplate("Old") }))
      const archived = yield* saved(
        yield* ann["Template.archive"]({ edition: { id: old.id, version: 1 }, archived: true }),
      )
      assert.isTrue(archived.archived)
      assert.deepStrictEqual((yield* ann["Template.list"]({ ...everyTemplate, search: "old" })).templates, [])
      const back = { edition: { id: old.id, version: 2 }, archived: false }
      const next = yield* saved(yield* ann["Template.save"]({ edition: null, template: ownTemplate("Old") }))
      assert.deepStrictEqual(yield* ann["Template.archive"](back), { _tag: "NameTaken", template: next })
    }))

  it.effect("AUTH-3, ADMIN-3: admins alone change templates, and each change is in the audit log", () =>
    Effect.gen(function* () {
      const { ann, dana, eve } = yield* clients
      const sql = yield* PgClient.PgClient
      const template = ownTemplate("Logged")
      assert.strictEqual(yield* codeOf(dana["Template.save"]({ edition: null, template })), "not_allowed")
      const made = yield* saved(yield* ann["Template.save"]({ edition: null, template }))
      const edition = { id: made.id, version: made.version }
      const fields = { order: { label: "Order number", source: null } }
      const describing = { edition, type: "campaign" as const, fields }
      assert.strictEqual(yield* codeOf(dana["Template.describe"](describing)), "not_allowed")
      assert.strictEqual(yield* codeOf(eve["Template.describe"](describing)), "template_not_found")
      assert.strictEqual(yield* codeOf(dana["Template.archive"]({ edition, archived: true })), "not_allowed")
      assert.strictEqual(yield* codeOf(dana["Template.sync"]()), "not_allowed")
      const described = yield* saved(yield* ann["Template.describe"](describing))
      assert.deepStrictEqual([described.type, described.fields], ["campaign", fields])
      const rows = yield* sql<{ readonly what: ReadonlyArray<string> }>`
        SELECT ARRAY(SELECT jsonb_path_query(detail, '$.changes[*].what') #>> '{}') AS what FROM audit_log
        WHERE action = 'template_changed' AND subject ->> 'id' = ${made.id} ORDER BY id`
      assert.deepStrictEqual(rows.map(({ what }) => what), [
        ["Name", "Language", "Channel", "Type", "Text", "Fields", "Archived"],
        ["Type", "Fields"],
      ])
    }))

  it.effect("TMPL-1: what is wrong with a template is said field by field, and nothing is saved", () =>
    Effect.gen(function* () {
      const { ann } = yield* clients
      const template = ownTemplate(" ", { body: "Hi {{first name}}" })
      const error = yield* Effect.flip(ann["Template.save"]({ edition: null, template }))
      assert.strictEqual(error._tag, "Refusal")
      if (error._tag !== "Refusal") return
      assert.deepStrictEqual([error.code, error.fields?.map(({ path }) => path)], [
        "invalid_template",
        ["name", "body"],
      ])
    }))

  it.effect("TMPL-1, SYNC-1: open desks are told of a change, and not of another workspace's", () =>
    Effect.gen(function* () {
      const { ann, dana, eve } = yield* clients
      const told = yield* Stream.runHead(Stream.drop(dana["Template.follow"](), 1)).pipe(
        Effect.forkChild({ startImmediately: true }),
      )
      const foreign = yield* Stream.runHead(
        Stream.filter(eve["Template.follow"](), (number) => number > 1),
      ).pipe(Effect.forkChild({ startImmediately: true }))
      yield* ann["Template.save"]({ edition: null, template: ownTemplate("Told") })
      assert.strictEqual((yield* Fiber.join(told))._tag, "Some")
      assert.isUndefined(foreign.pollUnsafe())
      yield* Fiber.interrupt(foreign)
    }))

  it.effect("TMPL-2: sent from the desk it is filled from the contact and the user, and once however often asked", () =>
    Effect.gen(function* () {
      const { ann, dana } = yield* clients
      const { dana: viewer, owned, workspaceId } = yield* TestWorkspace
      const phone = freshNumber()
      const id = yield* customerWrites(owned, phone, "Hello")
      const contacts = yield* Contacts
      yield* contacts.saveIfUnknown({ user: viewer, workspaceId, sessionId: "s" }, "Samir Petrov", phone)
      const template = yield* saved(
        yield* ann["Template.save"]({ edition: null, template: ownTemplate("Order news") }),
      )
      const asked = { id, messageId: newMessage(), templateId: template.id }
      const error = yield* Effect.flip(dana["Template.send"]({ ...asked, values: {} }))
      assert.deepStrictEqual(
        error._tag === "Refusal" && [error.code, error.fields],
        ["template_value_missing", [{ path: "template.values.order", message: "Fill in Order." }]],
      )
      const item = yield* dana["Template.send"]({ ...asked, values: { order: "BW-1" } })
      assert.isTrue(item._tag === "Message" && item.kind === "template")
      assert.strictEqual(item._tag === "Message" && item.text, "Hi Samir, Dana here about BW-1.")
      yield* ann["Template.archive"]({ edition: { id: template.id, version: 1 }, archived: true })
      assert.deepStrictEqual(yield* dana["Template.send"]({ ...asked, values: {} }), item)
      const anew = { ...asked, messageId: newMessage(), values: { order: "BW-1" } }
      assert.strictEqual(yield* codeOf(dana["Template.send"](anew)), "template_not_found")
      assert.deepStrictEqual(yield* dana["Template.contactOf"]({ id }), {
        name: "Samir Petrov",
        email: null,
        phone,
      })
    }))

  it.effect("SEND-1, TMPL-2: a conversation is started with a template, filled with the name that was typed", () =>
    Effect.gen(function* () {
      const { ann, dana } = yield* clients
      const { shared, whatsapp } = yield* TestWorkspace
      const template = yield* saved(
        yield* ann["Template.save"]({ edition: null, template: ownTemplate("Welcome") }),
      )
      const wanted = {
        senderId: shared.id,
        to: freshNumber(),
        name: "Amara Diallo",
        messageId: newMessage(),
        templateId: template.id,
        values: { order: "BW-2" },
      }
      const row = yield* dana["Template.start"](wanted)
      assert.strictEqual(row.preview?.text, "Hi Amara, Dana here about BW-2.")
      assert.strictEqual(row.contact?.name, "Amara Diallo")
      assert.strictEqual((yield* dana["Template.start"](wanted)).lastSeq, row.lastSeq)
      const other = { ...wanted, senderId: whatsapp.id, messageId: newMessage() }
      assert.strictEqual(yield* codeOf(dana["Template.start"](other)), "template_not_found")
    }))
})
