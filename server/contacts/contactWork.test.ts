import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Option, Result, Stream } from "effect"
import { randomUUID } from "node:crypto"
import { type RowUpload, RowUploadId } from "../../domain/upload/RowUpload.ts"
import type { User } from "../../domain/user/User.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { Directory } from "../directory/Directory.ts"
import { Notices } from "../notifications/Notices.ts"
import { clients, contactsLayer, freshNumber, saved, saving } from "./ContactFixture.ts"

type Calls = Effect.Success<typeof clients>["ann"]
type Fields = readonly [name: string, phones: string, email?: string, language?: string]

const file = (rows: number, id = RowUploadId.make(randomUUID())) => ({
  id,
  kind: "contacts" as const,
  name: "people.csv",
  bytes: 100,
  heads: ["Name", "Mobile", "E-mail", "Language"],
  columns: { name: 0, phones: 1, email: 2, language: 3 },
  rows,
})
const rowsFrom = (first: number, rows: ReadonlyArray<Fields>) =>
  rows.map((fields, n) => ({ line: first + n, fields: fields.map((field) => field ?? "") }))

const ended = (calls: Calls, id: RowUploadId) =>
  Effect.map(Stream.runLast(calls["RowUpload.follow"]({ id })), Option.getOrThrow)

const bring = Effect.fnUntraced(function* (calls: Calls, rows: ReadonlyArray<Fields>) {
  const { id } = yield* calls["RowUpload.open"](file(rows.length))
  yield* calls["RowUpload.addRows"]({ id, rows: rowsFrom(2, rows) })
  return yield* ended(calls, id)
})

const refusedOf = (calls: Calls, { id }: RowUpload) =>
  calls["RowUpload.rows"]({ id, outcome: "refused", after: 0, limit: 100 })

const noticesOf = Effect.fnUntraced(function* (user: User) {
  const { workspaceId } = yield* TestWorkspace
  const { notices } = yield* (yield* Notices).list({ user, workspaceId, sessionId: "" }, { limit: 9 })
  return notices
})

const namesOf = (calls: Calls, search: string) =>
  Effect.map(
    calls["Contact.list"]({ search, limit: 50, cursor: null }),
    ({ contacts }) => contacts.map(({ name }) => name),
  )

layer(contactsLayer, { excludeTestServices: true })("Files of contacts", (it) => {
  it.effect("CONTACT-2, FIT-3: tells what became of all rows, the refused by reason, with their file's cells to mend", () =>
    Effect.gen(function* () {
      const { ann } = yield* clients
      const [known, same, other] = [freshNumber(), freshNumber(), freshNumber()]
      yield* saved(yield* ann["Contact.save"](saving("Known", [known])))
      yield* saved(yield* ann["Contact.save"](saving("Same", [same])))
      const done = yield* bring(ann, [
        ["Fresh", other, "fresh@example.com", "pt_br"],
        ["Renamed", known],
        ["Same", same],
        ["=cmd|' /C calc'!A0", "415-555-0136"],
        ["", "0136"],
        ["Both", `${known}; ${same}`],
        ["Half \ud800 and nul \0", freshNumber(), "nobody@nowhere"],
      ])
      assert.deepInclude(done, {
        state: "done",
        total: 7,
        received: 7,
        imported: 2,
        updated: 1,
        known: 1,
        refused: 4,
      })
      assert.deepStrictEqual(done.faults, [
        { fault: "no_country_code", count: 2 },
        { fault: "two_contacts", count: 1 },
        { fault: "bad_email", count: 1 },
      ])
      const { heads, rows } = yield* refusedOf(ann, done)
      assert.deepStrictEqual(heads, ["Name", "Mobile", "E-mail", "Language"])
      assert.deepStrictEqual(rows.map(({ fields, line }) => [line, fields[0]]), [
        [5, "=cmd|' /C calc'!A0"],
        [6, ""],
        [7, "Both"],
        [8, "Half \ufffd and nul \ufffd"],
      ])
      assert.match(rows[0]?.reason ?? "", /“415-555-0136” has no country code/)
      const { contacts } = yield* ann["Contact.list"]({ search: other, limit: 9, cursor: null })
      assert.deepStrictEqual(contacts.map(({ email, language, name }) => [name, email, language]), [
        ["Fresh", "fresh@example.com", "pt-BR"],
      ])
    }))

  it.effect("FIT-3: rows that come twice count once, nobody else has the import, and its user has one notice at its end", () =>
    Effect.gen(function* () {
      const { dana: user, omar: another } = yield* TestWorkspace
      const { ann, dana, omar } = yield* clients
      const { id } = yield* dana["RowUpload.open"](file(4))
      const first = rowsFrom(2, [["One", freshNumber()], ["", freshNumber()]])
      const last = rowsFrom(4, [["Two", freshNumber()], ["Three", freshNumber()]])
      for (const rows of [last, last]) yield* dana["RowUpload.addRows"]({ id, rows })
      assert.strictEqual((yield* dana["RowUpload.open"](file(4, id))).received, 2)
      for (const calls of [ann, omar]) {
        const asked = [
          Stream.runDrain(calls["RowUpload.follow"]({ id })),
          calls["RowUpload.addRows"]({ id, rows: first }),
          calls["RowUpload.stop"]({ id }),
          calls["RowUpload.rows"]({ id, outcome: null, after: 0, limit: 1 }),
          calls["RowUpload.open"](file(1, id)),
        ]
        for (const call of asked) {
          const refused = yield* Effect.flip(Effect.asVoid(call))
          assert.isTrue(refused._tag === "Refusal" && refused.code === "not_found")
        }
      }
      assert.deepStrictEqual(yield* noticesOf(user), [])
      yield* dana["RowUpload.addRows"]({ id, rows: first })
      const done = yield* ended(dana, id)
      assert.deepInclude(done, {
        state: "done",
        imported: 3,
        refused: 1,
        faults: [{ fault: "no_name", count: 1 }],
      })
      assert.deepInclude(yield* dana["RowUpload.addRows"]({ id, rows: last }), {
        state: "done",
        imported: 3,
      })
      const [notice, ...more] = yield* noticesOf(user)
      assert.deepStrictEqual(more, [])
      assert.deepInclude(notice, {
        _tag: "UploadDone",
        kind: "contacts",
        uploadId: id,
        imported: 3,
        known: 0,
        refused: 1,
      })
      assert.deepStrictEqual(yield* noticesOf(another), [])
    }))

  it.effect("FIT-3: a user has one import under way; one that no longer gets its rows gives way, and its user is told", () =>
    Effect.gen(function* () {
      const { omar: user } = yield* TestWorkspace
      const { omar } = yield* clients
      const sql = yield* PgClient.PgClient
      const left = yield* omar["RowUpload.open"](file(2))
      yield* omar["RowUpload.addRows"]({ id: left.id, rows: rowsFrom(2, [["Left", freshNumber()]]) })
      const second = yield* Effect.flip(omar["RowUpload.open"](file(1)))
      assert.isTrue(second._tag === "Refusal" && second.code === "too_many_requests")
      yield* sql`UPDATE row_uploads SET received_at = now() - interval '30 seconds' WHERE id = ${left.id}`
      assert.isTrue((yield* omar["RowUpload.list"]({ kind: "contacts" }))[0]?.silent)
      const next = yield* omar["RowUpload.open"](file(2))
      const late = yield* Effect.flip(
        omar["RowUpload.addRows"]({ id: left.id, rows: rowsFrom(3, [["Late", freshNumber()]]) }),
      )
      assert.isTrue(late._tag === "Refusal" && late.code === "not_possible")
      assert.deepInclude(yield* omar["RowUpload.stop"]({ id: next.id }), { state: "stopped", imported: 0 })
      const many = rowsFrom(2, [["A", freshNumber()], ["B", freshNumber()], ["C", freshNumber()]])
      const short = yield* omar["RowUpload.open"](file(2))
      const tooMany = yield* Effect.flip(omar["RowUpload.addRows"]({ id: short.id, rows: many }))
      assert.isTrue(tooMany._tag === "Refusal" && tooMany.code === "not_possible")
      yield* omar["RowUpload.stop"]({ id: short.id })
      assert.deepStrictEqual(yield* namesOf(omar, "Left"), [])
      assert.deepStrictEqual(yield* noticesOf(user), [])
      const alone = yield* omar["RowUpload.open"](file(2))
      yield* sql`UPDATE row_uploads SET received_at = now() - interval '2 minutes' WHERE id = ${alone.id}`
      assert.deepInclude(yield* ended(omar, alone.id), { state: "stopped", imported: 0 })
      const [notice] = yield* noticesOf(user)
      assert.isTrue(notice?._tag === "UploadNotDone" && notice.uploadId === alone.id)
    }))

  it.effect("CONTACT-6: of a person who is erased no file keeps or brings back a word", () =>
    Effect.gen(function* () {
      const { ann } = yield* clients
      const sql = yield* PgClient.PgClient
      const [secret, other] = [freshNumber(), freshNumber()]
      const contact = yield* saved(yield* ann["Contact.save"](saving("Secret Person", [secret])))
      yield* saved(yield* ann["Contact.save"](saving("Other", [other])))
      const done = yield* bring(ann, [["Secret Person", `${secret};${other}`], ["", "12"]])
      assert.strictEqual(done.refused, 2)
      const { id } = yield* ann["RowUpload.open"](file(2))
      yield* ann["RowUpload.addRows"]({ id, rows: rowsFrom(2, [["Secret Again", secret]]) })
      const consents = RowUploadId.make(randomUUID())
      const columns = { mobile: 0, channel: 1, source: 2, date: 3, note: 4 }
      yield* ann["RowUpload.open"]({ ...file(1, consents), kind: "consents", columns })
      const fields = [secret, "sms", "Web form", "2026-01-02", "Secret proof"]
      yield* ann["RowUpload.addRows"]({ id: consents, rows: [{ line: 2, fields }] })
      assert.deepInclude(yield* ended(ann, consents), { state: "checked", ready: 1 })
      yield* ann["Contact.erase"]({ id: contact.id })
      yield* ann["RowUpload.import"]({ id: consents })
      assert.deepInclude(yield* ended(ann, consents), { state: "done", imported: 0, ready: 0, refused: 1 })
      yield* ann["RowUpload.addRows"]({ id, rows: rowsFrom(3, [["Somebody", freshNumber()]]) })
      assert.deepInclude(yield* ended(ann, id), {
        imported: 1,
        refused: 1,
        faults: [{ fault: "erased", count: 1 }],
      })
      assert.deepStrictEqual((yield* refusedOf(ann, done)).rows.map(({ fields }) => fields.length), [0, 2])
      assert.deepStrictEqual(yield* namesOf(ann, "Secret"), [])
      const [kept] = yield* sql<{ readonly text: string }>`
        SELECT string_agg(r::text, '') AS text FROM uploaded_rows r`
      assert.notMatch(kept?.text ?? "", /Secret/)
    }))

  it.effect("AUTH-3, AUTH-4: an import goes by its user's rights as they are, and ends with the licence", () =>
    Effect.gen(function* () {
      const { dana: user } = yield* TestWorkspace
      const { ann, dana } = yield* clients
      const sql = yield* PgClient.PgClient
      const directory = yield* Directory
      const hidden = freshNumber()
      yield* saved(yield* ann["Contact.save"](saving("Hidden from Dana", [hidden])))
      const done = yield* bring(dana, [["Mine now", hidden]])
      assert.deepStrictEqual(done.faults, [{ fault: "not_visible", count: 1 }])
      assert.notInclude(JSON.stringify(yield* refusedOf(dana, done)), "Hidden")
      const { id } = yield* dana["RowUpload.open"](file(1))
      yield* sql`UPDATE users SET licensed = false WHERE id = ${user.id}`
      yield* directory.changed
      yield* dana["RowUpload.addRows"]({ id, rows: rowsFrom(2, [["Too late", freshNumber()]]) })
      assert.deepInclude(yield* ended(dana, id), { state: "stopped", imported: 0 })
      yield* sql`UPDATE users SET licensed = true WHERE id = ${user.id}`
      yield* directory.changed
      assert.deepStrictEqual(yield* namesOf(ann, "Too late"), [])
    }))

  it.effect("FIT-3: what cannot be written holds up nobody else's import, is tried again, and is told in the end", () =>
    Effect.gen(function* () {
      const { omar: user } = yield* TestWorkspace
      const { ann, omar } = yield* clients
      const sql = yield* PgClient.PgClient
      yield* sql`ALTER TABLE contacts ADD CONSTRAINT no_poison CHECK (name <> 'Poison')`
      const { id } = yield* omar["RowUpload.open"](file(1))
      yield* omar["RowUpload.addRows"]({ id, rows: rowsFrom(2, [["Poison", freshNumber()]]) })
      yield* omar["RowUpload.follow"]({ id }).pipe(
        Stream.mapEffect(() => sql`SELECT FROM row_uploads WHERE id = ${id} AND tries > 0`),
        Stream.takeUntil((tried) => tried.length > 0),
        Stream.runDrain,
      )
      assert.strictEqual((yield* bring(ann, [["After", freshNumber()]])).state, "done")
      yield* sql`UPDATE row_uploads SET tries = 7, turn_at = now() WHERE id = ${id}`
      assert.strictEqual((yield* ended(omar, id)).state, "failed")
      const [notice] = yield* noticesOf(user)
      assert.isTrue(notice?._tag === "UploadNotDone" && notice.uploadId === id)
      yield* sql`ALTER TABLE contacts DROP CONSTRAINT no_poison`
      const again = yield* Effect.result(bring(omar, [["Poison", freshNumber()]]))
      assert.isTrue(Result.isSuccess(again) && again.success.imported === 1)
    }))
})
