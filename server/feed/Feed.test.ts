import { assert, layer } from "@effect/vitest"
import { PgClient } from "@effect/sql-pg"
import { Effect, Fiber, Latch, Option, Queue, Result, Stream } from "effect"
import * as fc from "fast-check"
import { randomUUID } from "node:crypto"
import { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import { Address, canonicalAddress } from "../../domain/contact/Address.ts"
import type { ConversationCommand } from "../../domain/conversation/ConversationCommand.ts"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import type { LabelId } from "../../domain/label/Label.ts"
import type { InboxView } from "../../domain/inbox/InboxView.ts"
import { brings, deskLayer, TestDesk } from "../../test/TestDesk.ts"
import { type TestSender, TestWorkspace } from "../../test/TestWorkspace.ts"
import { conversationIdOf } from "../conversations/conversationIdOf.ts"
import { actorOf, Conversations } from "../conversations/Conversations.ts"
import { receivedText } from "../conversations/ReceiveFixture.ts"
import { Directory } from "../directory/Directory.ts"
import { makeLabels } from "../labels/LabelFixture.ts"
import { Feed, framesMax } from "./Feed.ts"

const customers = ["+15550100001", "+15550100002", "+15550100003"]

/** What can be done in one step, by index into the workspace's users and Sender IDs. */
const action = fc.record({
  kind: fc.constantFrom(
    "receive",
    "write",
    "assign",
    "read",
    "unread",
    "done",
    "snooze",
    "back",
    "pin",
    "label",
    "claim",
    "accept",
    "deliver",
    "cancel",
    "stop",
    "campaign",
  ),
  customer: fc.nat(customers.length - 1),
  sender: fc.nat(2),
  user: fc.nat(2),
  other: fc.nat(2),
})
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never

const act = Effect.fnUntraced(function* (
  step: Action,
  written: Map<ConversationId, Array<MessageId>>,
  label: LabelId,
) {
  const { account, ann, dana, omar, owned, shared, whatsapp, workspaceId } = yield* TestWorkspace
  const conversations = yield* Conversations
  const users = [ann, dana, omar]
  const sender = [shared, owned, whatsapp][step.sender] ?? shared
  const user = users[step.user] ?? ann
  const by = actorOf(user)
  const from = Address.make(customers[step.customer] ?? "")
  const id = conversationIdOf(sender.id, canonicalAddress(from))
  const messages = written.get(id) ?? []
  const messageId = messages.at(-1) ?? MessageId.make(randomUUID())
  const command = ((): ConversationCommand => {
    switch (step.kind) {
      case "receive":
        return receivedText(account.id, from, "hello")
      case "stop":
        return receivedText(account.id, from, step.other === 0 ? "STOP" : "START")
      case "write": {
        const fresh = MessageId.make(randomUUID())
        written.set(id, [...messages, fresh])
        return { _tag: "Write", by, messageId: fresh, content: textContent("answer"), starting: true }
      }
      case "campaign": {
        const fresh = MessageId.make(randomUUID())
        written.set(id, [...messages, fresh])
        return {
          _tag: "SendCampaign",
          campaign: { id: CampaignId.make(randomUUID()), name: "Spring" },
          startedBy: user.id,
          messageId: fresh,
          content: textContent("offer"),
        }
      }
      case "assign":
        return { _tag: "Assign", by: actorOf(ann), to: (users[step.other] ?? dana).id, seen: null }
      case "read":
        return { _tag: "MarkRead", by, user: user.id, inboundRead: step.other * 2 }
      case "unread":
        return { _tag: "MarkUnread", by, user: user.id }
      case "done":
        return { _tag: "PutAside", by, aside: { how: "done" } }
      case "snooze":
        return { _tag: "PutAside", by, aside: { how: "snoozed", until: null } }
      case "pin":
        return { _tag: "Pin", by, pinned: step.other > 0 }
      case "back":
        return { _tag: "BringBack", by }
      case "label":
        return { _tag: "SetLabel", by, label, on: step.other > 0 }
      case "claim":
        return { _tag: "Claim", node: "test" }
      case "accept":
        return {
          _tag: "ReportDispatch",
          messageId,
          attempt: 1,
          outcome: { _tag: "Accepted", providerId: messageId },
        }
      case "deliver":
        return { _tag: "ReportStatus", messageId, providerId: null, status: "delivered", error: null }
      case "cancel":
        return { _tag: "Cancel", by, messageId }
    }
  })()
  yield* conversations.execute(id, workspaceId, command, identity(sender, from, workspaceId)).pipe(
    Effect.catchTag("Refusal", () => Effect.void),
  )
})

const identity = (
  sender: TestSender,
  from: Address,
  workspaceId: TestWorkspace["Service"]["workspaceId"],
) => ({
  workspaceId,
  senderId: sender.id,
  channel: sender.channel,
  address: canonicalAddress(from),
  replyTo: from,
})

/** An opt-out reaches the number's other conversations by their own commits. */
const noted = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const conversations = yield* Conversations
  const waiting = yield* sql<{ readonly id: ConversationId }>`
    SELECT DISTINCT conversation_id AS id FROM webhook_inbox`
  for (const { id } of waiting) yield* conversations.workOff(id)
})

/** A message that each of the three users sees, so that a desk can tell when it has seen everything before it. */
const mark = Effect.fnUntraced(function* (text: string) {
  const { account, ann, dana, omar, shared, workspaceId } = yield* TestWorkspace
  const conversations = yield* Conversations
  yield* noted
  for (const [user, from] of [[dana, "+15550199991"], [omar, "+15550199992"]] as const) {
    const address = Address.make(from)
    const id = conversationIdOf(shared.id, canonicalAddress(address))
    const born = identity(shared, address, workspaceId)
    yield* conversations.execute(id, workspaceId, receivedText(account.id, address, "first"), born)
    yield* conversations.execute(id, workspaceId, {
      _tag: "Assign",
      by: actorOf(ann),
      to: user.id,
      seen: null,
    })
    yield* conversations.execute(id, workspaceId, receivedText(account.id, address, text), born)
  }
})

/** Omar's mark comes last, and Ann, an admin, sees both. */
const seesMark = (desk: TestDesk, name: string, text: string) => {
  let seen = 0
  const wanted = name === "Ann" ? 2 : 1
  return (frame: Parameters<typeof brings>[0]): boolean => {
    if (frame._tag === "Changes") {
      for (const change of frame.changes) {
        if (
          change._tag === "Changed" &&
          change.items.some((item) => item._tag === "Message" && item.text === text)
        ) seen++
      }
    }
    return seen >= wanted && desk.cursor !== null
  }
}

const viewsOf = (
  desk: TestDesk,
  others: ReadonlyArray<TestDesk>,
  senders: ReadonlyArray<TestSender>,
): ReadonlyArray<InboxView> => [
  { _tag: "Mine" },
  { _tag: "Sent" },
  ...senders.map((sender) => ({ _tag: "Sender", senderId: sender.id } as const)),
  ...(desk.viewer.user.role === "admin"
    ? others.map((other) => ({ _tag: "Team", userId: other.viewer.user.id } as const))
    : []),
]

layer(deskLayer, { excludeTestServices: true })("Feed", (it) => {
  it.effect(
    "SYNC-4, INBOX-10, LIFE-1, LIFE-3: what was fetched plus the changes equals a fresh fetch, in every view of every user",
    () =>
      Effect.gen(function* () {
        const { ann, dana, omar, owned, shared, whatsapp, workspaceId } = yield* TestWorkspace
        const written = new Map<ConversationId, Array<MessageId>>()
        const [label] = yield* makeLabels("VIP")
        if (!label) return assert.fail("a label")
        for (
          const [round, steps] of fc.sample(fc.array(action, { minLength: 20, maxLength: 60 }), 6).entries()
        ) {
          const text = `mark ${round}`
          const desks = [ann, dana, omar].map((user) => new TestDesk(user, workspaceId))
          yield* Effect.gen(function* () {
            const open = yield* Effect.forEach(desks, (desk) =>
              desk.open(seesMark(desk, desk.viewer.user.name, text)))
            for (const desk of desks) {
              for (const view of viewsOf(desk, desks, [shared, owned, whatsapp])) {
                yield* desk.fetch(view)
              }
            }
            yield* Effect.forEach(steps, (step) =>
              act(step, written, label), { concurrency: 8 })
            yield* mark(text)
            yield* Effect.forEach(open, ({ finished }) => finished, { concurrency: "unbounded" })
          }).pipe(Effect.scoped)

          for (const desk of desks) {
            const fresh = new TestDesk(desk.viewer.user, workspaceId)
            yield* fresh.open((frame) => frame._tag === "Opened").pipe(Effect.scoped)
            for (const view of viewsOf(desk, desks, [shared, owned, whatsapp])) {
              yield* fresh.fetch(view)
              assert.deepStrictEqual(
                desk.rows(view),
                fresh.rows(view),
                `${desk.viewer.user.name} ${view._tag}`,
              )
            }
            for (const [id, timeline] of desk.timelines) {
              if (fresh.timelines.has(id)) assert.deepStrictEqual(timeline, fresh.timelines.get(id))
            }
            assert.deepStrictEqual(withoutZeros(desk.counts), withoutZeros(fresh.counts))
            assert.deepStrictEqual(
              withoutZeros(desk.counts),
              recounted(fresh, desks),
              "counts are what a recount gives",
            )
          }
        }
      }),
    60_000,
  )

  it.effect(
    "SYNC-2: a desk whose socket is cut again and again is told every message once",
    () =>
      Effect.gen(function* () {
        const { account, dana, owned, workspaceId } = yield* TestWorkspace
        const conversations = yield* Conversations
        const cuts = fc.sample(fc.integer({ min: 1, max: 4 }), 400)
        const total = 200
        const desk = new TestDesk(dana, workspaceId)
        yield* desk.open((frame) => frame._tag === "Opened").pipe(Effect.scoped)

        const write = Effect.forEach(Array.from({ length: total }, (_, n) => n), (n) => {
          const from = Address.make(`+1555020000${n % 7}`)
          const id = conversationIdOf(owned.id, canonicalAddress(from))
          const born = identity(owned, from, workspaceId)
          return conversations.execute(id, workspaceId, receivedText(account.id, from, `message ${n}`), born)
        }, { concurrency: 4, discard: true })
        const writing = yield* Effect.forkChild(write)
        for (let n = 0; desk.told.length < total; n++) {
          const framesLeft = { count: cuts[n % cuts.length] ?? 1 }
          yield* desk.followUntil((frame) => {
            if (frame._tag === "Changes") framesLeft.count--
            return framesLeft.count <= 0 || desk.told.length >= total
          })
        }
        yield* Fiber.join(writing)
        assert.strictEqual(desk.told.length, total)
        assert.strictEqual(new Set(desk.told).size, total)
      }),
    60_000,
  )

  it.effect("SYNC-1, AUTH-3: a change of the directory is told, and who lost the licence is cut off at once", () =>
    Effect.gen(function* () {
      const { dana, omar, workspaceId } = yield* TestWorkspace
      const directory = yield* Directory
      const sql = yield* PgClient.PgClient
      yield* Effect.gen(function* () {
        const staying = yield* new TestDesk(dana, workspaceId).open((frame) =>
          frame._tag === "DirectoryChanged"
        )
        const leaving = yield* new TestDesk(omar, workspaceId).open(() => false)
        yield* sql`UPDATE users SET licensed = false WHERE id = ${omar.id}`
        yield* directory.changed
        const told = yield* staying.finished
        assert.isTrue(
          told?._tag === "DirectoryChanged" &&
            told.directory.users.some((user) => user.id === omar.id && !user.licensed),
        )
        const ended = yield* Effect.result(leaving.finished)
        assert.isTrue(Result.isFailure(ended) && ended.failure._tag === "Unavailable")
      }).pipe(Effect.scoped)
      yield* sql`UPDATE users SET licensed = true WHERE id = ${omar.id}`
      yield* directory.changed
    }))

  it.effect("SYNC-2: a cursor from before the feed's floor starts afresh", () =>
    Effect.gen(function* () {
      const { dana, workspaceId } = yield* TestWorkspace
      const sql = yield* PgClient.PgClient
      const desk = new TestDesk(dana, workspaceId)
      yield* desk.open((frame) => frame._tag === "Opened").pipe(Effect.scoped)
      yield* sql`UPDATE feed_floor SET xid = pg_current_xact_id()`
      const last = yield* desk.followUntil(() => false)
      assert.strictEqual(last?._tag, "Reset")
      yield* sql`UPDATE feed_floor SET xid = '0'`
    }))

  it.effect(
    "SYNC-5: a desk that does not read is told to start afresh, and never slows the others",
    () =>
      Effect.gen(function* () {
        const { account, ann, dana, owned, workspaceId } = yield* TestWorkspace
        const conversations = yield* Conversations
        const feed = yield* Feed
        const from = Address.make("+15550300001")
        const id = conversationIdOf(owned.id, canonicalAddress(from))
        const born = identity(owned, from, workspaceId)
        const quick = new TestDesk(dana, workspaceId)
        const slow = new TestDesk(ann, workspaceId)
        const last = yield* Effect.gen(function* () {
          const shown = yield* Queue.unbounded<string>()
          const reading = yield* quick.open((frame) => {
            Queue.offerUnsafe(shown, frame._tag)
            return brings(frame, "last")
          })
          const reads = yield* Latch.make(false)
          const opened = yield* Latch.make(false)
          const stalled = yield* feed.follow(slow.viewer, null).pipe(
            Stream.tap(() => Effect.andThen(opened.open, reads.await)),
            Stream.runLast,
            Effect.forkChild,
          )
          yield* opened.await
          // One frame each: what is committed together is told together.
          const write = (text: string) =>
            Effect.andThen(
              conversations.execute(id, workspaceId, receivedText(account.id, from, text), born),
              Effect.repeat(Queue.take(shown), { until: (tag) => tag === "Changes" }),
            )
          for (let n = 0; n < framesMax * 2; n++) yield* write(`message ${n}`)
          yield* write("last")
          yield* reading.finished
          yield* reads.open
          return yield* Fiber.join(stalled)
        }).pipe(Effect.scoped)
        assert.deepStrictEqual(Option.getOrUndefined(last), { _tag: "Reset" })
        assert.strictEqual(new Set(quick.told).size, framesMax * 2 + 1)
      }),
    60_000,
  )
})

const withoutZeros = ({ senders, team }: TestDesk["counts"]) => ({
  senders: Object.fromEntries(Object.entries(senders).filter(([, unread]) => unread !== 0)),
  team: Object.fromEntries(Object.entries(team).filter(([, unread]) => unread !== 0)),
})

const recounted = (desk: TestDesk, desks: ReadonlyArray<TestDesk>) => {
  const senders: Record<string, number> = {}
  for (const row of desk.rows({ _tag: "Mine" })) {
    senders[row.senderId] = (senders[row.senderId] ?? 0) + row.unread
  }
  const team: Record<string, number> = {}
  if (desk.viewer.user.role === "admin") {
    for (const { viewer: { user } } of desks) {
      if (user.role !== "standard") continue
      for (const row of desk.rows({ _tag: "Team", userId: user.id })) {
        team[user.id] = (team[user.id] ?? 0) + row.ownerUnread
      }
    }
  }
  return withoutZeros({ senders, team })
}
