import { assert, layer } from "@effect/vitest"
import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, Result } from "effect"
import { randomUUID } from "node:crypto"
import { noAnswers } from "../../domain/consent/Keywords.ts"
import { Address, canonicalAddress } from "../../domain/contact/Address.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import type { User } from "../../domain/user/User.ts"
import { deskLayer } from "../../test/TestDesk.ts"
import { type TestSender, TestWorkspace } from "../../test/TestWorkspace.ts"
import { conversationIdOf } from "../conversations/conversationIdOf.ts"
import { actorOf, Conversations } from "../conversations/Conversations.ts"
import { Timeline } from "../conversations/Timeline.ts"
import { Directory } from "../directory/Directory.ts"
import { Inbox } from "../inbox/Inbox.ts"
import { Permissions } from "./Permissions.ts"
import type { PermissionRecord } from "./permissionStatement.ts"
import { recordPermissions } from "./recordPermissions.ts"

let numbers = 0
const freshPhone = () => Address.make(`+1415555${String(3000 + numbers++)}`)

const place = Effect.fnUntraced(function* (sender: TestSender, phone: Address) {
  const { workspaceId } = yield* TestWorkspace
  const address = canonicalAddress(phone)
  const identity = { workspaceId, senderId: sender.id, channel: sender.channel, address, replyTo: phone }
  return { id: conversationIdOf(sender.id, address), identity }
})

const says = Effect.fnUntraced(function* (
  sender: TestSender,
  phone: Address,
  text: string,
  flags: { readonly optOut?: "out" | "in" } = {},
) {
  const { id, identity } = yield* place(sender, phone)
  yield* (yield* Conversations).execute(id, identity.workspaceId, {
    _tag: "Receive",
    messageId: MessageId.make(randomUUID()),
    accountId: "account",
    providerId: randomUUID(),
    from: phone,
    profileName: null,
    content: textContent(text),
    providerAt: null,
    ...flags,
  }, identity)
  return id
})

const writes = Effect.fnUntraced(function* (sender: TestSender, phone: Address, user: User, text = "hello") {
  const { id, identity } = yield* place(sender, phone)
  const messageId = MessageId.make(randomUUID())
  yield* (yield* Conversations).execute(id, identity.workspaceId, {
    _tag: "Write",
    by: actorOf(user),
    messageId,
    content: textContent(text),
    starting: true,
  }, identity)
  return messageId
})

const codeOf = <A, R>(write: Effect.Effect<A, { readonly _tag: string; readonly code?: string }, R>) =>
  Effect.map(Effect.result(write), (result) => Result.isFailure(result) ? result.failure.code : null)

/** The message and the opt-out items of a conversation, once its actor has taken what was left for it. */
const seen = Effect.fnUntraced(function* (sender: TestSender, phone: Address) {
  const { workspaceId } = yield* TestWorkspace
  const { id } = yield* place(sender, phone)
  yield* (yield* Conversations).workOff(id)
  return yield* (yield* Timeline).page(workspaceId, id, { after: 0, before: null, limit: 100 })
})

const recordOf = (
  record: Pick<PermissionRecord, "workspaceId" | "channel" | "what" | "at"> & { readonly phone: Address },
): PermissionRecord => {
  const { phone, ...rest } = record
  return {
    origin: "agent",
    source: null,
    proof: null,
    by: null,
    conversationId: null,
    providerHolds: false,
    ...rest,
    address: canonicalAddress(phone),
  }
}

layer(Permissions.layer.pipe(Layer.provideMerge(deskLayer)), { excludeTestServices: true })(
  "permissions",
  (it) => {
    it.effect("OPT-1, OPT-3: a STOP to one Sender ID holds for all of the channel, and cancels what waits", () =>
      Effect.gen(function* () {
        const { dana, owned, shared, whatsapp, workspaceId } = yield* TestWorkspace
        const phone = freshPhone()
        const waiting = yield* writes(owned, phone, dana)
        yield* says(shared, phone, "STOP")
        const items = yield* seen(owned, phone)
        const message = items.find((item) => item._tag === "Message" && item.id === waiting)
        assert.deepInclude(message, { status: "cancelled" })
        assert.deepInclude(items.at(-1), { _tag: "OptedOut", source: "keyword" })
        assert.strictEqual(yield* codeOf(writes(owned, phone, dana)), "opted_out")
        assert.strictEqual(yield* codeOf(writes(shared, phone, dana)), "opted_out")
        yield* says(whatsapp, phone, "hello")
        assert.isNull(yield* codeOf(writes(whatsapp, phone, dana)))
        const sms = { workspaceId, channel: "sms", address: canonicalAddress(phone) } as const
        assert.isNotNull((yield* (yield* Permissions).facts(sms)).optedOutAt)
      }))

    it.effect("OPT-1: an opt-out that another node recorded a moment ago stops what was decided before it", () =>
      Effect.gen(function* () {
        const { dana, owned, workspaceId } = yield* TestWorkspace
        const sql = yield* PgClient.PgClient
        const conversations = yield* Conversations
        const phone = freshPhone()
        const waiting = yield* writes(owned, phone, dana)
        const refused = recordOf({ workspaceId, channel: "sms", phone, what: "opted_out", at: Date.now() })
        yield* recordPermissions(sql, [refused])
        const { id } = yield* place(owned, phone)
        assert.isNull((yield* conversations.claim(id, "this node")).claimed)
        const [first] = yield* (yield* Timeline).page(workspaceId, id, { after: 0, before: null, limit: 1 })
        assert.deepInclude(first, { id: waiting, status: "cancelled" })
        assert.strictEqual(yield* codeOf(writes(owned, phone, dana)), "opted_out")
      }))

    it.effect("OPT-2: whoever opts in through another Sender ID is written to again", () =>
      Effect.gen(function* () {
        const { dana, owned, shared } = yield* TestWorkspace
        const phone = freshPhone()
        yield* says(owned, phone, "stop")
        yield* says(shared, phone, "start")
        assert.isNull(yield* codeOf(writes(owned, phone, dana)))
        const items = yield* seen(owned, phone)
        const said = items.map(({ _tag }) => _tag).filter((tag) => tag !== "Message")
        assert.deepStrictEqual(said, ["OptedOut", "OptedIn"])
      }))

    it.effect("OPT-2: of STOPs to two Sender IDs at once, one is the opt-out", () =>
      Effect.gen(function* () {
        const { owned, shared } = yield* TestWorkspace
        const sql = yield* PgClient.PgClient
        const phone = freshPhone()
        yield* Effect.all([says(owned, phone, "STOP"), says(shared, phone, "STOP")], { concurrency: 2 })
        const records = yield* sql`SELECT what FROM permission_records WHERE address = ${phone}`
        assert.deepStrictEqual(records, [{ what: "opted_out" }])
      }))

    it.effect("OPT-2: STOP is confirmed once, and the confirmation is all that still goes", () =>
      Effect.gen(function* () {
        const { dana, owned } = yield* TestWorkspace
        const conversations = yield* Conversations
        const phone = freshPhone()
        yield* writes(owned, phone, dana)
        const id = yield* says(owned, phone, "Stop!")
        yield* says(owned, phone, "stop")
        const { claimed } = yield* conversations.claim(id, "node")
        assert.match(claimed?.content.text ?? "", /^Acme: You have opted out/)
        const answers = (yield* seen(owned, phone)).flatMap((item) =>
          item._tag === "Message" && item.answers !== null ? [[item.answers, item.status, item.author]] : []
        )
        assert.deepStrictEqual(answers, [["stop", "dispatching", null]])
        assert.isNull((yield* conversations.claim(id, "node")).claimed)
      }))

    it.effect("OPT-2: HELP is answered once in an hour, START with its confirmation, and nobody owns it for that", () =>
      Effect.gen(function* () {
        const { ann, shared } = yield* TestWorkspace
        const phone = freshPhone()
        for (const text of ["HELP", "info", "stop", "help", "START"]) yield* says(shared, phone, text)
        const items = yield* seen(shared, phone)
        const answers = items.flatMap((item) =>
          item._tag === "Message" && item.answers !== null ? [item.answers] : []
        )
        assert.deepStrictEqual(answers, ["help", "stop", "start"])
        const { workspaceId } = yield* TestWorkspace
        const { id } = yield* place(shared, phone)
        const row = yield* (yield* Inbox).row({ user: ann, workspaceId, sessionId: "" }, id)
        assert.deepInclude(row, { owner: ann.id, tookPart: false, unread: 5, optedOutAt: null })
      }))

    it.effect("OPT-2: a workspace's own words count, with their own answer", () =>
      Effect.gen(function* () {
        const { shared, workspaceId } = yield* TestWorkspace
        const sql = yield* PgClient.PgClient
        const spanish = {
          answers: noAnswers,
          sets: [{
            language: "Spanish",
            stop: ["Alto"],
            start: [],
            help: [],
            answers: { ...noAnswers, stop: "Sin más mensajes." },
          }],
        }
        yield* sql`UPDATE workspaces SET keywords = ${
          JSON.stringify(spanish)
        }::jsonb WHERE id = ${workspaceId}`
        yield* (yield* Directory).changed
        const phone = freshPhone()
        const id = yield* says(shared, phone, "¡ALTO!")
        const { claimed } = yield* (yield* Conversations).claim(id, "node")
        assert.strictEqual(claimed?.content.text, "Sin más mensajes.")
      }))

    it.effect("OPT-2: what the provider answers by itself it holds, and the desk does not answer it", () =>
      Effect.gen(function* () {
        const { owned, workspaceId } = yield* TestWorkspace
        const phone = freshPhone()
        const id = yield* says(owned, phone, "No more please", { optOut: "out" })
        assert.isNull((yield* (yield* Conversations).claim(id, "node")).claimed)
        const key = { workspaceId, channel: "sms", address: canonicalAddress(phone) } as const
        assert.deepInclude(yield* (yield* Permissions).facts(key), { providerHolds: true })
        yield* says(owned, phone, "go on", { optOut: "in" })
        assert.deepInclude(yield* (yield* Permissions).facts(key), { providerHolds: false, optedOutAt: null })
      }))

    it.effect("CONSENT-1: WhatsApp to a number without consent is refused, until one is recorded", () =>
      Effect.gen(function* () {
        const { dana, whatsapp, workspaceId } = yield* TestWorkspace
        const sql = yield* PgClient.PgClient
        const phone = freshPhone()
        assert.strictEqual(yield* codeOf(writes(whatsapp, phone, dana)), "no_consent")
        const given = recordOf({ workspaceId, channel: "whatsapp", phone, what: "given", at: 0 })
        yield* recordPermissions(sql, [given])
        assert.strictEqual(yield* codeOf(writes(whatsapp, phone, dana)), "window_closed")
      }))

    it.effect("CONSENT-2: of consents the one given or withdrawn last counts, in whatever order they come", () =>
      Effect.gen(function* () {
        const { workspaceId } = yield* TestWorkspace
        const sql = yield* PgClient.PgClient
        const permissions = yield* Permissions
        const phone = freshPhone()
        const key = { workspaceId, channel: "sms", address: canonicalAddress(phone) } as const
        const said = (what: PermissionRecord["what"], at: number) =>
          recordOf({ workspaceId, channel: "sms", phone, what, at })
        yield* recordPermissions(sql, [said("withdrawn", 2_000), said("given", 1_000)])
        assert.isNull((yield* permissions.facts(key)).consentAt)
        yield* recordPermissions(sql, [said("given", 1_500)])
        assert.isNull((yield* permissions.facts(key)).consentAt)
        yield* recordPermissions(sql, [said("given", 3_000)])
        assert.strictEqual((yield* permissions.facts(key)).consentAt, 3_000)
      }))

    it.effect("CONSENT-2: a history is not overwritten, by no statement", () =>
      Effect.gen(function* () {
        const { workspaceId } = yield* TestWorkspace
        const sql = yield* PgClient.PgClient
        yield* recordPermissions(sql, [
          recordOf({ workspaceId, channel: "sms", phone: freshPhone(), what: "given", at: 0 }),
        ])
        assert.isTrue(Result.isFailure(yield* Effect.result(sql`UPDATE permission_records SET source = 'x'`)))
        assert.isTrue(Result.isFailure(yield* Effect.result(sql`DELETE FROM permission_records`)))
      }))
  },
)
