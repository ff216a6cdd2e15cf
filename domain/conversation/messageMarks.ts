import { withoutContent } from "./MessageContent.ts"
import type { MessageItem, TimelineItem } from "./TimelineItem.ts"

/** What later messages say about one (HOOK-7): shown on it. */
export interface MessageMarks {
  /** The newest reaction of each side. */
  readonly reactions: ReadonlyArray<{ readonly emoji: string; readonly by: MessageItem["direction"] }>
  /** What it says now, and since when; epoch milliseconds. */
  readonly edited: { readonly text: string; readonly at: number } | null
  /** When the customer took it back, epoch milliseconds. */
  readonly deletedAt: number | null
}

/** A message as it is shown: of what the customer took back nothing is, of what they changed what it became. */
export const shownOf = (item: MessageItem, marks: MessageMarks | null): MessageItem => {
  if (marks === null || item.kind === "erased") return item
  if (marks.deletedAt !== null) return { ...withoutContent(item), kind: "deleted" }
  return marks.edited === null ? item : { ...item, text: marks.edited.text }
}

export interface MarkedMessages {
  readonly of: (item: MessageItem) => MessageMarks | null
  /** A reaction whose message is here is shown there, and has no line of its own. */
  readonly isShownElsewhere: (item: MessageItem) => boolean
}

const unmarked: MessageMarks = { reactions: [], edited: null, deletedAt: null }

const withMark = (marks: MessageMarks, { at, direction, kind, text }: MessageItem): MessageMarks => {
  switch (kind) {
    case "reaction": {
      const others = marks.reactions.filter(({ by }) => by !== direction)
      return { ...marks, reactions: text === "" ? others : [...others, { emoji: text, by: direction }] }
    }
    case "edited":
      return { ...marks, edited: { text, at } }
    case "deleted":
      return { ...marks, deletedAt: at }
    default:
      return marks
  }
}

/** Reads in order what the messages of a timeline say about one another. */
export const markMessages = (items: ReadonlyArray<TimelineItem>): MarkedMessages => {
  const marks = new Map<string, MessageMarks>()
  const here = new Set<string>()
  for (const item of items) {
    if (item._tag !== "Message") continue
    if (item.providerId !== null) here.add(item.providerId)
    if (item.quote === undefined) continue
    const { providerId } = item.quote
    const before = marks.get(providerId) ?? unmarked
    const after = withMark(before, item)
    if (after !== before) marks.set(providerId, after)
  }
  return {
    of: ({ providerId }) => providerId === null ? null : marks.get(providerId) ?? null,
    isShownElsewhere: ({ kind, quote }) =>
      kind === "reaction" && quote !== undefined && here.has(quote.providerId),
  }
}
