import { type Accessor, createSignal } from "solid-js"

export interface PaneWidth {
  readonly width: Accessor<number>
  readonly set: (width: number) => void
  readonly min: number
  readonly max: number
}

const createPaneWidth = (name: string, initial: number, min: number, max: number): PaneWidth => {
  const key = `desk:width:${name}`
  const stored = Number(localStorage.getItem(key))
  const [width, setWidth] = createSignal(stored >= min && stored <= max ? stored : initial)
  return {
    width,
    set: (next) => {
      setWidth(next)
      localStorage.setItem(key, String(next))
    },
    min,
    max,
  }
}

/** How wide the user made the list and the contact panel, in px; kept in this browser. */
export const createPaneWidths = () => ({
  list: createPaneWidth("list", 348, 280, 440),
  panel: createPaneWidth("panel", 304, 272, 400),
})
