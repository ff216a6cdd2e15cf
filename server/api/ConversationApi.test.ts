import { assert, layer } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { randomUUID } from "node:crypto"
import { pinsMax } from "../../domain/rpc/InboxRpcs.ts"
import { actorOf, Conversations } from "../conversations/Conversations.ts"
import { Directory } from "../directory/Directory.ts"
import { Labels } from "../labels/Labels.ts"
import { ApiConversation } from "./ApiConversation.ts"
import { apiFixture, call, consentedNumber, customerWrites, freshNumber, post } from "./ApiFixture.ts"
import { ApiItem } from "./ApiItem.ts"

const exactly = { onExcessProperty: "error" } as const
const conversationIn = (body: unknown) => Schema.decodeUnknownEffect(ApiConversation)(body, exactly)
const itemIn = (body: unknown) => Schema.decodeUnknownEffect(ApiItem)(body, exactly)
const Page = Schema.Struct({ items: Schema.Array(ApiConversation), cursor: Schema.NullOr(Schema.String) })
type ApiPage = typeof Page.Type
const pageIn = Schema.decodeUnknownEffect(Page)
const itemsIn = Schema.decodeUnknownEffect(Schema.Struct({ items: Schema.Array(ApiItem) }))
const problemIn = Schema.decodeUnknownEffect(
  Schema.Struct({ status: Schema.Int, code: Schema.String, detail: Schema.String }),
)

const list = (query: string, key: string) =>
  Effect.flatMap(call(`/conversations?${query}`, { key }), ({ body }) => pageIn(body))

const start = (key: string, to: string, text = "hello", more: object = {}) =>
  post("/conversations", key, { senderId: "care", to, message: { id: randomUUID(), text }, ...more })

const started = (key: string, to: string, text = "hello") =>
  Effect.flatMap(start(key, to, text), ({ body }) => conversationIn(body))

layer(apiFixture, { excludeTestServices: true })("the public API", (it) => {
  it.effect("API-1: starts a conversation, saves the name, and shows it as the table says", () =>
    Effect.gen(function* () {
      const to = freshNumber()
      const answer = yield* start("key-stan", to, "hello", { name: "Elena Marsh" })
      assert.strictEqual(answer.status, 201)
      const made = yield* conversationIn(answer.body)
      assert.strictEqual(made.contact?.name, "Elena Marsh")
      assert.match(made.lastActivityAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
      assert.deepStrictEqual(made, {
        id: made.id,
        senderId: "care",
        channel: "sms",
        address: to,
        contact: made.contact,
        owner: "stan@acme.test",
        unread: 0,
        botActive: false,
        labels: [],
        window: null,
        lastSeq: 1,
        lastActivityAt: made.lastActivityAt,
        preview: "hello",
      })
      assert.deepStrictEqual((yield* call(`/conversations/${made.id}`, { key: "key-stan" })).body, made)
    }))

  it.effect(`LIFE-1, API-1: an owner pins and unpins, at most ${pinsMax}; a new owner has it not pinned`, () =>
    Effect.gen(function* () {
      const pin = (id: string, key = "key-ann") => post(`/conversations/${id}/pin`, key, {})
      const pinned = Effect.map(list("pinned=true", "key-ann"), ({ items }) => items.map(({ id }) => id))
      const ids: Array<string> = []
      for (let n = 0; n <= pinsMax; n++) ids.unshift(yield* customerWrites(freshNumber(), "keep me"))
      const [last = "", ...first] = ids
      for (const id of first) {
        assert.strictEqual((yield* conversationIn((yield* pin(id)).body)).pinned, true)
      }
      const refused = yield* pin(last)
      assert.strictEqual(refused.status, 409)
      assert.match((yield* problemIn(refused.body)).detail, /^You have 20 pinned conversations\. Unpin one/)
      assert.strictEqual((yield* pin(last, "key-stan")).status, 404)
      assert.deepStrictEqual(yield* pinned, first)
      assert.strictEqual((yield* pin(first[0] ?? "")).status, 200, "again changes nothing")
      yield* post(`/conversations/${first[0]}/done`, "key-ann", {})
      assert.deepStrictEqual(yield* pinned, first, "also what is put aside")
      yield* post(`/conversations/${first[1]}/assign`, "key-ann", { to: "stan@acme.test" })
      assert.isUndefined(
        (yield* conversationIn((yield* call(`/conversations/${first[1]}`, { key: "key-stan" })).body)).pinned,
      )
      assert.strictEqual((yield* pin(last)).status, 200)
      for (const id of yield* pinned) {
        yield* call(`/conversations/${id}/pin`, { key: "key-ann", method: "DELETE" })
      }
      assert.deepStrictEqual(yield* pinned, [])
    }))

  it.effect("API-1, LIFE-1: what a customer wrote and the caller has not seen is neither put aside nor read", () =>
    Effect.gen(function* () {
      for (const way of ["done", "snooze"]) {
        const from = freshNumber()
        const id = yield* customerWrites(from, "where is my parcel?")
        yield* customerWrites(from, "it is urgent")
        const put = (body: object) => post(`/conversations/${id}/${way}`, "key-ann", body)
        const refused = yield* put({ seq: 1 })
        assert.strictEqual(refused.status, 409)
        assert.strictEqual((yield* problemIn(refused.body)).code, "changed_meanwhile")
        const there = yield* conversationIn((yield* call(`/conversations/${id}`, { key: "key-ann" })).body)
        assert.deepStrictEqual([there.aside, there.unread], [undefined, 2])
        const aside = yield* conversationIn((yield* put({ seq: 2 })).body)
        assert.deepStrictEqual([aside.aside, aside.unread], [way === "done" ? "done" : "snoozed", 0])
        yield* post(`/conversations/${id}/reopen`, "key-ann")
        assert.strictEqual((yield* put({ seq: null })).status, 200, "whatever there is")
      }
      const bare = yield* customerWrites(freshNumber(), "hi")
      assert.strictEqual((yield* post(`/conversations/${bare}/done`, "key-ann")).status, 200)
    }))

  it.effect("API-1: shows messages in order of seq with delivery, and system items with who and to whom", () =>
    Effect.gen(function* () {
      const id = yield* customerWrites(freshNumber(), "where is my parcel?")
      yield* post(`/conversations/${id}/assign`, "key-ann", { to: "STAN@acme.test" })
      const messageId = randomUUID()
      const sent = yield* post(`/conversations/${id}/messages`, "key-stan", {
        id: messageId,
        text: "on its way",
      })
      assert.strictEqual(sent.status, 202)
      const item = yield* itemIn(sent.body)
      const { items } = yield* itemsIn(
        (yield* call(`/conversations/${id}/items?after=0`, { key: "key-stan" })).body,
      )
      assert.deepStrictEqual(items.map(({ seq }) => seq), [1, 2, 3])
      const [incoming, assigned, outgoing] = items
      assert.deepInclude(incoming, { kind: "message", direction: "in", author: null, status: null })
      assert.deepInclude(assigned, {
        kind: "assigned",
        to: "stan@acme.test",
        by: "ann@acme.test",
        id: null,
        text: null,
      })
      assert.deepStrictEqual(outgoing, item)
      assert.deepStrictEqual(item, {
        seq: 3,
        id: messageId,
        kind: "message",
        direction: "out",
        author: "stan@acme.test",
        type: "text",
        text: "on its way",
        media: [],
        status: "queued",
        error: null,
        providerId: null,
        sentAt: null,
        dueAt: null,
        at: item.at,
      })
      const page = yield* call(`/conversations/${id}/items?after=1&limit=1`, { key: "key-stan" })
      assert.deepStrictEqual((yield* itemsIn(page.body)).items, items.slice(1, 2))
    }))

  it.effect("LIFE-3, API-1: shows the labels of a conversation by name, and who put them on and took them off", () =>
    Effect.gen(function* () {
      const id = yield* customerWrites(freshNumber(), "where is my parcel?")
      const { users } = yield* Directory.use(({ snapshot }) => snapshot)
      const ann = [...users.values()].find(({ name }) => name === "ann")
      if (!ann) return assert.fail("Ann is not there")
      const labels = yield* Labels
      const viewer = { user: ann, workspaceId: ann.workspaceId, sessionId: "session", address: "192.0.2.7" }
      const label = yield* labels.add(viewer, { name: "Refund", colour: "pink" })
      const conversations = yield* Conversations
      const set = (on: boolean) =>
        conversations.execute(id, ann.workspaceId, { _tag: "SetLabel", by: actorOf(ann), label, on })
      const shown = Effect.flatMap(
        call(`/conversations/${id}`, { key: "key-ann" }),
        ({ body }) => conversationIn(body),
      )
      yield* set(true)
      assert.deepStrictEqual((yield* shown).labels, ["Refund"])
      yield* set(false)
      assert.deepStrictEqual((yield* shown).labels, [])
      const { items } = yield* itemsIn(
        (yield* call(`/conversations/${id}/items?after=1`, { key: "key-ann" })).body,
      )
      const told = items.map(({ by, kind, label: name }) => ({ by, kind, name }))
      assert.deepStrictEqual(told, [
        { by: "ann@acme.test", kind: "label_added", name: "Refund" },
        { by: "ann@acme.test", kind: "label_removed", name: "Refund" },
      ])
    }).pipe(Effect.provide(Labels.layer)))

  it.effect("SEND-6: the same id again, also at once and in capitals, gives the same item and one message", () =>
    Effect.gen(function* () {
      const { id } = yield* started("key-stan", freshNumber())
      const messageId = randomUUID()
      const answers = yield* Effect.forEach(
        [messageId, messageId, messageId.toUpperCase(), messageId],
        (name) => post(`/conversations/${id}/messages`, "key-stan", { id: name, text: "once" }),
        { concurrency: "unbounded" },
      )
      assert.deepStrictEqual(new Set(answers.map(({ status }) => status)), new Set([202]))
      for (const { body } of answers) assert.deepStrictEqual(body, answers[0]?.body)
      const { items } = yield* itemsIn((yield* call(`/conversations/${id}/items`, { key: "key-stan" })).body)
      assert.strictEqual(items.filter(({ text }) => text === "once").length, 1)
    }))

  it.effect("SEND-6: starting the same conversation again with the same id sends nothing", () =>
    Effect.gen(function* () {
      const message = { id: randomUUID(), text: "hello" }
      const body = { senderId: "care", to: freshNumber(), message }
      const first = yield* post("/conversations", "key-stan", body)
      const again = yield* post("/conversations", "key-stan", body)
      assert.strictEqual(again.status, 201)
      assert.deepStrictEqual(again.body, first.body)
    }))

  it.effect("API-1: pages through a view by cursor, without doubles or gaps", () =>
    Effect.gen(function* () {
      const made = yield* Effect.forEach(Array.from({ length: 5 }), () => started("key-omar", freshNumber()))
      const seen: Array<string> = []
      let cursor: string | null = ""
      while (cursor !== null) {
        const page: ApiPage = yield* list(`view=sent&limit=2&q=&cursor=${cursor}`, "key-omar")
        seen.push(...page.items.map(({ id }) => id))
        cursor = page.cursor
      }
      assert.deepStrictEqual(seen, made.map(({ id }) => id).reverse())
    }))

  it.effect("API-1: mine, a Sender ID's and a team's view; search and unread as in the desk", () =>
    Effect.gen(function* () {
      const number = freshNumber()
      const id = yield* customerWrites(number, "hi")
      yield* post(`/conversations/${id}/assign`, "key-ann", { to: "stan@acme.test" })
      const digits = number.slice(-7)
      const ids = (page: ApiPage) => page.items.map((item) => item.id)
      assert.deepStrictEqual(ids(yield* list(`q=${digits}`, "key-stan")), [id])
      assert.deepStrictEqual(ids(yield* list(`view=sender:care&q=${digits}&unread=true`, "key-stan")), [id])
      assert.deepStrictEqual(ids(yield* list(`view=sender:wa&q=${digits}`, "key-stan")), [])
      const team = yield* list(`view=team:Stan@acme.test&q=${digits}`, "key-ann")
      assert.deepStrictEqual(team.items.map(({ id, unread }) => ({ id, unread })), [{ id, unread: 1 }])
      const read = yield* post(`/conversations/${id}/read`, "key-stan", { seq: 1 })
      assert.strictEqual((yield* conversationIn(read.body)).unread, 0)
      assert.deepStrictEqual(ids(yield* list(`q=${digits}&unread=true`, "key-stan")), [])
      const unread = yield* post(`/conversations/${id}/unread`, "key-stan")
      assert.strictEqual((yield* conversationIn(unread.body)).unread, 1)
    }))

  it.effect("API-1: cancels a message that waits, and says of one that is unknown that it is", () =>
    Effect.gen(function* () {
      const { id } = yield* started("key-stan", freshNumber())
      const messageId = randomUUID()
      yield* post(`/conversations/${id}/messages`, "key-stan", { id: messageId, text: "never mind" })
      const path = `/conversations/${id}/messages/`
      const cancelled = yield* call(path + messageId, { method: "DELETE", key: "key-stan" })
      assert.strictEqual(cancelled.status, 200)
      assert.strictEqual((yield* conversationIn(cancelled.body)).id, id)
      const { items } = yield* itemsIn((yield* call(`/conversations/${id}/items`, { key: "key-stan" })).body)
      assert.strictEqual(items.find((item) => item.id === messageId)?.status, "cancelled")
      const unknown = yield* call(path + randomUUID(), { method: "DELETE", key: "key-stan" })
      assert.strictEqual(unknown.status, 404)
    }))

  it.effect("API-1, CONSENT-1: tells of WhatsApp's window, and refuses what the desk would refuse, by the same codes", () =>
    Effect.gen(function* () {
      const opened = yield* customerWrites(freshNumber(), "hi", "wa")
      yield* post(`/conversations/${opened}/assign`, "key-ann", { to: "stan@acme.test" })
      const { window } = yield* conversationIn(
        (yield* call(`/conversations/${opened}`, { key: "key-ann" })).body,
      )
      assert.isTrue(window?.open)
      assert.isAbove(Date.parse(window?.closesAt ?? ""), Date.now())
      const stopped = freshNumber()
      yield* customerWrites(stopped, "STOP")
      const whatsapp = { senderId: "wa" }
      const refused: ReadonlyArray<readonly [number, string, ReturnType<typeof start>]> = [
        [409, "no_consent", start("key-stan", freshNumber(), "hi", whatsapp)],
        [409, "window_closed", start("key-stan", consentedNumber, "hi", whatsapp)],
        [409, "opted_out", start("key-stan", stopped)],
        [403, "sender_not_yours", start("key-omar", freshNumber(), "hi", whatsapp)],
        [403, "sender_not_yours", start("key-stan", freshNumber(), "hi", { senderId: "nobody's" })],
        [422, "invalid_number", start("key-stan", "12")],
        [403, "not_allowed", post(`/conversations/${opened}/assign`, "key-stan", { to: "omar@acme.test" })],
        [403, "not_allowed", call("/conversations?view=team:omar@acme.test", { key: "key-stan" })],
        [404, "not_found", call("/conversations?view=team:eve@other.test", { key: "key-ann" })],
        [404, "not_found", post(`/conversations/${opened}/assign`, "key-ann", { to: "eve@other.test" })],
        [404, "not_found", call("/conversations/nonsense", { key: "key-ann" })],
        [404, "not_found", call("/nothing", { key: "key-ann" })],
        [405, "wrong_method", call("/conversations", { method: "DELETE", key: "key-ann" })],
      ]
      for (const [status, code, calling] of refused) {
        const answer = yield* calling
        const problem = yield* problemIn(answer.body)
        assert.strictEqual(answer.headers["content-type"], "application/problem+json")
        assert.deepStrictEqual([answer.status, problem.status, problem.code], [status, status, code])
        assert.isNotEmpty(problem.detail)
      }
    }))

  it.effect("API-1, MEDIA-1: says of a file that it does not know what is wrong, and sends nothing", () =>
    Effect.gen(function* () {
      const { id } = yield* started("key-stan", freshNumber())
      const refused: ReadonlyArray<readonly [unknown, number, string]> = [
        [["m1"], 400, "invalid_request"],
        [[{ id: randomUUID() }], 404, "not_found"],
        [[{ url: "http://127.0.0.1:1/secret" }], 422, "file_refused"],
        [
          [{ data: Buffer.from("MZ not a picture\0").toString("base64"), name: "a.png" }],
          422,
          "file_refused",
        ],
      ]
      for (const [media, status, code] of refused) {
        const body = { id: randomUUID(), text: "hi", media }
        const answer = yield* post(`/conversations/${id}/messages`, "key-stan", body)
        const problem = yield* problemIn(answer.body)
        assert.deepStrictEqual([answer.status, problem.code], [status, code])
      }
      const { items } = yield* itemsIn((yield* call(`/conversations/${id}/items`, { key: "key-stan" })).body)
      assert.strictEqual(items.length, 1)
    }))

  it.effect("SEND-12: a message is scheduled with its zone, waits with `dueAt`, and can be cancelled until then", () =>
    Effect.gen(function* () {
      const { id } = yield* started("key-stan", freshNumber())
      const messageId = randomUUID()
      const dueAt = new Date(Math.ceil(Date.now() / 60_000) * 60_000 + 86_400_000)
      const at = dueAt.toISOString().replace(".000Z", "+00:00")
      const message = { id: messageId, text: "tomorrow", at }
      const answer = yield* post(`/conversations/${id}/messages`, "key-stan", message)
      assert.strictEqual(answer.status, 202)
      const waiting = { status: "queued", dueAt: dueAt.toISOString(), waitsFor: "schedule", sentAt: null }
      assert.deepInclude(answer.body, waiting)
      const again = yield* post(`/conversations/${id}/messages`, "key-stan", message)
      assert.deepStrictEqual(again.body, answer.body)
      yield* call(`/conversations/${id}/messages/${messageId}`, { method: "DELETE", key: "key-stan" })
      const { items } = yield* itemsIn((yield* call(`/conversations/${id}/items`, { key: "key-stan" })).body)
      assert.deepInclude(items.at(-1), { id: messageId, status: "cancelled", dueAt: null })

      const late = { id: randomUUID(), text: "hi", at: "2999-01-01T00:00:00Z" }
      const tooLate = yield* post(`/conversations/${id}/messages`, "key-stan", late)
      assert.deepInclude(tooLate.body, { status: 422, code: "schedule_too_far" })
      for (const unclear of ["tomorrow", "2026-12-24T09:00:00", "2026-12-24", 5]) {
        const asked = { id: randomUUID(), text: "hi", at: unclear }
        const answer = yield* post(`/conversations/${id}/messages`, "key-stan", asked)
        assert.deepInclude(answer.body, { status: 400, code: "invalid_request" })
      }
    }))

  it.effect("API-1: names every field of a request that is wrong, and what belongs there", () =>
    Effect.gen(function* () {
      const path = `/conversations/${(yield* started("key-stan", freshNumber())).id}`
      const wrong: ReadonlyArray<readonly [string, ReturnType<typeof call>]> = [
        ["id", post(`${path}/messages`, "key-stan", { id: "1", text: "hi" })],
        ["text", post(`${path}/messages`, "key-stan", { id: randomUUID(), text: " " })],
        ["text", post(`${path}/messages`, "key-stan", { id: randomUUID() })],
        [
          "message.text",
          post("/conversations", "key-stan", { senderId: "care", to: "1", message: { id: randomUUID() } }),
        ],
        ["message", post("/conversations", "key-stan", { senderId: "care", to: "1" })],
        ["body", post(`${path}/messages`, "key-stan")],
        ["body", post(`${path}/messages`, "key-stan", ["text"])],
        ["seq", post(`${path}/read`, "key-stan", { seq: 2 ** 31 })],
        ["limit", call(`${path}/items?limit=201`, { key: "key-stan" })],
        ["after", call(`${path}/items?after=-1`, { key: "key-stan" })],
        ["limit", call("/conversations?limit=0", { key: "key-stan" })],
        ["view", call("/conversations?view=all", { key: "key-stan" })],
        ["cursor", call(`/conversations?cursor=1.${"-".repeat(36)}`, { key: "key-stan" })],
        ["q", call("/conversations?q=%00", { key: "key-stan" })],
        ["cursor", call("/sync?cursor=now", { key: "key-stan" })],
      ]
      const errors = Schema.decodeUnknownEffect(
        Schema.Struct({
          code: Schema.Literal("invalid_request"),
          errors: Schema.Array(Schema.Struct({ path: Schema.String })),
        }),
      )
      for (const [field, calling] of wrong) {
        const answer = yield* calling
        assert.strictEqual(answer.status, 400, field)
        assert.include((yield* errors(answer.body)).errors.map(({ path }) => path), field)
      }
    }))

  it.effect("API-1: refuses a body of more than 256 KB, before it reads it as JSON", () =>
    Effect.gen(function* () {
      const { id } = yield* started("key-stan", freshNumber())
      const body = { id: randomUUID(), text: "a".repeat(300_000) }
      const answer = yield* post(`/conversations/${id}/messages`, "key-stan", body)
      assert.deepStrictEqual([answer.status, (yield* problemIn(answer.body)).code], [413, "too_large"])
    }))
})
