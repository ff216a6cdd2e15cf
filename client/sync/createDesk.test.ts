import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Result, Stream } from "effect"
import { RpcTest } from "effect/rpc"
import { createEffect, createRoot } from "solid-js"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import { type Directory, FeedCursor, type SyncFrame } from "../../domain/inbox/DeskChange.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { Authentication, CurrentUser } from "../../domain/rpc/Authentication.ts"
import { DeskRpcs } from "../../domain/rpc/DeskRpcs.ts"
import { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { type Client, type LinkOptions, Offline } from "../rpc/DeskLink.ts"
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
  accountProblems: [],
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
  const handlers = DeskRpcs.toLayer({
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
    "Permission.history": () => missing,
    "Permission.setOptOut": () => missing,
    "Consent.register": () => missing,
    "Consent.record": () => missing,
    "Consent.uploads": () => missing,
    "Consent.openUpload": () => missing,
    "Consent.addRows": () => missing,
    "Consent.importUpload": () => missing,
    "Consent.cancelUpload": () => missing,
    "Consent.followUpload": () => Stream.never,
    "Consent.uploadRows": () => missing,
    "Keywords.get": () => missing,
    "Keywords.save": () => missing,
    "Conversation.readers": () => Effect.succeed([me.id]),
    "Conversation.prospect": () => missing,
    "Conversation.start": () => missing,
    "Conversation.cancel": rowOf,
    "Conversation.markRead": rowOf,
    "Conversation.markUnread": rowOf,
    "Conversation.assign": rowOf,
    "Audit.list": () => Effect.succeed({ entries: [], cursor: null }),
    "Audit.export": () => missing,
    "Sender.save": () => missing,
    "Sender.holders": () => missing,
    "Sender.add": () => missing,
    "Provider.list": () => missing,
    "Provider.add": () => missing,
    "Provider.change": () => missing,
    "Provider.switch": () => missing,
    "Provider.check": () => missing,
    "Provider.numbers": () => missing,
    "Workspace.save": () => missing,
    "Contact.list": () => Effect.succeed({ contacts: [], cursor: null, total: 0 }),
    "Contact.get": () => missing,
    "Contact.save": () => missing,
    "Contact.merge": () => missing,
    "Contact.import": () => Effect.succeed([]),
    "Contact.export": () => Effect.succeed({ csv: "", cursor: null }),
    "Contact.erase": () => missing,
    "Hours.saveWorkspace": () => missing,
    "Hours.saveSender": () => missing,
    "Notification.settings": () =>
      Effect.succeed({ email: { on: false, senders: null }, browser: { tabAlerts: true, sound: false } }),
    "Notification.saveEmail": () => Effect.void,
    "Notification.saveBrowser": () => Effect.void,
    "Notification.mailTexts": () => Effect.succeed([]),
    "Notification.preview": () => Effect.succeed({ subject: "", html: "" }),
    "Notification.sendTest": () => Effect.void,
    "Mail.list": () => Effect.succeed({ mails: [], cursor: null, delivered: false }),
    "Mail.get": () => missing,
    "Media.send": () => missing,
    "Media.start": () => missing,
    "User.list": () => Effect.succeed({ users: [], invitations: [], defaultAdmin: null }),
    "User.change": () => missing,
    "User.switchOffSecondFactor": () => missing,
    "User.invite": () => missing,
    "User.inviteAgain": () => missing,
    "User.withdrawInvitation": () => missing,
    "Account.get": () => missing,
    "Account.rename": () => missing,
    "Account.changePassword": () => missing,
    "Account.endSession": () => missing,
    "Account.endOtherSessions": () => missing,
    "Account.beginSecondFactor": () => missing,
    "Account.confirmSecondFactor": () => missing,
    "Account.endSecondFactor": () => missing,
    "Account.renewRecoveryCodes": () => missing,
    "Simulator.follow": () => Stream.never,
    "Simulator.write": () => Effect.void,
    "Simulator.switch": () => Effect.void,
    "Simulator.look": () => Effect.void,
    "Simulator.clearLog": () => Effect.void,
    "Webhook.list": () => Effect.succeed({ entries: [], notices: [] }),
    "Webhook.replay": () => missing,
    "Campaign.list": () => Effect.succeed({ campaigns: [], cursor: null }),
    "Campaign.get": () => missing,
    "Campaign.save": () => missing,
    "Campaign.addRows": () => missing,
    "Campaign.recipients": () => Effect.succeed([]),
    "Campaign.start": () => missing,
    "Campaign.pause": () => missing,
    "Campaign.resume": () => missing,
    "Campaign.cancel": () => missing,
    "Campaign.remove": () => missing,
    "Campaign.follow": () => Stream.never,
    "Template.list": () => Effect.succeed({ templates: [], cursor: null, counts: null }),
    "Template.get": () => missing,
    "Template.save": () => missing,
    "Template.describe": () => missing,
    "Template.archive": () => missing,
    "Template.syncs": () => Effect.succeed([]),
    "Template.sync": () => Effect.succeed([]),
    "Template.follow": () => Stream.never,
    "Template.send": () => missing,
    "Template.start": () => missing,
    "Template.contactOf": () => missing,
  })
  const asDana = Layer.succeed(Authentication)(
    Authentication.of((effect) =>
      Effect.provideService(effect, CurrentUser, { user: me, workspaceId, sessionId: "s1" })
    ),
  )
  return RpcTest.makeClient(DeskRpcs).pipe(Effect.provide([handlers, asDana]))
}

/** A desk over that client, and the frames of its feed in our hands. */
const openDesk = (client: Client) => {
  const feed: { options: Pick<LinkOptions, "cursor" | "onFrame" | "onState"> | null } = { options: null }
  let online = true
  const { desk, dispose } = createRoot((dispose): { desk: DeskCore; dispose: () => void } => ({
    dispose,
    desk: createDesk({
      openLink: (options) => {
        feed.options = options
        return {
          ask: (call) =>
            online
              ? Effect.runPromise(
                call(client).pipe(
                  Effect.catchTag("RpcClientError", () => Effect.fail(new Offline())),
                  Effect.result,
                ),
              )
              : Promise.resolve(Result.fail(new Offline())),
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
