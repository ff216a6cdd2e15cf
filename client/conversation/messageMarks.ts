import type { MessageItem, TimelineItem } from "../../domain/conversation/TimelineItem.ts"

/** What later messages say about one (HOOK-7): shown on it. */
export interface MessageMarks {
  /** The newest reaction of each side. */
  readonly reactions: ReadonlyArray<{ readonly emoji: string; readonly by: MessageItem["direction"] }>
  readonly edited: boolean
  readonly deleted: boolean
}

export interface MarkedMessages {
  readonly of: (item: MessageItem) => MessageMarks | null
  /** A reaction whose message is here is shown there, and has no line of its own. */
  readonly isShownElsewhere: (item: MessageItem) => boolean
}

const unmarked: MessageMarks = { reactions: [], edited: false, deleted: false }

const withMark = (marks: MessageMarks, { direction, kind, text }: MessageItem): MessageMarks => {
  switch (kind) {
    case "reaction": {
      const others = marks.reactions.filter(({ by }) => by !== direction)
      return { ...marks, reactions: text === "" ? others : [...others, { emoji: text, by: direction }] }
    }
    case "edited":
      return { ...marks, edited: true }
    case "deleted":
      return { ...marks, deleted: true }
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
