import { type Accessor, createContext, createSignal, useContext } from "solid-js"
import type { MessageItem } from "../../domain/conversation/TimelineItem.ts"

/** Which message of the open conversation the next answer quotes. */
export interface Quoting {
  readonly quoted: Accessor<MessageItem | null>
  readonly quote: (item: MessageItem | null) => void
}

export const createQuoting = (): Quoting => {
  const [quoted, quote] = createSignal<MessageItem | null>(null)
  return { quoted, quote }
}

export const QuotingContext = createContext<Quoting>()

export const useQuoting = (): Quoting => {
  const quoting = useContext(QuotingContext)
  if (!quoting) throw new Error("useQuoting is for components inside QuotingContext.Provider")
  return quoting
}

const unquotable: ReadonlySet<MessageItem["kind"]> = new Set([
  "reaction",
  "edited",
  "deleted",
  "system",
  "erased",
])

/** Whether a message can be quoted: the provider knows it, and it says something. */
export const isQuotable = (item: MessageItem): boolean =>
  item.providerId !== null && !unquotable.has(item.kind)

/** The quotable message before or after one, or the customer's last where none is quoted; null past the newest. */
export const quotableFrom = (
  items: ReadonlyArray<MessageItem>,
  from: MessageItem | null,
  step: -1 | 1,
): MessageItem | null => {
  const quotable = items.filter(isQuotable)
  if (from === null) return step < 0 ? quotable.findLast(({ direction }) => direction === "in") ?? null : null
  return step < 0
    ? quotable.findLast(({ seq }) => seq < from.seq) ?? from
    : quotable.find(({ seq }) => seq > from.seq) ?? null
}
