import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { randomUUID } from "node:crypto"
import { scopedTest } from "../../test/TwilioDesk.ts"
import { databaseLayer } from "../database/Database.ts"
import { type Item, key, makeBotDesk } from "./BotFixture.ts"

const pdf = Buffer.from(`%PDF-1.7\n${" ".repeat(400)}\n%%EOF`)
/** What each kind of file begins with. */
const beginnings = {
  "image/jpeg": "ffd8ffe000104a46494600010100000100010000",
  "audio/mpeg": "fffb906400000000",
  "video/mp4": "000000186674797069736f6d0000020069736f6d69736f32",
} as const

const bytesOf = (type: keyof typeof beginnings) =>
  Buffer.concat([Buffer.from(beginnings[type], "hex"), Buffer.alloc(500)])

const inline = (bytes: Buffer, name: string) => ({ data: bytes.toString("base64"), name })
const message = (...media: ReadonlyArray<object>) => ({ id: randomUUID(), text: "Here it is.", media })

interface Put {
  readonly id: string
  readonly type: string
  readonly name: string
  readonly code?: string
}

/** The bot's desk, to which files are put in. */
const makeFilesDesk = Effect.gen(function* () {
  const made = yield* makeBotDesk
  const put = (query: string, bytes: Uint8Array<ArrayBuffer>, by: string = key) =>
    Effect.promise(
      async (): Promise<{ readonly status: number; readonly type: string; readonly body: Put }> => {
        const response = await fetch(`${made.desk.url}/api/v1/media?${query}`, {
          method: "POST",
          headers: { authorization: `Bearer ${by}` },
          body: bytes,
        })
        return {
          status: response.status,
          type: response.headers.get("content-type") ?? "",
          body: await response.json(),
        }
      },
    )
  const count = SqlClient.SqlClient.use((sql) =>
    sql<{ readonly uploads: number; readonly files: number }>`
      SELECT (SELECT count(*)::int FROM uploads) AS uploads, (SELECT count(*)::int FROM media_files) AS files`
  ).pipe(
    Effect.map(([counts]) => counts),
    Effect.provide(databaseLayer(Redacted.make(made.desk.databaseUrl))),
  )
  const get = (url: string, by: string) =>
    Effect.promise(async () => {
      const response = await fetch(url, { headers: by === "" ? {} : { authorization: `Bearer ${by}` } })
      return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) }
    })
  return { ...made, put, count, get }
})

describe("files in a bot's answers", () => {
  it.live(
    "BOT-1, BOT-2, MEDIA-1, MEDIA-3, SEND-6: a bot puts a file in and answers with it, each once however often it says so",
    () =>
      scopedTest(Effect.gen(function* () {
        const { count, customer, get, provider, put } = yield* makeFilesDesk
        const { items, send } = yield* customer("menu")
        const id = randomUUID()
        const first = yield* put(`name=..%2Fmenu.txt&id=${id.toUpperCase()}`, pdf)
        // What it is its bytes say.
        assert.deepStrictEqual([first.status, first.body.id, first.body.type, first.body.name], [
          201,
          id,
          "application/pdf",
          "menu.txt",
        ])
        assert.deepStrictEqual((yield* put(`name=other.pdf&id=${id}`, pdf)).body, first.body)
        const taken = yield* put(`name=mine.pdf&id=${id}`, pdf, "key-of-stan")
        assert.deepStrictEqual([taken.status, taken.body.code], [409, "not_possible"])

        const answer = message({ id })
        const [sent, again] = [yield* send(answer), yield* send(answer)]
        assert.deepStrictEqual([sent.status, sent.body.bot?.name, sent.body.text], [
          202,
          "Menu",
          "Here it is.",
        ])
        assert.deepStrictEqual([again.status, again.body.seq], [202, sent.body.seq])
        yield* provider.awaitAccepted(1)
        const [handed] = (yield* provider.received).filter(({ form }) => form["MediaUrl"] !== undefined)
        assert.deepStrictEqual((yield* get(handed?.form["MediaUrl"] ?? "", "")).bytes, pdf)
        const url = sent.body.media[0]?.url ?? ""
        for (const by of [key, "key-of-ann"]) assert.deepStrictEqual((yield* get(url, by)).bytes, pdf)
        assert.strictEqual((yield* get(url, "")).status, 401)
        assert.strictEqual((yield* get(url, "key-of-dana")).status, 404)

        const fetched = message(inline(bytesOf("image/jpeg"), "a"), inline(bytesOf("audio/mpeg"), "b"))
        const [whole, same] = yield* Effect.all([send(fetched), send(fetched)], { concurrency: 2 })
        assert.deepStrictEqual([whole.status, same.status, same.body.seq], [202, 202, whole.body.seq])
        const film = yield* send({ ...message(inline(bytesOf("video/mp4"), "c")), text: undefined })
        assert.strictEqual(film.status, 202)
        assert.deepStrictEqual(
          (yield* items).filter(({ bot, kind }) => bot && kind === "message")
            .map(({ media }) => media.map(({ type }) => type)),
          [["application/pdf"], ["image/jpeg", "audio/mpeg"], ["video/mp4"]],
        )
        assert.deepStrictEqual(yield* count, { uploads: 4, files: 4 })
        assert.strictEqual((yield* provider.awaitAccepted(3)).length, 3)
      })),
    60_000,
  )

  it.live(
    "BOT-2, MEDIA-1, API-1: what the channel or the rules do not let through is refused in plain words, and nothing goes",
    () =>
      scopedTest(Effect.gen(function* () {
        const { call, customer, provider, put } = yield* makeFilesDesk
        const sms = yield* customer("menu")
        const large = yield* put("name=a.pdf", Buffer.concat([pdf, Buffer.alloc(600_000)]))
        const theirs = yield* put("name=a.pdf", pdf, "key-of-stan")
        const empty = yield* put("name=a.pdf", Buffer.alloc(0))
        assert.deepStrictEqual([empty.status, empty.type, empty.body.code], [
          422,
          "application/problem+json",
          "file_refused",
        ])
        assert.strictEqual((yield* put("name=a.pdf", pdf, "bot_unknown")).status, 401)
        assert.strictEqual((yield* put("name=a.pdf&id=1", pdf)).status, 400)
        const refused: ReadonlyArray<readonly [object, number, string]> = [
          [{ id: large.body.id }, 422, "file_refused"],
          [inline(Buffer.from("MZ\0 a program"), "menu.pdf"), 422, "file_refused"],
          [{ url: "http://127.0.0.1:1/menu.pdf" }, 422, "file_refused"],
          // Of somebody else it hears nothing.
          [{ id: theirs.body.id }, 404, "not_found"],
        ]
        for (const [file, status, code] of refused) {
          const answer = yield* sms.send(message(file))
          assert.deepStrictEqual([answer.status, answer.body.code], [status, code])
        }

        const wa = yield* customer("menu", "wa")
        const two = yield* wa.send(message(inline(pdf, "a.pdf"), inline(pdf, "b.pdf")))
        assert.deepStrictEqual([two.status, two.body.code], [422, "file_refused"])
        yield* wa.answer("One moment")
        const [told] = yield* provider.awaitAccepted(1)
        assert.isDefined(told)
        yield* provider.reportStatus(told, "undelivered", { ErrorCode: "63016" })
        // What did not reach the customer is with people, who let the bot go on.
        yield* wa.people
        yield* call("POST", `/conversations/${wa.id}/bot`)
        const answer = message(inline(pdf, "a.pdf"))
        const closed = yield* wa.send(answer)
        assert.deepStrictEqual([closed.status, closed.body.code], [409, "window_closed"])
        yield* wa.write("I am here")
        // The id stands for what was given first.
        const other = yield* wa.send({ ...answer, media: [inline(bytesOf("image/jpeg"), "b.jpg")] })
        assert.deepStrictEqual([other.status, other.body.code], [409, "not_possible"])
        assert.strictEqual((yield* wa.send(answer)).status, 202)
        yield* provider.awaitAccepted(2)

        yield* sms.write("STOP")
        const optedOut = yield* sms.send(message(inline(pdf, "a.pdf")))
        assert.deepStrictEqual([optedOut.status, optedOut.body.code], [409, "opted_out"])
        const files = (yield* provider.received).filter(({ form }) => form["MediaUrl"] !== undefined)
        assert.strictEqual(files.length, 1)
      })),
    60_000,
  )

  it.live(
    "BOT-1: after an agent took over its files are refused as its words are, and not kept; what it sent before stays",
    () =>
      scopedTest(Effect.gen(function* () {
        const { call, count, customer, write } = yield* makeFilesDesk
        const { id, send } = yield* customer("menu")
        const before = message(inline(pdf, "a.pdf"))
        const sent = yield* send(before)
        assert.strictEqual((yield* write(id, "Ann here", randomUUID(), "key-of-ann")).status, 202)
        const late = yield* send(message(inline(pdf, "b.pdf")))
        assert.deepStrictEqual([late.status, late.body.code], [409, "bot_not_active"])
        const template = yield* send({ id: randomUUID(), template: { name: "none" } })
        assert.deepStrictEqual([template.status, template.body.code], [409, "bot_not_active"])
        assert.strictEqual((yield* send(before)).body.seq, sent.body.seq)
        assert.deepStrictEqual(yield* count, { uploads: 1, files: 1 })
        // In conversations in which it never was, it hears nothing.
        const other = yield* call<Item & { readonly code?: string }>("POST", "/conversations", {
          senderId: "own",
          to: "+15550801234",
          message: { id: randomUUID(), text: "hi" },
        }, "key-of-stan")
        const path = `/conversations/${other.body.id}/messages`
        const unseen = yield* call<Put>("POST", path, message(inline(pdf, "a.pdf")), key)
        assert.deepStrictEqual([unseen.status, unseen.body.code], [404, "not_found"])
      })),
    60_000,
  )
})
