import { assert, layer } from "@effect/vitest"
import { PgClient } from "@effect/sql-pg"
import { Effect, Fiber, Layer, Result, Stream } from "effect"
import { randomUUID } from "node:crypto"
import { Address, canonicalAddress } from "../../domain/contact/Address.ts"
import type { FileToUpload } from "../../domain/rpc/RowUploadRpcs.ts"
import { isUnderWay, type RowUpload, RowUploadId } from "../../domain/upload/RowUpload.ts"
import { deskLayer } from "../../test/TestDesk.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { ConsentRegister } from "./ConsentRegister.ts"
import { Notices } from "../notifications/Notices.ts"
import { RowUploads } from "../uploads/RowUploads.ts"
import { RowUploadsLive } from "../uploads/RowUploadsLive.ts"
import { recordPermissions } from "./recordPermissions.ts"
import { Permissions } from "./Permissions.ts"

const services = RowUploadsLive.pipe(
  Layer.provideMerge(Layer.merge(ConsentRegister.layer, RowUploads.layer)),
  Layer.provideMerge(deskLayer),
)

const viewer = Effect.map(TestWorkspace, ({ ann, workspaceId }) => ({
  user: ann,
  workspaceId,
  sessionId: "session of Ann",
}))

const given = (phone: string) => ({
  phone,
  channel: "whatsapp",
  what: "given",
  source: "Web form",
  proof: "Form 12",
  at: Date.UTC(2026, 0, 1),
} as const)

const codeOf = <A, R>(work: Effect.Effect<A, { readonly _tag: string; readonly code?: string }, R>) =>
  Effect.map(Effect.result(work), (result) => Result.isFailure(result) ? result.failure.code : null)

const row = (
  line: number,
  mobile: string,
  change: Partial<Record<"channel" | "source" | "date", string>> = {},
) => ({
  line,
  fields: [mobile, change.channel ?? "whatsapp", change.source ?? "Web form", change.date ?? "2026-01-02"],
})

const file = (id: RowUploadId, rows: number): FileToUpload => ({
  id,
  kind: "consents",
  name: "consent.csv",
  bytes: 100,
  heads: ["mobile", "channel", "source", "date"],
  columns: { mobile: 0, channel: 1, source: 2, date: 3 },
  rows,
})

/** What an upload is when nothing goes on by itself. */
const settled = Effect.fnUntraced(function* (id: RowUploadId) {
  const uploads = yield* RowUploads
  const last = yield* Stream.runLast(uploads.follow(yield* viewer, id))
  return last._tag === "Some" ? last.value : assert.fail("nothing was said of the upload")
})

const uploaded = Effect.fnUntraced(function* (rows: ReadonlyArray<ReturnType<typeof row>>) {
  const uploads = yield* RowUploads
  const id = RowUploadId.make(randomUUID())
  yield* uploads.open(yield* viewer, file(id, rows.length))
  yield* uploads.addRows(yield* viewer, id, rows)
  return yield* settled(id)
})

const countsOf = ({ imported, known, ready, refused, state }: RowUpload) => ({
  state,
  ready,
  known,
  refused,
  imported,
})

layer(services, { excludeTestServices: true })("the register of consents", (it) => {
  it.effect("CONSENT-2: records one with source, time and proof, and keeps what was there", () =>
    Effect.gen(function* () {
      const register = yield* ConsentRegister
      const me = yield* viewer
      const phone = "+14155552001"
      yield* register.record(me, given(phone))
      yield* register.record(me, {
        ...given(phone),
        what: "withdrawn",
        source: "Phone call",
        at: Date.UTC(2026, 1, 1),
      })
      const { entries, numbers } = yield* register.history(me, [canonicalAddress(phone)])
      assert.deepStrictEqual(
        entries.map(({ at, by, proof, source, what }) => ({ at, by, proof, source, what })),
        [
          {
            at: Date.UTC(2026, 1, 1),
            by: me.user.id,
            proof: "Form 12",
            source: "Phone call",
            what: "withdrawn",
          },
          { at: Date.UTC(2026, 0, 1), by: me.user.id, proof: "Form 12", source: "Web form", what: "given" },
        ],
      )
      assert.deepStrictEqual(numbers.map(({ consentAt }) => consentAt), [null])
      assert.strictEqual(yield* codeOf(register.record(me, given("12"))), "invalid_number")
    }))

  it.effect("OPT-2: an agent lifts an opt-out of the desk, not one that the provider holds, and both are kept", () =>
    Effect.gen(function* () {
      const register = yield* ConsentRegister
      const me = yield* viewer
      const change = {
        channel: "sms",
        address: Address.make("+14155552002"),
        reason: "They called us",
        subject: null,
      } as const
      yield* register.setOptOut(me, { ...change, optedOut: true })
      yield* register.setOptOut(me, { ...change, optedOut: true })
      assert.strictEqual(
        yield* codeOf(register.record(me, { ...given("+14155552002"), channel: "sms" })),
        "opted_out",
      )
      yield* register.setOptOut(me, { ...change, optedOut: false })
      const { entries } = yield* register.history(me, [canonicalAddress(change.address)])
      assert.deepStrictEqual(entries.map(({ what }) => what), ["opted_in", "opted_out"])
      const address = canonicalAddress("+14155552003")
      yield* recordPermissions(yield* PgClient.PgClient, [{
        workspaceId: me.workspaceId,
        channel: "sms",
        address,
        what: "opted_out",
        origin: "provider",
        at: 0,
        source: null,
        proof: null,
        by: null,
        conversationId: null,
        providerHolds: true,
      }])
      const lift = { ...change, address: Address.make(address), optedOut: false }
      assert.strictEqual(yield* codeOf(register.setOptOut(me, lift)), "not_allowed")
      const { facts } = yield* Permissions
      assert.isNull(
        (yield* facts({
          workspaceId: me.workspaceId,
          channel: "sms",
          address: canonicalAddress(change.address),
        })).optedOutAt,
      )
    }))

  it.effect("CONSENT-2: lists the register newest first, a page after another, found by the beginning of a number", () =>
    Effect.gen(function* () {
      const register = yield* ConsentRegister
      const me = yield* viewer
      const phones = Array.from({ length: 5 }, (_, n) => `+1415555210${n}`)
      for (const [n, phone] of phones.entries()) {
        yield* register.record(me, { ...given(phone), at: Date.UTC(2026, 2, n % 2) })
      }
      const query = { of: "consents", search: "+1 415 555-210", limit: 2, cursor: null } as const
      const first = yield* register.page(me, query)
      const second = yield* register.page(me, { ...query, cursor: first.cursor })
      const third = yield* register.page(me, { ...query, cursor: second.cursor })
      assert.deepStrictEqual([first.total, second.total, third.cursor], [5, null, null])
      const listed = [first, second, third].flatMap(({ entries }) => entries.map(({ address }) => address))
      assert.deepStrictEqual(listed.map((address) => phones.indexOf(address)), [1, 3, 0, 2, 4])
    }))

  it.effect("CONSENT-2, FIT-3: each row of a file is ready, known or refused with its line and what to do", () =>
    Effect.gen(function* () {
      const register = yield* ConsentRegister
      const uploads = yield* RowUploads
      const me = yield* viewer
      yield* register.record(me, given("+14155552201"))
      yield* register.record(me, { ...given("+14155552202"), what: "withdrawn", at: Date.UTC(2026, 4, 1) })
      const out = {
        channel: "whatsapp",
        address: Address.make("+14155552203"),
        reason: "x",
        subject: null,
      } as const
      yield* register.setOptOut(me, { ...out, optedOut: true })
      const checked = yield* uploaded([
        row(2, "+14155552200"),
        row(3, "+14155552201", { date: "2025-12-31" }),
        row(4, "+14155552202"),
        row(5, "+14155552203"),
        row(6, "+1 415 555 2200"),
        row(7, "415-555-2204"),
        row(9, "+14155552200", { channel: "sms" }),
      ])
      assert.deepStrictEqual(countsOf(checked), {
        state: "checked",
        ready: 2,
        known: 1,
        refused: 4,
        imported: 0,
      })
      const { rows } = yield* uploads.rows(me, checked.id, { outcome: "refused", after: 0, limit: 10 })
      const day = new Date().toLocaleDateString("en-GB", {
        day: "numeric",
        month: "short",
        year: "numeric",
        timeZone: "UTC",
      })
      assert.deepStrictEqual(rows.map(({ line, reason }) => [line, reason]), [
        [4, "Consent was withdrawn on 1 May 2026, after this date."],
        [5, `This person opted out on ${day}. They must opt in themselves.`],
        [6, "Same number and channel as row 2."],
        [7, "Country code is missing. Write it like +1 415-555-2204."],
      ])
      yield* uploads.import(me, checked.id)
      const done = yield* settled(checked.id)
      const counts = { known: 1, refused: 4, imported: 2 }
      assert.deepStrictEqual(countsOf(done), { state: "done", ready: 0, ...counts })
      const [notice] = (yield* Notices.use(({ list }) => list(me, { limit: 1 }))).notices
      assert.deepInclude(notice, {
        _tag: "UploadDone",
        kind: "consents",
        uploadId: checked.id,
        name: "consent.csv",
        ...counts,
      })
      const { entries } = yield* register.history(me, [canonicalAddress("+14155552200")])
      assert.deepStrictEqual(entries.map(({ channel, origin, source }) => [channel, origin, source]).sort(), [
        ["sms", "upload", "Web form"],
        ["whatsapp", "upload", "Web form"],
      ])
    }))

  it.effect("CONSENT-2: who opts out between check and import is left out, and rows said twice count once", () =>
    Effect.gen(function* () {
      const register = yield* ConsentRegister
      const uploads = yield* RowUploads
      const me = yield* viewer
      const rows = [row(2, "+14155552301"), row(3, "+14155552302")]
      const id = RowUploadId.make(randomUUID())
      yield* uploads.open(me, file(id, 2))
      yield* uploads.addRows(me, id, rows.slice(0, 1))
      const again = yield* uploads.addRows(me, id, rows.slice(0, 1))
      assert.deepStrictEqual([again.state, again.received], ["receiving", 1])
      assert.strictEqual(yield* codeOf(uploads.import(me, id)), "not_possible")
      yield* uploads.addRows(me, id, rows)
      assert.deepStrictEqual(countsOf(yield* settled(id)), {
        state: "checked",
        ready: 2,
        known: 0,
        refused: 0,
        imported: 0,
      })
      const out = {
        channel: "whatsapp",
        address: Address.make("+14155552302"),
        reason: "x",
        subject: null,
      } as const
      yield* register.setOptOut(me, { ...out, optedOut: true })
      yield* uploads.import(me, id)
      assert.deepStrictEqual(countsOf(yield* settled(id)), {
        state: "done",
        ready: 0,
        known: 0,
        refused: 1,
        imported: 1,
      })
      const past = yield* uploads.stop(me, id)
      assert.isFalse(isUnderWay(past))
      assert.strictEqual(past.state, "done")
    }))

  it.effect("CONSENT-2, FIT-3: an upload goes on while nobody looks, and whoever looks later sees where it is", () =>
    Effect.gen(function* () {
      const uploads = yield* RowUploads
      const me = yield* viewer
      const count = 3_000
      const id = RowUploadId.make(randomUUID())
      yield* uploads.open(me, file(id, count))
      for (let from = 0; from < count; from += 500) {
        const rows = Array.from(
          { length: 500 },
          (_, n) => row(from + n + 2, `+1415556${String(from + n).padStart(4, "0")}`),
        )
        yield* uploads.addRows(me, id, rows)
      }
      const watching = yield* Effect.forkChild(Stream.runCollect(uploads.follow(me, id)))
      const seen = yield* Fiber.join(watching)
      assert.deepInclude(countsOf(seen.at(-1) ?? assert.fail("nothing seen")), {
        state: "checked",
        ready: count,
      })
      assert.deepStrictEqual(
        (yield* uploads.list(me, "consents")).find((upload) => upload.id === id)?.received,
        count,
      )
    }))
})
