import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { randomUUID } from "node:crypto"
import { Address, canonicalAddress } from "../../domain/contact/Address.ts"
import type { ConversationCommand } from "../../domain/conversation/ConversationCommand.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import type { User } from "../../domain/user/User.ts"
import { deskLayer, TestDesk } from "../../test/TestDesk.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { conversationIdOf } from "../conversations/conversationIdOf.ts"
import { actorOf, Conversations } from "../conversations/Conversations.ts"
import { receivedText } from "../conversations/ReceiveFixture.ts"
import { Timeline } from "../conversations/Timeline.ts"
import { changesFor } from "./changesFor.ts"
import { FeedReader } from "./FeedReader.ts"

layer(deskLayer, { excludeTestServices: true })("changesFor", (it) => {
  it.effect("SYNC-4: what was written while a conversation came and went is not missing once it is back", () =>
    Effect.gen(function* () {
      const { account, ann, dana, omar, shared, workspaceId } = yield* TestWorkspace
      const conversations = yield* Conversations
      const reader = yield* FeedReader
      const from = Address.make("+15550400001")
      const address = canonicalAddress(from)
      const id = conversationIdOf(shared.id, address)
      const born = { workspaceId, senderId: shared.id, channel: shared.channel, address, replyTo: from }
      const execute = (command: ConversationCommand) => conversations.execute(id, workspaceId, command, born)
      const assign = (to: User) => execute({ _tag: "Assign", by: actorOf(ann), to: to.id, seen: null })
      yield* execute(receivedText(account.id, from, "hello"))
      yield* assign(dana)

      const desk = new TestDesk(dana, workspaceId)
      yield* desk.open((frame) => frame._tag === "Opened").pipe(Effect.scoped)
      yield* desk.fetch({ _tag: "Mine" })
      assert.isTrue(desk.timelines.has(id))
      let cursor = yield* reader.end.pipe(
        Effect.repeat({ until: (end) => Effect.map(reader.after(end, 1), ({ held }) => !held) }),
      )
      const hear = Effect.fnUntraced(function* (entries: number) {
        for (let read = 0; read < entries;) {
          const batch = yield* reader.after(cursor, entries)
          read += batch.entries.length
          cursor = batch.entries.at(-1)?.cursor ?? cursor
          desk.apply({ _tag: "Changes", cursor, changes: changesFor(batch, desk.viewer), counts: null })
        }
      })

      yield* assign(omar)
      yield* execute({
        _tag: "Write",
        by: actorOf(omar),
        messageId: MessageId.make(randomUUID()),
        content: textContent("answer"),
        starting: false,
      })
      yield* assign(dana)
      yield* hear(1)
      yield* assign(omar)
      yield* hear(1)
      yield* assign(dana)
      yield* hear(3)

      const timeline = yield* Timeline
      const now = yield* timeline.page(workspaceId, id, { after: 0, before: null, limit: 100 })
      assert.deepStrictEqual(desk.timelines.get(id) ?? now, now)
      assert.deepStrictEqual(desk.rows({ _tag: "Mine" }).map((row) => row.id), [id])
    }))
})
