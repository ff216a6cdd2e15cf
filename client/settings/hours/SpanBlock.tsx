import { For } from "solid-js"
import { timeText } from "../../../domain/hours/hoursDifferences.ts"
import styles from "./SpanBlock.module.css"
import { edgeLimits, fromMinutes, type MinuteSpan, type MinuteSpans, snap, stepMinutes } from "./weekSpans.ts"

export interface SpanBlockProps {
  readonly dayName: string
  readonly span: MinuteSpan
  readonly spans: MinuteSpans
  readonly index: number
  readonly place: (minutes: number) => string
  readonly minutesAt: (clientX: number) => number
  readonly onMove: (edge: 0 | 1, minutes: number) => void
  readonly onSplit: (minutes: number) => void
  readonly onRemove: () => void
}

/** Open hours on a track: two edges that move, and a middle that splits or goes. */
export const SpanBlock = (props: SpanBlockProps) => {
  const texts = () => {
    const [[from, to] = ["", ""]] = fromMinutes([props.span])
    return [timeText(from), timeText(to)] as const
  }
  const words = () => texts().join(" – ")
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Delete" || event.key === "Backspace") props.onRemove()
    else if (event.key === "Enter" || event.key === " ") props.onSplit((props.span[0] + props.span[1]) / 2)
    else return
    event.preventDefault()
  }
  return (
    <div
      class={styles.block}
      style={{ left: props.place(props.span[0]), right: `calc(100% - ${props.place(props.span[1])})` }}
    >
      <button
        type="button"
        class={styles.middle}
        aria-label={`${props.dayName} ${words()}. Enter splits it, Delete removes it.`}
        data-tooltip="Double-click splits, Delete removes"
        onDblClick={(event) => props.onSplit(props.minutesAt(event.clientX))}
        onKeyDown={onKeyDown}
      >
        {words()}
      </button>
      <For each={[0, 1] as const}>
        {(edge) => <EdgeHandle {...props} edge={edge} text={texts()[edge]} />}
      </For>
    </div>
  )
}

interface EdgeHandleProps extends SpanBlockProps {
  readonly edge: 0 | 1
  readonly text: string
}

/** Dragged in steps of a quarter of an hour; the arrow keys do the same, Page keys go by the hour. */
const EdgeHandle = (props: EdgeHandleProps) => {
  /** How far from the edge it was taken, so that it does not jump to the pointer. */
  let grip = 0
  const label = () => `${props.dayName} ${props.edge === 0 ? "opens" : "closes"}`
  const limits = () => edgeLimits(props.spans, props.index, props.edge)
  const now = () => props.span[props.edge]
  const step = (key: string): number | null => {
    switch (key) {
      case "ArrowLeft":
      case "ArrowDown":
        return snap(now() - stepMinutes)
      case "ArrowRight":
      case "ArrowUp":
        return snap(now() + stepMinutes)
      case "PageDown":
        return now() - 60
      case "PageUp":
        return now() + 60
      case "Home":
        return limits()[0]
      case "End":
        return limits()[1]
      default:
        return null
    }
  }
  return (
    <span
      class={styles.edge}
      data-edge={props.edge}
      role="slider"
      tabindex="0"
      aria-label={props.index === 0 ? label() : `${label()}, time ${props.index + 1}`}
      aria-orientation="horizontal"
      aria-valuemin={limits()[0]}
      aria-valuemax={limits()[1]}
      aria-valuenow={now()}
      aria-valuetext={props.text}
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return
        const minutes = step(event.key)
        if (event.key === "Delete") props.onRemove()
        else if (minutes !== null) props.onMove(props.edge, minutes)
        else return
        event.preventDefault()
      }}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        grip = props.minutesAt(event.clientX) - now()
        event.currentTarget.setPointerCapture(event.pointerId)
        event.currentTarget.focus()
        event.preventDefault()
      }}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
        const minutes = snap(props.minutesAt(event.clientX) - grip)
        if (minutes !== now()) props.onMove(props.edge, minutes)
      }}
    />
  )
}
