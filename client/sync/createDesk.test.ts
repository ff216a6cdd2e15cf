import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Result, Stream } from "effect"
import { RpcTest } from "effect/rpc"
import { createEffect, createRoot } from "solid-js"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import { type Directory, FeedCursor, type SyncFrame } from "../../domain/inbox/DeskChange.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { Authentication, CurrentUser } from "../../domain/rpc/Authentication.ts"
import { LiveRpcs } from "../../domain/rpc/LiveRpcs.ts"
import { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { type LinkOptions, type LiveClient, Offline } from "../rpc/DeskLink.ts"
import { conversationId, makeMessage, makeRow, messageId, senderId, userId } from "../testing/makeRow.ts"
import { createDesk, type DeskCore } from "./createDesk.ts"

const workspaceId = WorkspaceId.make("00000004-0000-4000-8000-000000000001")
const me = {
  id: userId(1),
  email: "dana@example.com",
  name: "Dana",
  role: "standard",
  licensed: true,
} as const
const directory: Directory = {
  me,
  workspace: {
    id: workspaceId,
    name: "Demo",
    timeZone: "UTC",
    plan: "trial",
    hours: { timeZone: "UTC", weekly: null, holidays: [] },
    quietHours: null,
    waitingLimitMinutes: 60,
    defaultAdmin: null,
    demo: true,
  },
  users: [me],
  senders: [],
  quotingSenders: [],
  mmsLimits: [],
  labels: [],
  savedFilters: [],
  accountProblems: [],
  botProblems: [],
}
const cursor = (position: number) => FeedCursor.make(`${position}.0`)
const opened = (position: number): SyncFrame => ({
  _tag: "Opened",
  cursor: cursor(position),
  directory,
  counts: { senders: {}, team: {} },
})

const missing = Effect.fail(new Refusal({ code: "not_found", message: "There is no such conversation." }))

/** A client whose server holds these rows and messages, and nothing else. */
const makeClient = (rows: Map<string, InboxRow>) => {
  const rowOf = ({ id }: { readonly id: string }) => {
    const row = rows.get(id)
    return row ? Effect.succeed(row) : missing
  }
  const handlers = LiveRpcs.toLayer({
    "Desk.sync": () => Stream.never,
    "Inbox.list": () => Effect.succeed({ rows: [...rows.values()], cursor: null }),
    "Desk.look": () => Effect.void,
    "Bulk.run": () => Stream.never,
    "Bulk.undo": () => Stream.never,
    "Transcript.make": () => Stream.never,
    "Transcript.cancel": () => Effect.void,
    "Bulk.count": () => Effect.succeed(rows.size),
    "Inbox.searchMessages": () => Effect.succeed({ hits: [], cursor: null }),
    "Conversation.get": rowOf,
    "Conversation.items": ({ after }) => Effect.succeed([makeMessage(1)].filter((item) => item.seq > after)),
    "Conversation.send": () => missing,
    "Draft.list": () => Effect.succeed([]),
    "Draft.save": ({ draft }) => Effect.succeed({ saved: true, draft }),
    "Conversation.sendAgain": () => missing,
    "Conversation.confirmSent": rowOf,
    "Conversation.note": () => missing,
    "Conversation.readers": () => Effect.succeed([me.id]),
    "Conversation.prospect": () => missing,
    "Conversation.start": () => missing,
    "Conversation.cancel": rowOf,
    "Conversation.markRead": rowOf,
    "Conversation.markUnread": rowOf,
    "Conversation.putAside": rowOf,
    "Conversation.bringBack": rowOf,
    "Conversation.pin": rowOf,
    "Conversation.assign": rowOf,
    "Media.send": () => missing,
    "Media.start": () => missing,
  })
  const asDana = Layer.succeed(Authentication)(
    Authentication.of((effect) =>
      Effect.provideService(effect, CurrentUser, { user: me, workspaceId, sessionId: "s1" })
    ),
  )
  return RpcTest.makeClient(LiveRpcs).pipe(Effect.provide([handlers, asDana]))
}

/** A desk over that client, and the frames of its feed in our hands. */
const openDesk = (client: LiveClient) => {
  const feed: { options: Pick<LinkOptions, "cursor" | "onFrame" | "onState"> | null } = { options: null }
  let online = true
  const { desk, dispose } = createRoot((dispose): { desk: DeskCore; dispose: () => void } => ({
    dispose,
    desk: createDesk({
      openLink: (options) => {
        feed.options = options
        return {
          askLive: (call) =>
            online
              ? Effect.runPromise(
                call(client).pipe(
                  Effect.catchTag("RpcClientError", () => Effect.fail(new Offline())),
                  Effect.result,
                ),
              )
              : Promise.resolve(Result.fail(new Offline())),
          ask: () => Promise.resolve(Result.fail(new Offline())),
          follow: () => ({ stop: () => {} }),
          retryNow: () => {},
          close: () => {},
        }
      },
      storage: {
        load: () => Promise.resolve([]),
        put: () => Promise.resolve(),
        remove: () => Promise.resolve(),
      },
    }),
  }))
  return {
    desk,
    dispose,
    frame: (frame: SyncFrame) => feed.options?.onFrame(frame),
    cursor: () => feed.options?.cursor() ?? null,
    setOnline: (is: boolean) => {
      online = is
    },
  }
}

/** Waits until something tracked holds. */
const until = (holds: () => boolean) =>
  Effect.promise(() =>
    new Promise<void>((resolve) =>
      createRoot((dispose) =>
        createEffect(() => {
          if (!holds()) return
          resolve()
          dispose()
        })
      )
    )
  )
const mine = { view: { _tag: "Mine" }, search: "", unreadOnly: false, channel: null } as const

describe("createDesk", () => {
  it.live("SYNC-2: resumes from the position of the newest frame", () =>
    Effect.gen(function* () {
      const { frame, cursor: from, dispose } = openDesk(yield* makeClient(new Map()))
      assert.isNull(from())
      frame(opened(4))
      frame({ _tag: "Heartbeat", cursor: cursor(9), at: Date.now() })
      assert.strictEqual(from(), cursor(9))
      dispose()
    }).pipe(Effect.scoped))

  it.live("SYNC-5: after a reset it starts afresh, and forgets what is gone meanwhile", () =>
    Effect.gen(function* () {
      const rows = new Map(
        [1, 2].map((number) => [conversationId(number), makeRow({ id: conversationId(number) })]),
      )
      const { desk, frame, cursor: from, dispose } = openDesk(yield* makeClient(rows))
      frame(opened(1))
      const list = desk.list(mine, me.id)
      yield* Effect.promise(() => list.loadMore())
      assert.strictEqual(list.size(), 2)
      rows.delete(conversationId(2))
      frame({ _tag: "Reset" })
      assert.isNull(from())
      assert.strictEqual(list.size(), 2)
      frame(opened(7))
      yield* until(() => list.size() === 1)
      assert.deepStrictEqual(list.ids(), [conversationId(1)])
      dispose()
    }).pipe(Effect.scoped))

  it.live("INBOX-10: takes the counts of a change, and tells of the message once", () =>
    Effect.gen(function* () {
      const { desk, frame, dispose } = openDesk(yield* makeClient(new Map()))
      const told: Array<string> = []
      desk.onArrival((_, item) => told.push(item._tag === "Message" ? item.text : item._tag))
      frame(opened(1))
      const counts = { senders: { [senderId(1)]: 1 }, team: {} }
      const change = { _tag: "Changed", row: makeRow(), items: [makeMessage(1)] } as const
      frame({ _tag: "Changes", cursor: cursor(2), changes: [change], counts })
      frame({ _tag: "Changes", cursor: cursor(2), changes: [change], counts: null })
      assert.strictEqual(desk.counts().senders[senderId(1)], 1)
      assert.deepStrictEqual(told, ["Message 1"])
      dispose()
    }).pipe(Effect.scoped))

  it.live("SEND-6: a message that waits leaves the outbox when the feed shows it", () =>
    Effect.gen(function* () {
      const { desk, frame, setOnline, dispose } = openDesk(yield* makeClient(new Map()))
      frame(opened(1))
      setOnline(false)
      yield* Effect.promise(() => desk.send(conversationId(1), "Hello", me.id))
      const [waiting] = desk.outbox.entries()
      assert.strictEqual(waiting?.text, "Hello")
      const sent = makeMessage(2, {
        id: waiting?.messageId ?? messageId(9),
        direction: "out",
        author: me.id,
        status: "queued",
      })
      frame({
        _tag: "Changes",
        cursor: cursor(2),
        changes: [{ _tag: "Changed", row: makeRow({ version: 2, lastSeq: 2 }), items: [sent] }],
        counts: null,
      })
      assert.deepStrictEqual(desk.outbox.entries(), [])
      dispose()
    }).pipe(Effect.scoped))
})
