import { Result } from "effect"
import { type Accessor, batch, createContext, createSignal, onCleanup, useContext } from "solid-js"
import { createStore, reconcile } from "solid-js/store"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { Directory, FeedCursor, SyncFrame } from "../../domain/inbox/DeskChange.ts"
import type { Viewing } from "../../domain/inbox/Presence.ts"
import type { InboxCounts } from "../../domain/inbox/InboxView.ts"
import type { Sender, SenderId } from "../../domain/sender/Sender.ts"
import type { User, UserId } from "../../domain/user/User.ts"
import type { DeskLink, LinkOptions, LinkState } from "../rpc/DeskLink.ts"
import { applyFrame, type ArrivalListener, type DraftListener } from "./applyFrame.ts"
import { type ConversationList, createConversationList, type ListQuery } from "./ConversationList.ts"
import { type Clock, createClock } from "./createClock.ts"
import { type Bulk, createBulk } from "./createBulk.ts"
import { createDeskCalls, type DeskCalls } from "./createDeskCalls.ts"
import { deskId } from "./deskId.ts"
import { withFixedHours } from "./FixedHours.ts"
import { newMessageId } from "./newMessageId.ts"
import { createOutbox, type Outbox, type OutboxEntry, type OutboxStorage } from "./Outbox.ts"
import { Recent } from "./Recent.ts"
import { createRowTable, type RowTable } from "./RowTable.ts"
import { createTimeline, type Timeline } from "./Timeline.ts"

/** Lists and timelines kept for opening again at once; the feed keeps them current. */
const listsMax = 8
const timelinesMax = 30

export interface DeskCore extends DeskCalls {
  readonly link: DeskLink
  readonly linkState: Accessor<LinkState>
  readonly online: Accessor<boolean>
  readonly clock: Clock
  /** Null until the server has said who and what the desk consists of. */
  readonly directory: Accessor<Directory | null>
  readonly counts: Accessor<InboxCounts>
  readonly rows: RowTable
  readonly outbox: Outbox
  /** Others who have the conversation open (ASSIGN-5); known of the one that is open here. */
  readonly viewing: (id: ConversationId) => ReadonlyArray<Viewing>
  /** Says which conversation is in front of the user, and whether they write. */
  readonly look: (id: ConversationId | null, writing: boolean) => void
  readonly bulk: Bulk
  /** How many of the user's notices are unread; in an object of its own each time that one of them changed. */
  readonly notices: Accessor<{ readonly unread: number }>
  readonly setUnreadNotices: (unread: number) => void
  /** Whether someone has a desk open; null where that is not told: only admins learn it. */
  readonly present: (id: UserId) => boolean | null
  readonly user: (id: UserId) => User | undefined
  readonly sender: (id: SenderId) => Sender | undefined
  readonly list: (query: ListQuery, me: UserId) => ConversationList
  readonly timeline: (id: ConversationId) => Timeline
  /** Shown at once, kept until the server confirms it. */
  readonly send: (
    conversationId: ConversationId,
    text: string,
    author: UserId,
    options?: Pick<OutboxEntry, "quoted" | "goesAt" | "uploads">,
  ) => Promise<void>
  /** A private note for the team, kept in the same way (NOTE-1). */
  readonly note: (
    conversationId: ConversationId,
    text: string,
    mentions: ReadonlyArray<UserId>,
  ) => Promise<void>
  /** Called with each item that is new to a conversation. */
  readonly onArrival: (listener: ArrivalListener) => () => void
  /** Called with each draft that another desk of the user saved, and with null when any may have changed unseen. */
  readonly onDraft: (listener: DraftListener) => () => void
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

/** Who has a conversation open: of the one that was told of last, which is the one that is open here. */
interface Looking {
  readonly id: ConversationId
  readonly viewing: ReadonlyArray<Viewing>
}

interface People {
  directory: Directory | null
  counts: InboxCounts
}

/** The data of the desk, apart from how it comes. */
const createDeskData = () => {
  const [present, setPresent] = createSignal<ReadonlySet<UserId> | null>(null)
  const [notices, setNotices] = createSignal({ unread: 0 })
  const [looking, setLooking] = createSignal<Looking | null>(null)
  const [people, setPeople] = createStore<People>({ directory: null, counts: { senders: {}, team: {} } })
  return {
    people,
    setDirectory: (directory: Directory) =>
      setPeople("directory", reconcile(withFixedHours(directory), { key: "id" })),
    setCounts: (counts: InboxCounts) => setPeople("counts", reconcile(counts)),
    setPeople: (id: ConversationId, viewing: ReadonlyArray<Viewing>) => setLooking({ id, viewing }),
    looking,
    notices,
    setUnreadNotices: (unread: number) => void setNotices({ unread }),
    present,
    setPresent: (users: ReadonlyArray<UserId>) => setPresent(new Set(users)),
    clock: createClock(),
    rows: createRowTable(),
    lists: new Recent<string, ConversationList>(listsMax, (list) => list.close()),
    timelines: new Recent<ConversationId, Timeline>(timelinesMax),
    arrivals: new Set<ArrivalListener>(),
    drafts: new Set<DraftListener>(),
  }
}

type DeskData = ReturnType<typeof createDeskData>

/** After a reset nothing can be trusted: what is on screen is asked for again, and shown until then. */
const refetch = async ({ lists, timelines }: DeskData, calls: DeskCalls): Promise<boolean> => {
  const list = lists.keepNewest()
  const timeline = timelines.keepNewest()
  const row = timeline && await calls.fetchRow(timeline.id)
  await timeline?.refresh()
  return await list?.reload(row && Result.isSuccess(row) ? [row.success] : []) ?? true
}

/** Follows the feed: takes its frames in, and begins afresh after a reset. */
const createFeed = (data: DeskData, outbox: Outbox, calls: () => DeskCalls) => {
  let cursor: FeedCursor | null = null
  let stale = false
  const targets = {
    rows: data.rows,
    timeline: (id: ConversationId) => data.timelines.get(id),
    confirm: outbox.remove,
    arrived:
      ((row, item) => data.arrivals.forEach((listener) => listener(row, item))) satisfies ArrivalListener,
    setPresent: data.setPresent,
    tellDraft: ((draft) => data.drafts.forEach((listener) => listener(draft))) satisfies DraftListener,
    setDirectory: data.setDirectory,
    setUnreadNotices: data.setUnreadNotices,
    setCounts: data.setCounts,
    setPeople: data.setPeople,
    setClock: data.clock.adjust,
  }
  const onFrame = (frame: SyncFrame) => {
    const first = data.people.directory === null
    const role = data.people.directory?.me.role
    batch(() => applyFrame(targets, frame))
    cursor = frame._tag === "Reset" ? null : frame.cursor
    if (frame._tag === "Reset") stale = true
    if (frame._tag !== "Opened" && frame._tag !== "DirectoryChanged") return
    // Another role has other lists.
    if (!first && frame.directory.me.role !== role) stale = true
    if (first) void outbox.restore(frame.directory.me.id).then(() => outbox.flush())
    if (stale) {
      stale = false
      void refetch(data, calls()).then((done) => stale ||= !done)
    }
  }
  return { cursor: () => cursor, onFrame }
}

/** Everything that the desk knows, fed by the server's changes, and everything that it can ask. */
export const createDesk = ({ openLink, storage }: DeskOptions): DeskCore => {
  const data = createDeskData()
  const { people, rows, lists, timelines, clock, arrivals } = data
  const [linkState, setLinkState] = createSignal<LinkState>({
    status: "connecting",
    lostAt: null,
    retryAt: null,
  })
  const online = () => linkState().status === "online"
  const outbox = createOutbox({
    storage,
    send: ({ conversationId: id, goesAt, mentions, messageId, quoted, text, uploads = [] }) =>
      link.askLive((client) => {
        if (mentions) return client["Conversation.note"]({ id, noteId: messageId, text, mentions })
        const message = {
          id,
          messageId,
          text,
          ...(quoted ? { quoted } : {}),
          ...(goesAt === undefined ? {} : { at: goesAt }),
        }
        const [first, ...rest] = uploads.map((upload) => upload.id)
        return first === undefined
          ? client["Conversation.send"](message)
          : client["Media.send"]({ ...message, uploads: [first, ...rest] })
      }),
    onSent: (entry, item) => timelines.get(entry.conversationId)?.merge([item]),
  })
  onCleanup(() => outbox.close())

  const link = openLink({
    ...createFeed(data, outbox, () => calls),
    onState: (next) => {
      const back = next.status === "online" && linkState().status !== "online"
      setLinkState(next)
      if (!back) return
      outbox.flush()
      for (const list of lists.all()) if (list.status() === "failed") void list.loadMore()
    },
  })
  onCleanup(() => link.close())
  const calls = createDeskCalls(link, rows)
  const newEntry = (written: Pick<OutboxEntry, "conversationId" | "userId" | "text">): OutboxEntry => ({
    ...written,
    messageId: newMessageId(),
    at: clock.now(),
    refusal: null,
  })

  return {
    ...calls,
    link,
    linkState,
    online,
    clock,
    directory: () => people.directory,
    counts: () => people.counts,
    rows,
    outbox,
    viewing: (id) => {
      const told = data.looking()
      const me = people.directory?.me.id
      return told?.id === id ? told.viewing.filter(({ user }) => user !== me) : []
    },
    look: (id, writing) => void link.askLive((client) => client["Desk.look"]({ desk: deskId, id, writing })),
    bulk: createBulk(link, online),
    notices: data.notices,
    setUnreadNotices: data.setUnreadNotices,
    present: (id) => data.present()?.has(id) ?? null,
    user: (id) => people.directory?.users.find((user) => user.id === id),
    sender: (id) => people.directory?.senders.find((sender) => sender.id === id),
    list: (query, me) =>
      lists.use(JSON.stringify(query), () =>
        createConversationList({
          query,
          table: rows,
          me,
          fetch: (page) => link.askLive((client) => client["Inbox.list"](page)),
        })),
    timeline: (id) =>
      timelines.use(
        id,
        () =>
          createTimeline({
            id,
            fetch: (query) => link.askLive((client) => client["Conversation.items"](query)),
          }),
      ),
    send: (conversationId, text, author, options = {}) =>
      outbox.add({ ...newEntry({ conversationId, userId: author, text }), ...options }),
    note: async (conversationId, text, mentions) => {
      const me = people.directory?.me.id
      if (me) await outbox.add({ ...newEntry({ conversationId, userId: me, text }), mentions })
    },
    onDraft: (listener) => {
      data.drafts.add(listener)
      return () => data.drafts.delete(listener)
    },
    onArrival: (listener) => {
      arrivals.add(listener)
      return () => arrivals.delete(listener)
    },
  }
}
