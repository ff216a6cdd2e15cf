import { type Accessor, createEffect, createMemo, createSignal, onCleanup } from "solid-js"

export interface FixedRowsOptions {
  /** The element that scrolls, with the first row at its top; null until it is in the document. */
  readonly scroller: Accessor<HTMLElement | null>
  readonly count: Accessor<number>
  /** px of each row. */
  readonly rowHeight: Accessor<number>
  /** So many rows above and below what is in sight are drawn too. */
  readonly overscan: number
}

export interface FixedRows {
  /** The index of the first row to draw, and the one after the last. */
  readonly range: Accessor<readonly [first: number, end: number]>
  /** px of all rows. */
  readonly height: Accessor<number>
  /** Scrolls no further than it takes to have the whole row in sight. */
  readonly scrollTo: (index: number) => void
}

export interface Sight {
  /** px from the top of the first row. */
  readonly top: number
  readonly height: number
}

/** The rows that are in sight or within `overscan` of it, as `[first, end)`. */
export const rowsInSight = (
  { height, top }: Sight,
  rowHeight: number,
  count: number,
  overscan: number,
): readonly [first: number, end: number] => {
  const end = Math.min(count, Math.ceil((top + height) / rowHeight) + overscan)
  return [Math.max(0, Math.min(end, Math.floor(top / rowHeight) - overscan)), Math.max(0, end)]
}

/**
 * Which rows of a list of any length are drawn, where all are equally high. The inbox is such a list: a package that also
 * measures rows would be a tenth of what its first load asks for.
 */
export const createFixedRows = ({ count, overscan, rowHeight, scroller }: FixedRowsOptions): FixedRows => {
  const [sight, setSight] = createSignal<Sight>({ top: 0, height: 0 })
  createEffect(() => {
    const element = scroller()
    if (element === null) return
    const look = () => setSight({ top: element.scrollTop, height: element.clientHeight })
    const observer = new ResizeObserver(look)
    observer.observe(element)
    element.addEventListener("scroll", look, { passive: true })
    onCleanup(() => {
      observer.disconnect()
      element.removeEventListener("scroll", look)
    })
    look()
  })
  return {
    range: createMemo(() => rowsInSight(sight(), rowHeight(), count(), overscan), undefined, {
      equals: (a, b) => a[0] === b[0] && a[1] === b[1],
    }),
    height: () => count() * rowHeight(),
    scrollTo: (index) => {
      const element = scroller()
      const top = index * rowHeight()
      if (element === null) return
      const lowest = top + rowHeight() - element.clientHeight
      if (element.scrollTop > top) element.scrollTo({ top })
      else if (element.scrollTop < lowest) element.scrollTo({ top: lowest })
    },
  }
}
