import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer, Result, Schedule } from "effect"
import * as fc from "fast-check"
import { randomUUID } from "node:crypto"
import { Address, canonicalAddress } from "../../domain/contact/Address.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { ChannelInbox } from "../channels/ChannelInbox.ts"
import { WebhookLog } from "../channels/WebhookLog.ts"
import { conversationIdOf } from "../conversations/conversationIdOf.ts"
import { actorOf, Conversations } from "../conversations/Conversations.ts"
import { linkAddresses } from "../conversations/customerAddress.ts"
import { Permissions } from "./Permissions.ts"
import { recordPermissions } from "./recordPermissions.ts"

const services = ChannelInbox.layer.pipe(
  Layer.provide(WebhookLog.layer),
  Layer.provideMerge(TestWorkspace.layerConversations),
)

interface Said {
  readonly from: string
  readonly also?: ReadonlyArray<string>
  readonly movedTo?: string
  readonly text?: string
}

/** Takes in a WhatsApp message. */
const says = Effect.fnUntraced(function* ({ also = [], from, movedTo, text = "hello" }: Said) {
  const { account, whatsapp } = yield* TestWorkspace
  yield* (yield* ChannelInbox).accept(account, [{
    _tag: "InboundMessage",
    channel: "whatsapp",
    to: whatsapp.address,
    toId: null,
    from: Address.make(from),
    ...(also.length === 0 ? {} : { aliases: also.map((one) => Address.make(one)) }),
    ...(movedTo === undefined ? {} : { movedTo: Address.make(movedTo) }),
    providerId: `wamid.${randomUUID()}`,
    providerAt: null,
    profileName: null,
    content: textContent(text),
    optOut: null,
  }])
})

const place = Effect.fnUntraced(function* (name: string) {
  const { whatsapp, workspaceId } = yield* TestWorkspace
  const address = canonicalAddress(Address.make(name))
  const scope = { workspaceId, channel: "whatsapp" as const }
  return { id: conversationIdOf(whatsapp.id, address), key: { ...scope, address }, scope, address }
})

/** In the conversation of just this name: it may be one that was begun before its person was known by another. */
const writes = Effect.fnUntraced(function* (name: string) {
  const { dana, whatsapp, workspaceId } = yield* TestWorkspace
  const { address, id } = yield* place(name)
  return yield* Effect.result(
    (yield* Conversations).execute(id, workspaceId, {
      _tag: "Write",
      by: actorOf(dana),
      messageId: MessageId.make(randomUUID()),
      content: textContent("good news"),
      starting: true,
    }, { workspaceId, senderId: whatsapp.id, channel: "whatsapp", address, replyTo: Address.make(name) }),
  )
})

const statuses = Effect.fnUntraced(function* (id: ConversationId) {
  const sql = yield* PgClient.PgClient
  const rows = yield* sql<{ readonly status: string }>`
    SELECT d.status FROM deliveries d JOIN items i ON i.conversation_id = d.conversation_id AND i.seq = d.seq
    WHERE d.conversation_id = ${id} AND i.detail ->> 'answers' IS NULL ORDER BY d.seq`
  return rows.map(({ status }) => status)
})

const optedOut = Effect.fnUntraced(function* (name: string) {
  const { key } = yield* place(name)
  return (yield* (yield* Permissions).facts(key)).optedOutAt !== null
})

const refusedAs = <A>(result: Result.Result<A, { readonly _tag: string; readonly code?: string }>) =>
  Result.isFailure(result) ? result.failure.code : null

/** Until somebody waits for what a transaction of this test holds. */
const somebodyWaits = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  return yield* sql`SELECT FROM pg_locks JOIN pg_database d ON d.oid = database
    WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()`
}).pipe(
  Effect.repeat({ until: (rows) => rows.length > 0, schedule: Schedule.spaced("5 millis"), times: 2000 }),
)

const optOutOf = Effect.fnUntraced(function* (name: string) {
  const sql = yield* PgClient.PgClient
  const { key } = yield* place(name)
  return yield* recordPermissions(sql, [{
    ...key,
    what: "opted_out",
    origin: "provider",
    at: Date.now(),
    source: null,
    proof: null,
    by: null,
    conversationId: null,
    providerHolds: true,
  }])
})

/** What a transaction that is not yet committed makes wait, which goes on when it is. */
const whileHeld = Effect.fnUntraced(function* <A, E, R, B, E2, R2>(
  held: Effect.Effect<A, E, R>,
  meanwhile: Effect.Effect<B, E2, R2>,
) {
  const sql = yield* PgClient.PgClient
  const [begun, commit] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
  const holding = yield* Effect.forkChild(sql.withTransaction(
    held.pipe(Effect.andThen(Deferred.succeed(begun, undefined)), Effect.andThen(Deferred.await(commit))),
  ))
  yield* Effect.raceFirst(Deferred.await(begun), Fiber.join(holding))
  const waiting = yield* Effect.forkChild(meanwhile)
  yield* somebodyWaits
  yield* Deferred.succeed(commit, undefined)
  yield* Fiber.join(holding)
  return yield* Fiber.join(waiting)
})

let people = 0
const person = () => {
  const n = people++
  return {
    phone: `+1555080${String(n).padStart(4, "0")}`,
    id: `US.90${n}`,
    next: `+1555081${String(n).padStart(4, "0")}`,
  }
}

/** Four names of up to four persons: two numbers of which the second may be the first's new one, an id, and somebody else. */
const nameAt = fc.nat(3)
const act = fc.oneof(
  fc.record({ kind: fc.constantFrom("hello", "hello", "stop"), from: nameAt, also: fc.option(nameAt) }),
  fc.record({ kind: fc.constant("moves"), from: nameAt, to: nameAt }),
  fc.record({ kind: fc.constant("write"), name: nameAt }),
)
const round = fc.oneof(
  fc.array(act, { minLength: 1, maxLength: 4 }),
  fc.record({ kind: fc.constant("start"), from: nameAt }).map((one) => [one]),
)
type Act = typeof round extends fc.Arbitrary<ReadonlyArray<infer A>> ? A : never

/** Who is known to be whom, and who is opted out: what the desk must never fall behind. */
class Model {
  private readonly persons = [0, 1, 2, 3].map((n) => ({ names: new Set([n]), out: false }))
  of(name: number) {
    return this.persons.find(({ names }) => names.has(name)) ?? assert.fail("no such name")
  }
  same(one: number, other: number) {
    const [person, absorbed] = [this.of(one), this.of(other)]
    if (person === absorbed) return
    for (const name of absorbed.names) person.names.add(name)
    absorbed.names.clear()
    person.out ||= absorbed.out
  }
}

const play = Effect.fnUntraced(function* (names: ReadonlyArray<string>, model: Model, one: Act) {
  const name = (n: number) => names[n] ?? assert.fail("no such name")
  if ("name" in one) return yield* writes(name(one.name))
  if ("to" in one) {
    model.same(one.from, one.to)
    return yield* says({ from: name(one.from), movedTo: name(one.to) })
  }
  const also = "also" in one && one.also !== null && one.also !== one.from ? [one.also] : []
  for (const other of also) model.same(one.from, other)
  if (one.kind !== "hello") model.of(one.from).out = one.kind === "stop"
  yield* says({ from: name(one.from), also: also.map(name), text: one.kind })
})

/** Hands over whatever may go, as a provider that takes it; how many messages that were. */
const handOver = Effect.fnUntraced(function* (name: string) {
  const conversations = yield* Conversations
  const { id, scope } = yield* place(name)
  yield* Effect.ignore(conversations.workOff(id))
  for (let count = 0;; count++) {
    const claim = yield* Effect.result(conversations.claim(id, "this node"))
    if (Result.isFailure(claim) || claim.success.claimed === null) return count
    const { attempt, content, messageId } = claim.success.claimed
    if (content.text !== "good news") count--
    const outcome = { _tag: "Accepted" as const, providerId: `SM-${messageId}` }
    yield* conversations.execute(id, scope.workspaceId, {
      _tag: "ReportDispatch",
      messageId,
      attempt,
      outcome,
    })
  }
})

layer(services, { excludeTestServices: true })("opt-outs under several names", (it) => {
  it.effect("OPT-1, OPT-3: a STOP under one name holds for all, and cancels what waits in other conversations", () =>
    Effect.gen(function* () {
      const { id, next, phone } = person()
      yield* says({ from: phone })
      yield* says({ from: id })
      yield* writes(id)
      yield* says({ from: phone, also: [id] })
      yield* says({ from: phone, movedTo: next })
      yield* says({ from: next, text: "STOP" })
      for (const name of [phone, id, next]) assert.isTrue(yield* optedOut(name), name)
      const hidden = yield* place(id)
      yield* (yield* Conversations).workOff(hidden.id)
      assert.deepStrictEqual(yield* statuses(hidden.id), ["cancelled"])
      assert.strictEqual(refusedAs(yield* writes(id)), "opted_out")
      assert.strictEqual(refusedAs(yield* writes(phone)), "opted_out")
      yield* says({ from: id, text: "START" })
      for (const name of [phone, id, next]) assert.isFalse(yield* optedOut(name), name)
    }))

  it.effect("OPT-1, OPT-3: an opt-out holds for a name that is learnt after it", () =>
    Effect.gen(function* () {
      const { id, next, phone } = person()
      yield* says({ from: id, text: "STOP" })
      yield* says({ from: phone })
      yield* writes(phone)
      yield* says({ from: phone, also: [id] })
      const known = yield* place(phone)
      yield* (yield* Conversations).workOff(known.id)
      assert.deepStrictEqual(yield* statuses(known.id), ["cancelled"])
      assert.strictEqual(refusedAs(yield* writes(phone)), "opted_out")
      yield* says({ from: phone, movedTo: next })
      assert.isTrue(yield* optedOut(next))
      const [said] =
        yield* (yield* PgClient.PgClient)`SELECT what, source FROM permission_records WHERE address = ${next}`
      assert.deepStrictEqual(said, {
        what: "opted_out",
        source: "The same person opted out under another number or id.",
      })
    }))

  it.effect("OPT-1: whoever moves to a number that has a conversation of its own takes the opt-out there", () =>
    Effect.gen(function* () {
      const [one, other] = [person(), person()]
      yield* says({ from: one.phone, text: "STOP" })
      yield* says({ from: other.phone })
      yield* says({ from: one.phone, movedTo: other.phone })
      assert.strictEqual(refusedAs(yield* writes(other.phone)), "opted_out")
    }))

  it.effect("CONSENT-2: a consent holds under all names of a person, and so does its later withdrawal", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const permissions = yield* Permissions
      const { id, phone } = person()
      const [byPhone, byId] = [yield* place(phone), yield* place(id)]
      const said = (key: typeof byPhone.key, what: "given" | "withdrawn", at: number) =>
        recordPermissions(sql, [{
          ...key,
          what,
          origin: "agent",
          at,
          source: "web form",
          proof: "signed",
          by: null,
          conversationId: null,
          providerHolds: false,
        }])
      yield* said(byPhone.key, "given", 1_000)
      yield* says({ from: phone, also: [id] })
      assert.strictEqual((yield* permissions.facts(byId.key)).consentAt, 1_000)
      yield* said(byId.key, "withdrawn", 2_000)
      assert.isNull((yield* permissions.facts(byPhone.key)).consentAt)
      const proofs =
        yield* sql`SELECT what, source, proof FROM permission_records WHERE address = ${byId.address}
        ORDER BY id`
      assert.deepStrictEqual(proofs, [
        { what: "given", source: "web form", proof: "signed" },
        { what: "withdrawn", source: "web form", proof: "signed" },
      ])
    }))

  it.effect("OPT-1: what is claimed while an opt-out under another name is being committed waits for it, and does not go", () =>
    Effect.gen(function* () {
      const { id, phone } = person()
      yield* says({ from: phone, also: [id] })
      yield* writes(phone)
      const known = yield* place(phone)
      const conversations = yield* Conversations
      const claim = yield* whileHeld(optOutOf(id), conversations.claim(known.id, "this node"))
      assert.isNull(claim.claimed)
      assert.deepStrictEqual(yield* statuses(known.id), ["cancelled"])
    }))

  it.effect("OPT-1: a name that is learnt while an opt-out is being committed has it, whichever is first", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      for (const first of ["opt-out", "name"] as const) {
        const { id, phone } = person()
        const { address, scope } = yield* place(phone)
        const learn = Effect.asVoid(linkAddresses(sql, scope, [address, (yield* place(id)).address]))
        const optOut = Effect.asVoid(optOutOf(id))
        const [before, meanwhile] = first === "opt-out" ? [optOut, learn] : [learn, optOut]
        yield* whileHeld(before, meanwhile)
        assert.isTrue(yield* optedOut(phone), first)
        assert.isTrue(yield* optedOut(id), first)
      }
    }))

  it.effect(
    "OPT-1: whatever is said under whichever names at once, nothing goes to a person who opted out under one",
    () =>
      Effect.gen(function* () {
        let sent = 0
        for (const rounds of fc.sample(fc.array(round, { minLength: 5, maxLength: 14, size: "max" }), 16)) {
          const [one, other] = [person(), person()]
          const names = [one.phone, one.next, one.id, other.phone]
          const model = new Model()
          for (const acts of rounds) {
            yield* Effect.all(acts.map((each) => play(names, model, each)), { concurrency: "unbounded" })
            for (const [n, name] of names.entries()) {
              const count = yield* handOver(name)
              if (model.of(n).out) assert.strictEqual(count, 0, JSON.stringify({ name, names, rounds }))
              sent += count
            }
          }
        }
        assert.isAbove(sent, 0)
      }),
    60_000,
  )
})
