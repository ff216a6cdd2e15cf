import { PgClient } from "@effect/sql-pg"
import { assert, describe, it, layer } from "@effect/vitest"
import { Effect } from "effect"
import { HttpApi } from "effect/http-api"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { DeskRpcs } from "../../domain/rpc/DeskRpcs.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { root } from "../../tools/setUp.mjs"
import { DeskApi } from "../api/DeskApi.ts"
import {
  clients,
  contactsLayer,
  customerWrites,
  freshNumber,
  saved,
  saving,
} from "../contacts/ContactFixture.ts"
import { Inbox } from "../inbox/Inbox.ts"
import { Timeline } from "./Timeline.ts"

const conversationTables = ["conversations", "items", "members", "deliveries"]

describe("what can be asked of a conversation", () => {
  it("CONV-3: no call and no route deletes one", () => {
    const calls = [...DeskRpcs.requests.keys()].filter((tag) => /^(Conversation|Inbox|Bulk)\./.test(tag))
    assert.isAbove(calls.length, 8)
    assert.deepStrictEqual(calls.filter((tag) => /delete|remove|destroy|clear|drop/i.test(tag)), [])
    const deleting: Array<string> = []
    HttpApi.reflect(DeskApi, {
      onGroup: () => {},
      onEndpoint: ({ endpoint }) => {
        if (endpoint.method === "DELETE" && endpoint.path.includes("conversations")) {
          deleting.push(endpoint.path)
        }
      },
    })
    // They take back what waits to be sent, which stays in the conversation as cancelled, end a bot's turn, and unpin.
    assert.deepStrictEqual(deleting.map((path) => path.replace(/^.*(?=\/conversations)/, "")), [
      "/conversations/:id/messages/:messageId",
      "/conversations/:id/bot",
      "/conversations/:id/pin",
    ])
  })

  it("CONV-3: no statement of the server or of a migration deletes from its tables", () => {
    const deletes = new RegExp(
      `(DELETE\\s+FROM|TRUNCATE|DROP TABLE)\\s+(${conversationTables.join("|")})\\b`,
      "i",
    )
    const files = ["server", "migrations"].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) =>
        join(root, folder, name)
      )
    ).filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
    assert.isAbove(files.length, 100)
    assert.deepStrictEqual(files.filter((path) => deletes.test(readFileSync(path, "utf8"))), [])
  })
})

layer(contactsLayer, { excludeTestServices: true })("a conversation", (it) => {
  it.effect("CONV-3: nothing in the database takes it along when something else is deleted", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const keys = yield* sql`SELECT conname FROM pg_constraint
        WHERE contype = 'f' AND conrelid = ANY (${conversationTables}::regclass[])`
      assert.deepStrictEqual(keys, [])
      const rules = yield* sql`SELECT rulename FROM pg_rules WHERE tablename = ANY (${conversationTables})`
      assert.deepStrictEqual(rules, [])
    }))

  it.effect("CONV-3: stays with all its items when its contact, its Sender ID and its owner are gone", () =>
    Effect.gen(function* () {
      const { ann: user, dana, shared, workspaceId } = yield* TestWorkspace
      const sql = yield* PgClient.PgClient
      const timeline = yield* Timeline
      const inbox = yield* Inbox
      const { ann } = yield* clients
      const number = freshNumber()
      const id = yield* customerWrites(shared, number, "Do not lose me")
      const all = { after: 0, before: null, limit: 100 }
      yield* ann["Contact.save"](saving("Somebody", [number])).pipe(
        Effect.flatMap(saved),
        Effect.flatMap((contact) => ann["Contact.erase"]({ id: contact.id })),
      )
      const items = yield* timeline.page(workspaceId, id, all)
      assert.deepStrictEqual(items.map(({ _tag }) => _tag), ["Message", "Erased"])
      yield* sql`UPDATE conversations SET owner_id = ${dana.id} WHERE id = ${id}`
      yield* sql`DELETE FROM sender_users WHERE sender_id = ${shared.id} OR user_id = ${dana.id}`
      yield* sql`DELETE FROM senders WHERE id = ${shared.id}`
      yield* sql`DELETE FROM users WHERE id = ${dana.id}`
      assert.deepStrictEqual(yield* timeline.page(workspaceId, id, all), items)
      const row = yield* inbox.row({ user, workspaceId, sessionId: "session" }, id)
      assert.strictEqual(row.lastSeq, 2)
    }))
})
