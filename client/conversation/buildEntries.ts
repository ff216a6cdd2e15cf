import type { MessageItem, NoteItem, TimelineItem } from "../../domain/conversation/TimelineItem.ts"
import type { OutboxEntry } from "../sync/Outbox.ts"
import { isSameDay } from "../ui/DeskTime.ts"
import type { EventItem } from "../../domain/conversation/eventWords.ts"
import { markMessages, type MessageMarks } from "../../domain/conversation/messageMarks.ts"

interface Keyed {
  /** The same for as long as the entry stands in the conversation; a sent message keeps the key it waited under. */
  readonly key: string
  readonly at: number
}

/** One line of a conversation as it is drawn. */
export type LogEntry =
  | Keyed & { readonly kind: "day" }
  | Keyed & { readonly kind: "new" }
  | Keyed & { readonly kind: "event"; readonly item: EventItem }
  | Keyed & {
    readonly kind: "message"
    readonly item: MessageItem
    /** The first of a group of messages by the same side. */
    readonly first: boolean
    /** What later messages say about it; null for nothing. */
    readonly marks: MessageMarks | null
  }
  | Keyed & { readonly kind: "note"; readonly item: NoteItem }
  | Keyed & { readonly kind: "pending"; readonly entry: OutboxEntry; readonly first: boolean }

export interface EntrySources {
  readonly items: ReadonlyArray<TimelineItem>
  /** Of this conversation, in the order in which they were written. */
  readonly pending: ReadonlyArray<OutboxEntry>
  /** Before which item the "New" line stands; null for none. */
  readonly newFrom: number | null
}

/** Who wrote it, and whether as a template, which the label above the group says too. */
const sideOf = ({ author, bot, campaign, direction, template }: MessageItem): string =>
  direction === "in" ? "in" : `out ${campaign?.id ?? bot?.id ?? author}${template ? " template" : ""}`

/** The lines of a conversation: items with date separators and the "New" line, then what waits to be sent. */
export const buildEntries = ({ items, pending, newFrom }: EntrySources): ReadonlyArray<LogEntry> => {
  const entries: Array<LogEntry> = []
  const here = new Set<string>()
  const marked = markMessages(items)
  let day: number | null = null
  let side: string | null = null

  const startDay = (at: number, key: string) => {
    if (day !== null && isSameDay(day, at)) return
    entries.push({ kind: "day", key: `day-${key}`, at })
    day = at
    side = null
  }

  for (const item of items) {
    startDay(item.at, String(item.seq))
    if (item.seq === newFrom) {
      entries.push({ kind: "new", key: "new", at: item.at })
      side = null
    }
    if (item._tag === "Message") {
      here.add(item.id)
      if (marked.isShownElsewhere(item)) continue
      const next = sideOf(item)
      const marks = marked.of(item)
      entries.push({ kind: "message", key: item.id, at: item.at, item, first: side !== next, marks })
      side = next
    } else if (item._tag === "Note") {
      entries.push({ kind: "note", key: item.id, at: item.at, item })
      side = null
      here.add(item.id)
    } else {
      entries.push({ kind: "event", key: `event-${item.seq}`, at: item.at, item })
      side = null
    }
  }
  for (const entry of pending) {
    if (here.has(entry.messageId)) continue
    startDay(entry.at, entry.messageId)
    const next = entry.mentions ? null : `out ${entry.userId}`
    entries.push({ kind: "pending", key: entry.messageId, at: entry.at, entry, first: side !== next })
    side = next
  }
  return entries
}

/** The item before which "New" stands: the first of the last `unread` incoming ones; null when none is loaded. */
export const firstUnread = (items: ReadonlyArray<TimelineItem>, unread: number): number | null => {
  let left = unread
  let seq: number | null = null
  for (let index = items.length - 1; index >= 0 && left > 0; index--) {
    const item = items[index]
    if (item?._tag !== "Message" || item.direction !== "in") continue
    seq = item.seq
    left -= 1
  }
  return seq
}
