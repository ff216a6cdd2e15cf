import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Fiber, Layer, Stream } from "effect"
import { randomUUID } from "node:crypto"
import { Address } from "../../domain/contact/Address.ts"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import type { SyncFrame } from "../../domain/inbox/DeskChange.ts"
import type { User, UserId } from "../../domain/user/User.ts"
import { brings, TestDesk } from "../../test/TestDesk.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { AuditLog } from "../audit/AuditLog.ts"
import { ChannelAdapters } from "../channels/ChannelAdapters.ts"
import { contactsLayer, customerWrites, freshNumber } from "../contacts/ContactFixture.ts"
import { actorOf, Conversations } from "../conversations/Conversations.ts"
import { Directory } from "../directory/Directory.ts"
import { Presence } from "../feed/Presence.ts"
import { Inbox } from "../inbox/Inbox.ts"
import { Workspaces } from "../workspaces/Workspaces.ts"
import { Senders } from "./Senders.ts"

const testLayer = Layer.merge(Senders.layer, Workspaces.layer).pipe(
  Layer.provide(Layer.succeed(ChannelAdapters, ChannelAdapters.from([]))),
  Layer.provideMerge(contactsLayer),
)

const viewerOf = Effect.fnUntraced(function* (user: User) {
  const { workspaceId } = yield* TestWorkspace
  return { user, workspaceId, sessionId: `session of ${user.name}`, address: "192.0.2.7" }
})

/** How the shared Sender ID is now. */
const sharedNow = Effect.gen(function* () {
  const { shared } = yield* TestWorkspace
  const sender = (yield* Directory.use(({ snapshot }) => snapshot)).senders.get(shared.id)
  return {
    label: sender?.label ?? "",
    users: sender?.users ?? [],
    ratePerSecond: sender?.ratePerSecond ?? null,
  }
})

const shareWith = Effect.fnUntraced(function* (users: ReadonlyArray<UserId>) {
  const { ann, shared } = yield* TestWorkspace
  const seen = yield* sharedNow
  yield* Senders.use((senders) =>
    Effect.flatMap(viewerOf(ann), (viewer) => senders.save(viewer, shared.id, seen, { ...seen, users }))
  )
})

const ownerOf = Effect.fnUntraced(function* (id: ConversationId) {
  const { ann } = yield* TestWorkspace
  const viewer = yield* viewerOf(ann)
  return (yield* Inbox.use((inbox) => inbox.row(viewer, id))).owner
})

const setUser = Effect.fnUntraced(function* (user: User, change: { role?: string; licensed?: boolean }) {
  const sql = yield* PgClient.PgClient
  const { licensed = user.licensed, role = user.role } = change
  yield* sql`UPDATE users SET role = ${role}, licensed = ${licensed} WHERE id = ${user.id}`
  yield* Directory.use(({ changed }) => changed)
})

const isDirectory = (frame: SyncFrame) => frame._tag === "DirectoryChanged"

layer(testLayer, { excludeTestServices: true })("Sender IDs", (it) => {
  it.effect("ADMIN-1, ADMIN-3: a change is on every open desk at once, on every node, and in the audit log", () =>
    Effect.gen(function* () {
      const { ann, dana, omar, shared, workspaceId } = yield* TestWorkspace
      const desk = new TestDesk(omar, workspaceId)
      const told = yield* desk.open(isDirectory)
      yield* Effect.gen(function* () {
        const there = yield* Directory
        const heard = yield* there.changes.pipe(Stream.runHead, Effect.forkChild({ startImmediately: true }))
        const senders = yield* Senders
        const seen = yield* sharedNow
        yield* senders.save(yield* viewerOf(ann), shared.id, seen, {
          label: " Parcel help ",
          users: [dana.id],
          ratePerSecond: 0.5,
        })
        yield* Fiber.join(heard)
        assert.include((yield* there.snapshot).senders.get(shared.id), {
          label: "Parcel help",
          ratePerSecond: 0.5,
        })
      }).pipe(Effect.provide(Layer.fresh(Directory.layer)))
      const frame = yield* told.finished
      assert.isTrue(
        frame?._tag === "DirectoryChanged" && !frame.directory.senders.some(({ id }) => id === shared.id),
      )
      const filter = { user: null, action: "sender_changed", from: null, until: null }
      const { entries: [entry] } = yield* AuditLog.use((audit) => audit.list(workspaceId, filter, 10, null))
      assert.deepStrictEqual([entry?.user, entry?.address, entry?.subject?.name], [
        ann.id,
        "192.0.2.7",
        "Parcel help",
      ])
      assert.deepStrictEqual(entry?.detail.changes, [
        { what: "Label", before: shared.label, after: "Parcel help" },
        { what: "Send speed", before: null, after: "0.5 a second" },
        { what: "Shared with", before: "Omar", after: null },
      ])
      yield* shareWith([dana.id, omar.id])
    }))

  it.effect("ADMIN-1: of two admins who save at once one does, and the other is told", () =>
    Effect.gen(function* () {
      const { ann, dana, shared } = yield* TestWorkspace
      const senders = yield* Senders
      const seen = yield* sharedNow
      const viewer = yield* viewerOf(ann)
      const saves = ["First", "Second", "Third", "Fourth"].map((label) =>
        Effect.result(senders.save(viewer, shared.id, seen, { ...seen, label, users: [dana.id] }))
      )
      const outcomes = yield* Effect.all(saves, { concurrency: "unbounded" })
      const refused = outcomes.filter((one) => one._tag === "Failure")
      assert.strictEqual(refused.length, 3)
      for (const { failure } of refused) assert.include(failure, { code: "changed_meanwhile" })
      const { label } = yield* sharedNow
      assert.strictEqual(outcomes[["First", "Second", "Third", "Fourth"].indexOf(label)]?._tag, "Success")
      const now = yield* sharedNow
      yield* senders.save(viewer, shared.id, now, seen)
    }))

  it.effect("AUTH-3: nobody is given a Sender ID who has no licence, or is of another workspace", () =>
    Effect.gen(function* () {
      const { ann, dana, omar, shared } = yield* TestWorkspace
      const sql = yield* PgClient.PgClient
      const senders = yield* Senders
      const viewer = yield* viewerOf(ann)
      yield* shareWith([dana.id])
      yield* setUser(omar, { licensed: false })
      const seen = yield* sharedNow
      const save = (user: UserId) =>
        Effect.flip(senders.save(viewer, shared.id, seen, { ...seen, users: [dana.id, user] }))
      assert.include(yield* save(omar.id), { code: "not_licensed" })
      const elsewhere = randomUUID()
      yield* sql`INSERT INTO workspaces (id, name, time_zone, plan) VALUES (${elsewhere}, 'Other', 'UTC', 'trial')`
      const [eve] = yield* sql<{ readonly id: UserId }>`
        INSERT INTO users (workspace_id, email, name, role, licensed)
        VALUES (${elsewhere}, 'eve@other.test', 'Eve', 'admin', true) RETURNING id`
      if (eve) assert.include(yield* save(eve.id), { code: "not_found" })
      assert.deepStrictEqual(yield* sharedNow, seen)
      yield* setUser(omar, { licensed: true })
      yield* shareWith([dana.id, omar.id])
    }))

  it.effect("INBOX-2, SYNC-3: who lost the Sender ID or the licence is passed over by the next message, and cannot answer", () =>
    Effect.gen(function* () {
      const { ann, dana, omar, shared, workspaceId } = yield* TestWorkspace
      const conversations = yield* Conversations
      const from = freshNumber()
      const id = yield* customerWrites(shared, from, "Hello")
      const write = Effect.suspend(() =>
        conversations.execute(id, workspaceId, {
          _tag: "Write",
          by: actorOf(omar),
          messageId: MessageId.make(randomUUID()),
          content: textContent("Hi"),
          starting: true,
        })
      )
      yield* write
      assert.strictEqual(yield* ownerOf(id), omar.id)
      yield* shareWith([dana.id, ann.id])
      assert.strictEqual(yield* ownerOf(id), omar.id)
      assert.include(yield* Effect.flip(write), { code: "sender_not_yours" })
      yield* Inbox.use((inbox) => Effect.flatMap(viewerOf(omar), (viewer) => inbox.row(viewer, id)))
      yield* customerWrites(shared, from, "Are you there?")
      assert.strictEqual(yield* ownerOf(id), ann.id)

      yield* shareWith([dana.id, omar.id])
      yield* write
      assert.strictEqual(yield* ownerOf(id), omar.id)
      yield* setUser(omar, { licensed: false })
      yield* customerWrites(shared, from, "And now?")
      assert.strictEqual(yield* ownerOf(id), ann.id)
      yield* setUser(omar, { licensed: true })
    }))

  it.effect("SYNC-3, INBOX-2: a Sender ID that changes hands takes its next message to the new owner, out of the old one's sight", () =>
    Effect.gen(function* () {
      const { ann, dana, omar, owned, workspaceId } = yield* TestWorkspace
      const presence = yield* Presence
      const from = freshNumber()
      const id = yield* customerWrites(owned, from, "For the owner")
      assert.strictEqual(yield* ownerOf(id), dana.id)
      const looks = { desk: randomUUID(), id, writing: true }
      yield* presence.look(yield* viewerOf(dana), looks)
      const desk = new TestDesk(dana, workspaceId)
      yield* desk.fetch({ _tag: "Mine" })
      const gone = yield* desk.open((frame) =>
        frame._tag === "Changes" && frame.changes.some((one) => one._tag === "Gone" && one.id === id)
      )
      const omars = new TestDesk(omar, workspaceId)
      const arrived = yield* omars.open((frame) => brings(frame, "For the new one"))
      const forgotten = yield* presence.changes.pipe(
        Stream.filter((change) => change.id === id && change.people.length === 0),
        Stream.runHead,
        Effect.forkChild({ startImmediately: true }),
      )
      const senders = yield* Senders
      const seen = { ...owned, ratePerSecond: null }
      yield* senders.save(yield* viewerOf(ann), owned.id, seen, { ...seen, users: [omar.id] })
      yield* customerWrites(owned, from, "For the new one")
      yield* gone.finished
      yield* arrived.finished
      yield* Fiber.join(forgotten)
      assert.strictEqual(yield* ownerOf(id), omar.id)
      assert.isFalse(desk.rows({ _tag: "Mine" }).some((row) => row.id === id))
      const inbox = yield* Inbox
      assert.include(yield* Effect.flip(inbox.row(yield* viewerOf(dana), id)), { code: "not_found" })
      assert.include(yield* Effect.flip(presence.look(yield* viewerOf(dana), looks)), { code: "not_found" })
    }))

  it.effect("SYNC-3, AUTH-4: who is no longer admin is told nothing more of others' conversations", () =>
    Effect.gen(function* () {
      const { ann, dana, omar, shared, workspaceId } = yield* TestWorkspace
      yield* setUser(omar, { role: "admin" })
      const from = freshNumber()
      const id = yield* customerWrites(shared, from, "Seen by admins")
      const desk = new TestDesk({ ...omar, role: "admin" }, workspaceId)
      const told: Array<string> = []
      const other = yield* customerWrites(shared, freshNumber(), "Omar's own")
      const following = yield* desk.open((frame) => {
        told.push(JSON.stringify(frame))
        return brings(frame, "Still his")
      })
      yield* setUser(omar, { role: "standard" })
      yield* customerWrites(shared, from, "No longer seen")
      const conversations = yield* Conversations
      for (const [which, to] of [[id, dana], [other, omar]] as const) {
        yield* conversations.execute(which, workspaceId, {
          _tag: "Assign",
          by: actorOf(ann),
          to: to.id,
          seen: null,
        })
      }
      const { address } = yield* Inbox.use((inbox) =>
        Effect.flatMap(viewerOf(ann), (it) => inbox.row(it, other))
      )
      yield* customerWrites(shared, address, "Still his")
      yield* following.finished
      const demoted = told.findIndex((frame) => frame.includes("DirectoryChanged"))
      assert.isAtLeast(demoted, 1)
      assert.notInclude(told.slice(demoted).join(), "No longer seen")
      assert.notInclude(told.slice(demoted).join(), id)
      assert.include(told[demoted] ?? "", `"team":{}`)
    }))

  it.effect("INBOX-2, ASSIGN-4: whichever of a message and an assignment comes first, the assigned user has the conversation", () =>
    Effect.gen(function* () {
      const { ann, dana, shared, workspaceId } = yield* TestWorkspace
      const conversations = yield* Conversations
      yield* Effect.forEach(
        Array.from({ length: 10 }, freshNumber),
        Effect.fnUntraced(function* (from) {
          const id = yield* customerWrites(shared, from, "First")
          yield* Effect.all([
            customerWrites(shared, from, "Second"),
            conversations.execute(id, workspaceId, {
              _tag: "Assign",
              by: actorOf(ann),
              to: dana.id,
              seen: null,
            }),
            customerWrites(shared, from, "Third"),
          ], { concurrency: "unbounded" })
          assert.strictEqual(yield* ownerOf(id), dana.id)
        }),
      )
    }))
})

layer(testLayer, { excludeTestServices: true })("the workspace", (it) => {
  it.effect("ADMIN-1, ADMIN-3: is changed by compare and set, told to open desks, and has a licensed admin", () =>
    Effect.gen(function* () {
      const { ann, dana, workspaceId } = yield* TestWorkspace
      const workspaces = yield* Workspaces
      const viewer = yield* viewerOf(ann)
      const seen = {
        name: "Acme",
        timeZone: "America/New_York",
        plan: "trial" as const,
        waitingLimitMinutes: 60,
        defaultAdmin: ann.id,
      }
      const desk = new TestDesk(dana, workspaceId)
      const told = yield* desk.open(isDirectory)
      const next = { ...seen, name: " Acme Parcels ", plan: "paid" as const, waitingLimitMinutes: 15 }
      yield* workspaces.save(viewer, seen, next)
      const frame = yield* told.finished
      assert.include(frame?._tag === "DirectoryChanged" ? frame.directory.workspace : {}, {
        name: "Acme Parcels",
        plan: "paid",
        waitingLimitMinutes: 15,
      })
      assert.include(yield* Effect.flip(workspaces.save(viewer, seen, next)), { code: "changed_meanwhile" })
      const now = { ...next, name: "Acme Parcels" }
      const refused = workspaces.save(viewer, now, { ...now, defaultAdmin: dana.id })
      assert.include(yield* Effect.flip(refused), { code: "not_found" })
      const filter = { user: ann.id, action: "workspace_changed", from: null, until: null }
      const { entries } = yield* AuditLog.use((audit) => audit.list(workspaceId, filter, 10, null))
      assert.deepStrictEqual(entries.map(({ detail }) => detail.changes), [[
        { what: "Name", before: "Acme", after: "Acme Parcels" },
        { what: "Plan", before: "Trial", after: "Paid" },
        { what: "Longest wait in minutes", before: "60", after: "15" },
      ]])
    }))

  it.effect("ADMIN-1, ADMIN-3: one is added, shared and on record, and the same number not again", () =>
    Effect.gen(function* () {
      const { account, ann, dana } = yield* TestWorkspace
      const senders = yield* Senders
      const viewer = yield* viewerOf(ann)
      const asked = {
        accountId: account.id,
        channel: "sms" as const,
        address: " +1 (500) 555-0142 ",
        numberId: null,
        settings: { label: " Delivery alerts ", users: [dana.id], ratePerSecond: null },
      }
      const id = yield* senders.add(viewer, asked)
      const { senders: known } = yield* Directory.use((directory) => directory.snapshot)
      assert.deepInclude(known.get(id), {
        label: "Delivery alerts",
        address: Address.make("+15005550142"),
        users: [dana.id],
        accountId: account.id,
      })
      const { entries } = yield* AuditLog.use((log) =>
        log.list(
          viewer.workspaceId,
          { user: null, action: "sender_added", from: null, until: null },
          10,
          null,
        )
      )
      assert.strictEqual(entries[0]?.subject?.id, id)
      const refusal = (changed: Partial<typeof asked>) =>
        Effect.map(Effect.flip(senders.add(viewer, { ...asked, ...changed })), ({ message }) => message)
      assert.include(yield* refusal({}), "is a Sender ID already: Delivery alerts")
      assert.include(yield* refusal({ address: "5005550143" }), "country code")
      assert.include(yield* refusal({ accountId: "nowhere" }), "no such provider account")
      // On another channel it is another Sender ID.
      yield* senders.add(viewer, { ...asked, channel: "whatsapp" })
    }))
})
