import { assert, layer } from "@effect/vitest"
import { Effect, Fiber, Option, Queue, Schema, Stream } from "effect"
import { Sse } from "effect/encoding"
import { Headers } from "effect/http"
import { SqlClient } from "effect/sql"
import { randomUUID } from "node:crypto"
import { SyncFrame } from "../../domain/inbox/DeskChange.ts"
import { Feed } from "../feed/Feed.ts"
import { Sessions } from "../session/Sessions.ts"
import { apiFixture, customerWrites, freshNumber, left, post, request } from "./ApiFixture.ts"

const frameIn = Schema.decodeUnknownEffect(Schema.fromJsonString(SyncFrame))

interface Event {
  readonly id: string | undefined
  readonly event: string
  readonly data: string
}

/** The events of the API's stream, as a program would read them. */
const events = (key: string, query = "", headers: Readonly<Record<string, string>> = {}) =>
  Stream.unwrap(
    Effect.map(request(`/sync${query}`, { key, headers }), (response) => {
      assert.strictEqual(response.status, 200)
      assert.match(response.headers["content-type"] ?? "", /^text\/event-stream/)
      assert.isUndefined(response.headers["content-encoding"])
      return response.stream.pipe(
        Stream.decodeText,
        Stream.pipeThroughChannel(Sse.decode()),
        Stream.filter((event): event is Event & typeof event => event._tag === "Event"),
      )
    }),
  )

const textsOf = (frame: SyncFrame): ReadonlyArray<string> =>
  frame._tag === "Changes"
    ? frame.changes.flatMap((change) =>
      change._tag === "Changed"
        ? change.items.map((item) => item._tag === "Message" ? item.text : item._tag)
        : []
    )
    : []

const brings = (text: string) => (event: Event) => event.data.includes(text)

const viewerWith = (key: string) =>
  Sessions.use((sessions) => sessions.resolve(Headers.fromInput({ authorization: `Bearer ${key}` })))

layer(apiFixture, { excludeTestServices: true })("the public API's live changes", (it) => {
  it.effect("AUTH-3: ends with a problem when the key is taken away", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const last = yield* events("key-omar").pipe(
        Stream.tap(({ event }) =>
          Effect.when(
            sql`DELETE FROM api_keys WHERE user_id = (SELECT id FROM users WHERE name = 'omar')`,
            Effect.succeed(event === "Opened"),
          )
        ),
        Stream.runLast,
      )
      const { data, event } = Option.getOrThrow(last)
      assert.strictEqual(event, "Problem")
      assert.include(data, `"code":"unavailable"`)
    }))

  it.effect("API-1: tells every change as the WebSocket does, each with its cursor, also to who accepts compression", () =>
    Effect.gen(function* () {
      const feed = yield* Feed
      const ready = yield* Queue.unbounded<string>()
      const followed = yield* events("key-ann", "?cursor=", { "accept-encoding": "gzip, br" }).pipe(
        Stream.tap(({ event }) => Queue.offer(ready, event)),
        Stream.takeUntil(brings("the last one")),
        Stream.runCollect,
        Effect.forkScoped,
      )
      const desk = yield* feed.follow(yield* viewerWith("key-ann"), null).pipe(
        Stream.tap(({ _tag }) => _tag === "Opened" ? Queue.offer(ready, _tag) : Effect.void),
        Stream.takeUntil((frame) => textsOf(frame).includes("the last one")),
        Stream.runCollect,
        Effect.forkScoped,
      )
      assert.deepStrictEqual(yield* Queue.takeN(ready, 2), ["Opened", "Opened"])
      for (const text of ["one", "two", "the last one"]) yield* customerWrites(freshNumber(), text)
      const told = yield* Fiber.join(followed)
      const frames = yield* Effect.forEach(told, ({ data }) => frameIn(data))
      for (const [index, frame] of frames.entries()) {
        assert.strictEqual(told[index]?.event, frame._tag)
        assert.strictEqual(told[index]?.id, frame._tag === "Reset" ? "" : frame.cursor)
      }
      const texts = frames.flatMap(textsOf)
      assert.deepStrictEqual(texts, (yield* Fiber.join(desk)).flatMap(textsOf))
      assert.deepStrictEqual(texts, ["one", "two", "the last one"])
    }).pipe(Effect.scoped))

  it.effect("API-1: resumes after the last event, by the header that clients send or the cursor in the address", () =>
    Effect.gen(function* () {
      const opened = yield* events("key-ann").pipe(Stream.runHead, Effect.flatMap(Effect.fromOption))
      yield* customerWrites(freshNumber(), "missed one")
      yield* customerWrites(freshNumber(), "missed two")
      const missed = (query: string, headers: Record<string, string>) =>
        events("key-ann", query, headers).pipe(
          Stream.takeUntil(brings("missed two")),
          Stream.runCollect,
          Effect.flatMap((all) => Effect.forEach(all, ({ data }) => frameIn(data))),
          Effect.map((frames) => frames.flatMap(textsOf)),
        )
      const id = opened.id ?? ""
      assert.deepStrictEqual(yield* missed(`?cursor=${id}`, {}), ["missed one", "missed two"])
      assert.deepStrictEqual(yield* missed("?cursor=1.1", { "last-event-id": id }), [
        "missed one",
        "missed two",
      ])
    }))

  it.effect("API-1: a client that leaves is forgotten at once", () =>
    Effect.gen(function* () {
      yield* events("key-stan").pipe(Stream.runHead)
      yield* Effect.repeat(Queue.take(left), { until: (name) => name === "stan" })
    }))

  it.effect("AUTH-4: tells a standard user nothing of conversations that are not theirs", () =>
    Effect.gen(function* () {
      const ready = yield* Queue.unbounded<string>()
      const told = yield* events("key-stan").pipe(
        Stream.tap(({ event }) => Queue.offer(ready, event)),
        Stream.takeUntil(brings("now for Stan")),
        Stream.runCollect,
        Effect.forkScoped,
      )
      yield* Queue.take(ready)
      yield* customerWrites(freshNumber(), "only for Ann")
      const id = yield* customerWrites(freshNumber(), "still for Ann")
      yield* post(`/conversations/${id}/assign`, "key-ann", { to: "stan@acme.test" })
      yield* post(`/conversations/${id}/messages`, "key-stan", { id: randomUUID(), text: "now for Stan" })
      const seen = yield* Fiber.join(told)
      assert.isTrue(seen.some(brings("now for Stan")))
      assert.isFalse(seen.some(brings("only for Ann")))
    }).pipe(Effect.scoped))
})
