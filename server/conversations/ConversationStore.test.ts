import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { Address, canonicalAddress } from "../../domain/contact/Address.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { Permissions } from "../consent/Permissions.ts"
import { recordPermissions } from "../consent/recordPermissions.ts"
import { conversationIdOf } from "./conversationIdOf.ts"
import { ConversationStore } from "./ConversationStore.ts"
import { threadOf } from "./SendingFixture.ts"

/** More than are read in one statement. */
const numbers = Array.from({ length: 100 }, (_, n) => `+1555${5_550_100 + n}`)
const written = new Set(numbers.filter((_, n) => n % 3 === 0))
const refusing = new Set(numbers.filter((_, n) => n % 5 === 0))

layer(TestWorkspace.layerConversations, { excludeTestServices: true })(
  "conversations that wake together",
  (it) => {
    it.effect("CAMP-1, OPT-1: each gets its own state and what its own number allows", () =>
      Effect.gen(function* () {
        const { shared, workspaceId } = yield* TestWorkspace
        const sql = yield* PgClient.PgClient
        const store = yield* ConversationStore
        const permissions = yield* Permissions
        for (const phone of written) yield* (yield* threadOf(shared, phone)).receive(phone, 0)
        const keyOf = (phone: string) => ({
          workspaceId,
          channel: shared.channel,
          address: canonicalAddress(Address.make(phone)),
        })
        const at = yield* Clock.currentTimeMillis
        yield* recordPermissions(
          sql,
          [...refusing].map((phone) => ({
            ...keyOf(phone),
            what: "opted_out",
            origin: "agent",
            at,
            source: null,
            proof: null,
            by: null,
            conversationId: null,
            providerHolds: false,
          })),
        )
        const loaded = yield* Effect.forEach(numbers, (phone) => {
          const number = keyOf(phone)
          return store.load(conversationIdOf(shared.id, number.address), number)
        }, { concurrency: "unbounded" })
        for (const [n, phone] of numbers.entries()) {
          const { conversation, permission } = loaded[n] ?? assert.fail("not loaded")
          assert.strictEqual(conversation?.preview?.text, written.has(phone) ? phone : undefined)
          assert.deepStrictEqual(permission, yield* permissions.facts(keyOf(phone)))
          assert.strictEqual(permission.optedOutAt !== null, refusing.has(phone))
        }
        // Of one that is there the number is known.
        const [first = "", unborn = ""] = numbers
        const known = yield* store.load(conversationIdOf(shared.id, keyOf(first).address))
        assert.strictEqual(known.permission.optedOutAt, at)
        const unknown = yield* store.load(conversationIdOf(shared.id, keyOf(unborn).address))
        assert.deepStrictEqual([unknown.conversation, unknown.permission.version], [null, 0])
      }))
  },
)
