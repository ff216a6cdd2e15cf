import { createVirtualizer } from "@tanstack/solid-virtual"
import { type Accessor, createEffect, createMemo, on } from "solid-js"
import { useScreen } from "../inbox/createScreen.ts"
import type { ContactList } from "./createContactList.ts"

const rowHeight = 44
const cardHeight = 76
/** The head stays above the rows; cards have none. */
const headHeight = 36
const overscanRows = 10
/** The next page is asked for when so few rows are left below. */
const runwayRows = 40

/** Which rows of the table are drawn and where, the pages that they need, and the keys that move among them. */
export const createContactRows = (list: ContactList, scroller: Accessor<HTMLDivElement | null>) => {
  const screen = useScreen()
  const contacts = list.contacts
  const height = () => screen.narrow() ? cardHeight : rowHeight
  const above = () => screen.narrow() ? 0 : headHeight

  const virtualizer = createVirtualizer<HTMLDivElement, HTMLElement>({
    get count() {
      return contacts().length
    },
    get scrollMargin() {
      return above()
    },
    get scrollPaddingStart() {
      return above()
    },
    getScrollElement: scroller,
    estimateSize: height,
    getItemKey: (index) => contacts()[index]?.id ?? index,
    overscan: overscanRows,
  })
  const places = () => virtualizer.getVirtualItems().map(({ index }) => index)
  createEffect(on(screen.narrow, () => virtualizer.measure(), { defer: true }))
  createEffect(on(list.search, () => scroller()?.scrollTo({ top: 0 }), { defer: true }))
  createEffect(() => {
    const last = places().at(-1) ?? 0
    if (list.status() === "ready" && !list.complete() && last >= contacts().length - runwayRows) {
      void list.loadMore()
    }
  })
  const byId = createMemo(() => new Map(contacts().map((contact, index) => [contact.id, { contact, index }])))

  const focusRow = (index: number) => {
    virtualizer.scrollToIndex(index, { align: "auto" })
    const id = contacts()[index]?.id
    requestAnimationFrame(() => document.getElementById(`contact-${id}`)?.focus())
  }

  return {
    height,
    above,
    totalHeight: () => virtualizer.getTotalSize(),
    places,
    ids: createMemo(() => places().map((index) => contacts()[index]?.id).filter((id) => id !== undefined)),
    byId,
    /** Arrows, Home and End move from the row that has the focus. */
    onKeyDown: (event: KeyboardEvent) => {
      const target = event.target instanceof HTMLElement ? event.target.closest("[data-index]") : null
      if (!(target instanceof HTMLElement)) return
      const at = Number(target.dataset["index"])
      const last = contacts().length - 1
      const steps: Record<string, number> = {
        ArrowDown: Math.min(last, at + 1),
        ArrowUp: Math.max(0, at - 1),
        Home: 0,
        End: last,
      }
      const next = steps[event.key]
      if (next === undefined) return
      event.preventDefault()
      focusRow(next)
    },
  }
}

export type ContactRows = ReturnType<typeof createContactRows>
