import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Result } from "effect"
import * as fc from "fast-check"
import { randomUUID } from "node:crypto"
import { Address, canonicalAddress } from "../../domain/contact/Address.ts"
import { type Conversation, emptyConversation } from "../../domain/conversation/Conversation.ts"
import { actions, labelIds, people, startOfTime } from "../../domain/conversation/decide.arbitrary.ts"
import { keywordTable, ownKeywords } from "../../domain/consent/Keywords.ts"
import { noPermission } from "../../domain/consent/Permission.ts"
import { decide } from "../../domain/conversation/decide.ts"
import type { Facts } from "../../domain/conversation/Decision.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { SenderId } from "../../domain/sender/Sender.ts"
import { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { DueJobs } from "../jobs/DueJobs.ts"
import { TestDatabase } from "../../test/TestDatabase.ts"
import { appendStatement } from "./appendStatement.ts"
import { Permissions } from "../consent/Permissions.ts"
import { commitOf } from "./ConversationCommit.ts"
import { conversationIdOf } from "./conversationIdOf.ts"
import { ConversationStore } from "./ConversationStore.ts"
import { batchSizeMax, Journal } from "./Journal.ts"

const workspaceId = WorkspaceId.make(randomUUID())
const senderId = SenderId.make("journal")

const born = (): Conversation => {
  const replyTo = Address.make(`+1555${randomUUID().replace(/\D/g, "").padEnd(12, "0").slice(0, 10)}`)
  const address = canonicalAddress(replyTo)
  return emptyConversation(
    { id: conversationIdOf(senderId, address), workspaceId, senderId, channel: "sms", address },
    replyTo,
  )
}

const facts = (now: number, permission = noPermission): Facts => ({
  now,
  permission,
  keywords: keywordTable(ownKeywords, "Acme"),
  providerWords: new Set(),
  answerId: MessageId.make(randomUUID()),
  sending: { sender: "unknown", hours: null, templates: null },
  answersFirst: null,
  labels: new Map(labelIds.map((id) => [id, "VIP"])),
  soleOwner: null,
  defaultAdmin: people[0]?.id ?? null,
  eligible: new Set(people.map((person) => person.id)),
  licensed: new Set(people.map((person) => person.id)),
})

/** What the database keeps: which messages were received is asked of it, not loaded. */
const kept = ({ notes: _, received: __, ...conversation }: Conversation) => conversation

const received = (state: Conversation, n: number) => {
  const decision = decide(state, {
    _tag: "Receive",
    messageId: MessageId.make(randomUUID()),
    accountId: "account",
    providerId: `${state.id} ${n}`,
    from: state.replyTo,
    profileName: null,
    content: textContent(`message ${n}`),
    providerAt: null,
  }, facts(startOfTime + n))
  return commitOf(state, Result.getOrThrow(decision), "account", 0)
}

const services = Layer.mergeAll(Journal.layer, ConversationStore.layer, Permissions.layer).pipe(
  Layer.provide(DueJobs.layerNone),
  Layer.provideMerge(TestDatabase.layer),
)

layer(services, { excludeTestServices: true })("Journal", (it) => {
  it.effect(
    "CONV-6: what is written is read back as it was, whatever happened to the conversation",
    () =>
      Effect.gen(function* () {
        const journal = yield* Journal
        const store = yield* ConversationStore
        const permissions = yield* Permissions
        for (const steps of fc.sample(actions, 40)) {
          let state = born()
          let now = startOfTime
          for (const step of steps) {
            if (step.do === "wait") now += step.millis
            if (step.do !== "ask") continue
            const permission = yield* permissions.facts(state)
            const decision = decide(state, step.command, facts(now, permission))
            if (Result.isFailure(decision) || decision.success.length === 0) continue
            const { after, commit } = commitOf(state, decision.success, "account", permission.version)
            yield* journal.append(commit)
            state = after
          }
          if (state.version === 0) continue
          const { conversation } = yield* store.load(state.id)
          assert.isNotNull(conversation)
          assert.deepStrictEqual(kept(conversation ?? state), kept(state))
        }
      }),
    60_000,
  )

  it.effect("CONV-2: of two commits that follow the same version one is written, the other is told so", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const first = received(born(), 1)
      yield* journal.append(first.commit)
      const rivals = [received(first.after, 2), received(first.after, 3)]
      const results = yield* Effect.forEach(rivals, ({ commit }) => Effect.result(journal.append(commit)), {
        concurrency: "unbounded",
      })
      assert.strictEqual(results.filter(Result.isSuccess).length, 1)
      assert.deepStrictEqual(results.filter(Result.isFailure).map(({ failure }) => failure._tag), [
        "CommitConflict",
      ])
    }))

  it.effect(
    "CONV-2: of two commits that follow the same version one is written, also where both stand in one statement",
    () =>
      Effect.gen(function* () {
        const journal = yield* Journal
        const store = yield* ConversationStore
        const sql = yield* PgClient.PgClient
        const before = born()
        const first = received(before, 1)
        const rivals = [received(before, 2), received(before, 3)]
        const atBirth = yield* appendStatement(sql, rivals.map(({ commit }) => commit))
        assert.deepStrictEqual(atBirth.map(({ written }) => written), [true, false])
        // An actor that was interrupted leaves its commit behind and decides again, here on what needs no item.
        const { conversation } = yield* store.load(first.after.id)
        const state = conversation ?? before
        const owner = state.owner ?? assert.fail("nobody owns it")
        const by = { id: owner, role: "admin", licensed: true } as const
        const unread = decide(state, { _tag: "MarkUnread", by, user: owner }, facts(startOfTime + 4))
        const marked = commitOf(state, Result.getOrThrow(unread), "account", 0)
        const later = yield* appendStatement(sql, [marked.commit, received(state, 5).commit])
        assert.deepStrictEqual(later.map(({ written }) => written), [true, false])
        const stored = (yield* store.load(state.id)).conversation
        assert.deepStrictEqual([stored?.version, stored?.lastSeq, stored?.inboundCount], [2, 1, 1])
        const [items] =
          yield* sql`SELECT count(*)::int AS count FROM items WHERE conversation_id = ${state.id}`
        assert.deepStrictEqual(items, { count: 1 })
        yield* journal.append(received(marked.after, 6).commit)
      }),
  )

  it.effect("CONV-5: a message that is already stored writes nothing, and is told apart from a conflict", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const store = yield* ConversationStore
      const before = born()
      const { after, commit } = received(before, 1)
      yield* journal.append(commit)
      const again = { ...commit, expected: 1, row: { ...commit.row, version: 2, inbound_count: 2 } }
      const result = yield* Effect.result(journal.append(again))
      assert.isTrue(Result.isFailure(result) && result.failure._tag === "DuplicateMessage")
      const { conversation } = yield* store.load(after.id)
      assert.strictEqual(conversation?.inboundCount, 1)
    }))

  it.effect("HOOK-4: a commit that the database refuses fails alone, in the midst of a full batch", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const sql = yield* PgClient.PgClient
      const good = Array.from({ length: batchSizeMax }, () => received(born(), 1).commit)
      const bad = received(born(), 1).commit
      const refused = { ...bad, row: { ...bad.row, channel: null } }
      const results = yield* Effect.forEach(
        [...good.slice(0, 100), refused, ...good.slice(100)],
        (commit) => Effect.result(journal.append(commit)),
        { concurrency: "unbounded" },
      )
      assert.deepStrictEqual(
        results.flatMap((result, n) => Result.isFailure(result) ? [`${n} ${result.failure._tag}`] : []),
        ["100 JournalUnavailable"],
      )
      const [count] = yield* sql<{ readonly stored: number }>`
        SELECT count(*)::int AS stored FROM conversations WHERE ${
        sql.in("id", good.map((commit) => commit.id))
      }`
      assert.strictEqual(count?.stored, batchSizeMax)
    }))
})
