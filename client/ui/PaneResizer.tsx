import { onCleanup } from "solid-js"
import styles from "./PaneResizer.module.css"

const stepPx = 16

export interface PaneResizerProps {
  /** Which pane, as "Width of the list". */
  readonly label: string
  readonly width: number
  readonly min: number
  readonly max: number
  /** On which side of the handle the pane is. */
  readonly pane: "before" | "after"
  readonly onResize: (width: number) => void
}

/** The edge of a pane: dragged with the pointer, or moved with the arrow keys. */
export const PaneResizer = (props: PaneResizerProps) => {
  const direction = () => props.pane === "before" ? 1 : -1
  const resize = (width: number) =>
    props.onResize(Math.min(props.max, Math.max(props.min, Math.round(width))))
  let stop: (() => void) | undefined
  onCleanup(() => stop?.())

  const start = (event: PointerEvent & { readonly currentTarget: HTMLElement }) => {
    if (event.button !== 0) return
    event.preventDefault()
    const handle = event.currentTarget
    const from = { x: event.clientX, width: props.width }
    const move = (moved: PointerEvent) => resize(from.width + (moved.clientX - from.x) * direction())
    stop = () => {
      handle.removeEventListener("pointermove", move)
      stop = undefined
    }
    handle.setPointerCapture(event.pointerId)
    handle.addEventListener("pointermove", move)
    handle.addEventListener("lostpointercapture", () => stop?.(), { once: true })
  }

  return (
    <div
      class={styles.resizer}
      data-pane={props.pane}
      role="separator"
      aria-orientation="vertical"
      aria-label={props.label}
      aria-valuenow={props.width}
      aria-valuemin={props.min}
      aria-valuemax={props.max}
      tabindex="0"
      onPointerDown={start}
      onKeyDown={(event) => {
        const step = event.key === "ArrowRight" ? stepPx : event.key === "ArrowLeft" ? -stepPx : 0
        if (step === 0) return
        event.preventDefault()
        resize(props.width + step * direction())
      }}
    />
  )
}
