import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Exit, Layer, Stream } from "effect"
import { RpcTest } from "effect/rpc"
import { randomUUID } from "node:crypto"
import type { AuditEntry } from "../../domain/audit/AuditEntry.ts"
import { RowUploadId } from "../../domain/upload/RowUpload.ts"
import { BulkId } from "../../domain/inbox/Bulk.ts"
import { AuditRpcs } from "../../domain/rpc/AuditRpcs.ts"
import { Authentication, CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { User } from "../../domain/user/User.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import {
  clients,
  contactsLayer,
  customerWrites,
  freshNumber,
  saved,
  saving,
} from "../contacts/ContactFixture.ts"
import { Conversations } from "../conversations/Conversations.ts"
import { BulkJobs } from "../inbox/BulkJobs.ts"
import { AuditHandlersLive } from "./AuditHandlers.ts"
import { AuditLog, type AuditRecord } from "./AuditLog.ts"

const all = { user: null, action: null, from: null, until: null }

const entriesOf = Effect.fnUntraced(function* (action: string) {
  const { workspaceId } = yield* TestWorkspace
  const audit = yield* AuditLog
  return (yield* audit.list(workspaceId, { ...all, action }, 100, null)).entries
})

/** The audit calls of a user, through the same handlers as over the socket. */
const auditCallsOf = Effect.fnUntraced(function* (user: User) {
  const { workspaceId } = yield* TestWorkspace
  const signedIn = Layer.succeed(
    Authentication,
    Authentication.of((effect) =>
      Effect.provideService(effect, CurrentUser, { user, workspaceId, sessionId: "s", address: "192.0.2.7" })
    ),
  )
  const handlers = yield* Layer.build(Layer.merge(AuditHandlersLive, signedIn))
  return yield* RpcTest.makeClient(AuditRpcs).pipe(Effect.provide(handlers))
})

const noteOf = ({ detail }: AuditEntry) => detail.note

layer(BulkJobs.layer.pipe(Layer.provideMerge(contactsLayer)), { excludeTestServices: true })(
  "the audit log",
  (it) => {
    it.effect("ADMIN-3: refuses to change or delete an entry, until it is two years old", () =>
      Effect.gen(function* () {
        const { ann, workspaceId } = yield* TestWorkspace
        const sql = yield* PgClient.PgClient
        const audit = yield* AuditLog
        yield* audit.record({
          workspaceId,
          actor: { user: ann.id, address: "192.0.2.1" },
          action: "workspace_changed",
          subject: { kind: "workspace", id: workspaceId, name: "Acme" },
          detail: { changes: [{ what: "Name", before: "Acne", after: "Acme" }] },
        })
        for (
          const attempt of [
            sql`UPDATE audit_log SET user_id = NULL`,
            sql`DELETE FROM audit_log`,
            sql`TRUNCATE audit_log`,
          ]
        ) assert.isTrue(Exit.isFailure(yield* Effect.exit(attempt)))
        yield* sql`INSERT INTO audit_log (workspace_id, at, action)
          VALUES (${workspaceId}, now() - interval '2 years 1 day', 'old')`
        yield* sql`DELETE FROM audit_log WHERE action = 'old'`
        const [entry, ...others] = yield* entriesOf("workspace_changed")
        assert.deepStrictEqual([others.length, entry?.address, entry?.user], [0, "192.0.2.1", ann.id])
      }))

    it.effect("ADMIN-3: an entry and what it records stand or fall together", () =>
      Effect.gen(function* () {
        const { ann, workspaceId } = yield* TestWorkspace
        const sql = yield* PgClient.PgClient
        const audit = yield* AuditLog
        const entry: AuditRecord = {
          workspaceId,
          actor: { user: ann.id, address: null },
          action: "sender_changed",
          subject: null,
        }
        yield* Effect.exit(
          sql.withTransaction(Effect.andThen(audit.record(entry), Effect.fail("changed its mind"))),
        )
        assert.strictEqual((yield* entriesOf("sender_changed")).length, 0)
      }))

    it.effect("ADMIN-3, ASSIGN-6: each assignment is there once: one by one, in bulk, said twice, and refused", () =>
      Effect.gen(function* () {
        const { ann, dana, omar, shared, workspaceId } = yield* TestWorkspace
        const conversations = yield* Conversations
        const bulk = yield* BulkJobs
        const ids = yield* Effect.forEach(
          Array.from({ length: 12 }, freshNumber),
          (from) => customerWrites(shared, from, "Hello"),
        )
        const viewer = { user: ann, workspaceId, sessionId: "s" }
        const id = BulkId.make(randomUUID())
        const target = {
          _tag: "Named" as const,
          items: ids.map((id) => ({ id, owner: ann.id, inboundCount: 1, ownerUnread: 1 })),
        }
        const run = Stream.unwrap(bulk.run(viewer, id, { _tag: "Assign", to: dana.id }, target))
        yield* Stream.runDrain(run)
        yield* Stream.runDrain(run)
        const [first] = ids
        if (first === undefined) return
        const by = { id: ann.id, role: ann.role, licensed: true }
        yield* conversations.execute(first, workspaceId, { _tag: "Assign", by, to: omar.id, seen: null })
        yield* Effect.exit(conversations.execute(first, workspaceId, {
          _tag: "Assign",
          by: { id: dana.id, role: "standard", licensed: true },
          to: dana.id,
          seen: null,
        }))
        const entries = yield* entriesOf("conversation_assigned")
        const [last] = entries
        assert.deepStrictEqual(last?.detail, { from: dana.id, to: omar.id })
        assert.deepStrictEqual(last?.subject, { kind: "conversation", id: first, name: null })
        assert.deepStrictEqual([entries.length, last?.user], [13, ann.id])
        assert.deepStrictEqual(new Set(entries.map(({ subject }) => subject?.id)), new Set(ids))
      }))

    it.effect("ADMIN-3, CONTACT-6: tells of imports, exports and erasures, and nothing of who was erased", () =>
      Effect.gen(function* () {
        const { ann, shared } = yield* TestWorkspace
        const { ann: calls } = yield* clients
        const number = freshNumber()
        yield* customerWrites(shared, number, "my secret")
        const contact = yield* saved(yield* calls["Contact.save"](saving("Martin Sorel", [number])))
        const id = RowUploadId.make(randomUUID())
        const columns = { name: 0, phones: 1 }
        const file = { id, kind: "contacts" as const, name: "a.csv", bytes: 1, heads: [], columns, rows: 2 }
        const rows = [{ line: 2, fields: ["Lena", freshNumber()] }, { line: 3, fields: ["", "12"] }]
        yield* calls["RowUpload.open"](file)
        for (const _ of [1, 2]) yield* calls["RowUpload.addRows"]({ id, rows })
        yield* Stream.runDrain(calls["RowUpload.follow"]({ id }))
        yield* calls["Contact.export"]({ cursor: null })
        yield* calls["Contact.erase"]({ id: contact.id })
        assert.deepStrictEqual((yield* entriesOf("contacts_imported")).map(noteOf), [
          "1 added, 0 changed, 0 as before, 1 refused.",
        ])
        assert.deepStrictEqual((yield* entriesOf("contacts_exported")).map(noteOf), ["2 contacts."])
        const [erased] = yield* entriesOf("person_erased")
        assert.deepStrictEqual([erased?.user, erased?.subject], [ann.id, {
          kind: "contact",
          id: contact.id,
          name: null,
        }])
        const sql = yield* PgClient.PgClient
        const [told] = yield* sql<
          { readonly text: string }
        >`SELECT string_agg(audit_log::text, '') AS text FROM audit_log`
        assert.notMatch(told?.text ?? "", /Sorel|my secret/)
        assert.isFalse(told?.text.includes(number))
      }))

    it.effect("ADMIN-3: admins find entries by person, kind and time, page by page; others are refused", () =>
      Effect.gen(function* () {
        const { ann, dana, workspaceId } = yield* TestWorkspace
        const audit = yield* AuditLog
        for (const user of [ann, dana, ann, dana, ann]) {
          yield* audit.recordOften({
            workspaceId,
            actor: { user: user.id, address: null },
            action: "signed_in",
            subject: null,
          })
        }
        const calls = yield* auditCallsOf(ann)
        const filter = { ...all, user: ann.id, action: "signed_in" }
        const first = yield* calls["Audit.list"]({ ...filter, limit: 2, cursor: null })
        const second = yield* calls["Audit.list"]({ ...filter, limit: 2, cursor: first.cursor })
        const ids = [...first.entries, ...second.entries].map(({ id }) => Number(id))
        assert.deepStrictEqual([ids.length, second.cursor], [3, null])
        assert.deepStrictEqual(ids, [...ids].sort((a, b) => b - a))
        const newest = first.entries[0]?.at ?? 0
        const before = yield* calls["Audit.list"]({ ...filter, until: newest, limit: 10, cursor: null })
        assert.isTrue(before.entries.every(({ at }) => at < newest))
        const none = yield* calls["Audit.list"]({ ...filter, from: newest + 60_000, limit: 10, cursor: null })
        assert.strictEqual(none.entries.length, 0)

        const { csv } = yield* calls["Audit.export"]({ ...filter, cursor: null })
        assert.match(csv, /^time \(UTC\),who,.*\r\n[-\dT:.]+Z,Ann,ann@example\.com,Signed in,/)
        const [exported] = yield* entriesOf("audit_exported")
        assert.deepStrictEqual([exported?.user, exported?.address], [ann.id, "192.0.2.7"])
        const asDana = yield* auditCallsOf(dana)
        const refusals = [
          yield* Effect.flip(asDana["Audit.list"]({ ...filter, limit: 2, cursor: null })),
          yield* Effect.flip(asDana["Audit.export"]({ ...filter, cursor: null })),
        ]
        for (const refusal of refusals) assert.include(refusal, { _tag: "Refusal", code: "not_allowed" })
      }))
  },
)
