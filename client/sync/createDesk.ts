import { type Effect, Result } from "effect"
import { type Accessor, batch, createContext, createSignal, onCleanup, useContext } from "solid-js"
import { createStore, reconcile } from "solid-js/store"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { TimelineItem } from "../../domain/conversation/TimelineItem.ts"
import type { MessageId } from "../../domain/conversation/MessageId.ts"
import type { ConversationChange, Directory, FeedCursor, SyncFrame } from "../../domain/inbox/DeskChange.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import type { InboxCounts } from "../../domain/inbox/InboxView.ts"
import type { Sender, SenderId } from "../../domain/sender/Sender.ts"
import type { User, UserId } from "../../domain/user/User.ts"
import type { AskError, CallError, Client, DeskLink, LinkOptions, LinkState } from "../rpc/DeskLink.ts"
import { type ConversationList, createConversationList, type ListQuery } from "./ConversationList.ts"
import { type Clock, createClock } from "./createClock.ts"
import { newMessageId } from "./newMessageId.ts"
import { createOutbox, type Outbox, type OutboxStorage } from "./Outbox.ts"
import { createRowTable, type RowTable } from "./RowTable.ts"
import { createTimeline, type Timeline } from "./Timeline.ts"

/** Timelines kept for opening again at once; the feed keeps them current. */
const timelinesMax = 30
const listsMax = 8

export type Answer<A> = Promise<Result.Result<A, AskError>>

/** A conversation to start, or to go on with where there is one with that number. */
export interface StartConversation {
  readonly senderId: SenderId
  readonly to: string
  readonly name: string | null
  readonly messageId: MessageId
  readonly text: string
}

export type ArrivalListener = (row: InboxRow, item: TimelineItem) => void

export interface DeskCore {
  readonly link: DeskLink
  readonly linkState: Accessor<LinkState>
  readonly online: Accessor<boolean>
  readonly clock: Clock
  /** Null until the server has said who and what the desk consists of. */
  readonly directory: Accessor<Directory | null>
  readonly counts: Accessor<InboxCounts>
  readonly rows: RowTable
  readonly outbox: Outbox
  readonly user: (id: UserId) => User | undefined
  readonly sender: (id: SenderId) => Sender | undefined
  readonly list: (query: ListQuery, me: UserId) => ConversationList
  readonly timeline: (id: ConversationId) => Timeline
  /** Brings the row of a conversation that no list has brought. */
  readonly fetchRow: (id: ConversationId) => Answer<InboxRow>
  /** Shown at once, kept until the server confirms it. */
  readonly send: (conversationId: ConversationId, text: string, author: UserId) => Promise<void>
  readonly start: (start: StartConversation) => Answer<InboxRow>
  readonly cancel: (id: ConversationId, messageId: MessageId) => Answer<InboxRow>
  readonly markRead: (id: ConversationId, seq: number, user: UserId) => Answer<InboxRow>
  readonly markUnread: (id: ConversationId, user: UserId) => Answer<InboxRow>
  readonly assign: (id: ConversationId, to: UserId) => Answer<InboxRow>
  /** Called with each item that is new to a conversation. */
  readonly onArrival: (listener: ArrivalListener) => () => void
}

/** The desk once the server has said who is there: what components see. */
export interface Desk extends DeskCore {
  readonly directory: Accessor<Directory>
}

export const DeskContext = createContext<Desk>()

export const useDesk = (): Desk => {
  const desk = useContext(DeskContext)
  if (!desk) throw new Error("useDesk is for components inside DeskContext.Provider")
  return desk
}

export interface DeskOptions {
  readonly openLink: (handlers: Pick<LinkOptions, "cursor" | "onFrame" | "onState">) => DeskLink
  readonly storage: OutboxStorage
}

const noCounts: InboxCounts = { senders: {}, team: {} }

/** Everything that the desk knows, fed by the server's changes, and everything that it can ask. */
export const createDesk = ({ openLink, storage }: DeskOptions): DeskCore => {
  const clock = createClock()
  const rows = createRowTable()
  const [state, setState] = createSignal<LinkState>({ status: "connecting", lostAt: null, retryAt: null })
  const [people, setPeople] = createStore<{ directory: Directory | null; counts: InboxCounts }>({
    directory: null,
    counts: noCounts,
  })
  const lists = new Map<string, ConversationList>()
  const timelines = new Map<ConversationId, Timeline>()
  const arrivals = new Set<ArrivalListener>()
  let cursor: FeedCursor | null = null
  let stale = false

  const outbox = createOutbox({
    storage,
    send: (entry) =>
      link.ask((client) =>
        client["Conversation.send"]({
          id: entry.conversationId,
          messageId: entry.messageId,
          text: entry.text,
        })
      ),
    onSent: (entry, item) => timelines.get(entry.conversationId)?.merge([item]),
  })
  onCleanup(() => outbox.close())

  const takeDirectory = (directory: Directory, counts: InboxCounts) => {
    const first = people.directory === null
    setPeople("directory", reconcile(directory, { key: "id" }))
    setPeople("counts", reconcile(counts))
    if (first) void outbox.restore(directory.me.id).then(() => outbox.flush())
  }

  /** After a reset nothing here can be trusted: lists and timelines are asked for again, and shown until then. */
  const refetch = async () => {
    stale = false
    const [current, ...others] = [...lists.values()].reverse()
    for (const list of others) forgetList(list)
    for (const id of [...timelines.keys()].slice(0, -1)) timelines.delete(id)
    const [open] = timelines.values()
    const answer = open && await link.ask((client) => client["Conversation.get"]({ id: open.id }))
    await Promise.all([
      current?.reload(answer && Result.isSuccess(answer) ? [answer.success] : []),
      open?.refresh(),
    ])
  }

  const applyChange = (change: ConversationChange) => {
    if (change._tag === "Gone") return rows.apply(change)
    const newest = rows.get(change.row.id)?.lastSeq ?? 0
    rows.apply(change)
    timelines.get(change.row.id)?.merge(change.items)
    for (const item of change.items) {
      if (item._tag === "Message" && item.direction === "out") outbox.remove(item.id)
      if (item.seq > newest) arrivals.forEach((listener) => listener(change.row, item))
    }
  }

  const apply = (frame: SyncFrame) => {
    switch (frame._tag) {
      case "Opened":
        takeDirectory(frame.directory, frame.counts)
        if (stale) void refetch()
        break
      case "DirectoryChanged":
        takeDirectory(frame.directory, frame.counts)
        break
      case "Changes":
        frame.changes.forEach(applyChange)
        if (frame.counts) setPeople("counts", reconcile(frame.counts))
        break
      case "Heartbeat":
        clock.adjust(frame.at)
        break
      case "Reset":
        cursor = null
        stale = true
        return
    }
    cursor = frame.cursor
  }

  const link = openLink({
    cursor: () => cursor,
    onFrame: (frame) => batch(() => apply(frame)),
    onState: (next) => {
      const back = next.status === "online" && state().status !== "online"
      setState(next)
      if (back) outbox.flush()
    },
  })
  onCleanup(() => link.close())

  const forgetList = (list: ConversationList) => {
    list.close()
    lists.delete(JSON.stringify(list.query))
  }

  const askForRow = async (
    call: (client: Client) => Effect.Effect<InboxRow, CallError>,
  ): Answer<InboxRow> => {
    const result = await link.ask(call)
    if (Result.isSuccess(result)) rows.put(result.success)
    return result
  }

  return {
    link,
    linkState: state,
    online: () => state().status === "online",
    clock,
    directory: () => people.directory,
    counts: () => people.counts,
    rows,
    outbox,
    user: (id) => people.directory?.users.find((user) => user.id === id),
    sender: (id) => people.directory?.senders.find((sender) => sender.id === id),
    list: (query, me) => {
      const key = JSON.stringify(query)
      const known = lists.get(key)
      const list = known ??
        createConversationList({
          query,
          table: rows,
          me,
          fetch: (page) => link.ask((client) => client["Inbox.list"](page)),
        })
      // The one used last stands last; the first is the one to forget.
      lists.delete(key)
      lists.set(key, list)
      const [oldest] = lists.values()
      if (oldest && lists.size > listsMax) forgetList(oldest)
      return list
    },
    timeline: (id) => {
      const timeline = timelines.get(id) ??
        createTimeline({ id, fetch: (query) => link.ask((client) => client["Conversation.items"](query)) })
      timelines.delete(id)
      timelines.set(id, timeline)
      const [oldest] = timelines.keys()
      if (oldest && timelines.size > timelinesMax) timelines.delete(oldest)
      return timeline
    },
    fetchRow: (id) => askForRow((client) => client["Conversation.get"]({ id })),
    send: (conversationId, text, author) =>
      outbox.add({
        messageId: newMessageId(),
        conversationId,
        userId: author,
        text,
        at: clock.now(),
        refusal: null,
      }),
    start: (start) => askForRow((client) => client["Conversation.start"](start)),
    cancel: (id, messageId) => askForRow((client) => client["Conversation.cancel"]({ id, messageId })),
    markRead: (id, seq, user) => askForRow((client) => client["Conversation.markRead"]({ id, seq, user })),
    markUnread: (id, user) => askForRow((client) => client["Conversation.markUnread"]({ id, user })),
    assign: (id, to) => askForRow((client) => client["Conversation.assign"]({ id, to })),
    onArrival: (listener) => {
      arrivals.add(listener)
      return () => arrivals.delete(listener)
    },
  }
}
