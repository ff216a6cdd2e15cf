import Copy from "lucide-solid/icons/copy"
import Plus from "lucide-solid/icons/plus"
import { createSignal, For, Index, Show } from "solid-js"
import { spansMax, type Weekday } from "../../../domain/hours/BusinessHours.ts"
import { dayNames, spansText } from "../../../domain/hours/hoursDifferences.ts"
import { IconButton } from "../../ui/IconButton.tsx"
import switchStyles from "../../ui/Switch.module.css"
import styles from "./DayTrack.module.css"
import { SpanBlock } from "./SpanBlock.tsx"
import {
  addSpan,
  fromMinutes,
  type MinuteSpan,
  type MinuteSpans,
  moveEdge,
  splitSpan,
  usualDay,
} from "./weekSpans.ts"

const hour = 60

export interface DayTrackProps {
  readonly day: Weekday
  /** The part of the day that is shown. */
  readonly view: MinuteSpan
  readonly spans: MinuteSpans
  readonly onChange: (spans: MinuteSpans) => void
  readonly onCopy: () => void
}

/** One day: whether it is open, and when. The blocks are dragged by their edges; arrow keys do the same. */
export const DayTrack = (props: DayTrackProps) => {
  let track: HTMLDivElement | undefined
  const name = () => dayNames[props.day]
  const open = () => props.spans.length > 0
  const [before, setBefore] = createSignal<MinuteSpans>(usualDay)
  const width = () => props.view[1] - props.view[0]
  const place = (minutes: number) => `${(minutes - props.view[0]) / width() * 100}%`
  /** What time is under the pointer. */
  const minutesAt = (clientX: number): number => {
    const box = track?.getBoundingClientRect()
    return box ? props.view[0] + (clientX - box.left) / box.width * width() : props.view[0]
  }
  const lines = () => {
    const first = Math.ceil((props.view[0] + 1) / (2 * hour)) * 2 * hour
    return Array.from(
      { length: Math.floor((props.view[1] - 1 - first) / (2 * hour)) + 1 },
      (_, index) => first + index * 2 * hour,
    )
  }
  const remove = (index: number) => {
    setBefore(props.spans)
    props.onChange(props.spans.toSpliced(index, 1))
    track?.parentElement?.querySelector<HTMLElement>("input")?.focus()
  }
  return (
    <div class={styles.day} role="group" aria-label={`${name()}: ${spansText(fromMinutes(props.spans))}`}>
      <label class={styles.name} data-open={open()}>
        <input
          class={switchStyles.switch}
          type="checkbox"
          role="switch"
          checked={open()}
          onChange={(event) => {
            if (open()) {
              setBefore(props.spans)
            }
            props.onChange(event.currentTarget.checked ? before() : [])
          }}
        />
        {name()}
      </label>
      <div ref={track} class={styles.track}>
        <Show
          when={open()}
          fallback={<p class={styles.closed}>Closed. Messages wait until the next opening.</p>}
        >
          <For each={lines()}>
            {(minutes) => <span class={styles.line} style={{ left: place(minutes) }} />}
          </For>
          <Index each={props.spans}>
            {(span, index) => (
              <SpanBlock
                dayName={name()}
                span={span()}
                spans={props.spans}
                index={index}
                place={place}
                minutesAt={minutesAt}
                onMove={(edge, minutes) => props.onChange(moveEdge(props.spans, index, edge, minutes))}
                onSplit={(minutes) =>
                  props.onChange(splitSpan(props.spans, index, minutes))}
                onRemove={() =>
                  remove(index)}
              />
            )}
          </Index>
        </Show>
      </div>
      <div class={styles.tools}>
        <Show when={open()}>
          <IconButton
            label={`Add hours to ${name()}`}
            disabled={props.spans.length >= spansMax || addSpan(props.spans) === props.spans}
            onClick={() =>
              props.onChange(addSpan(props.spans))}
          >
            <Plus />
          </IconButton>
        </Show>
        <IconButton label={`Copy ${name()} to other days`} onClick={() => props.onCopy()}>
          <Copy />
        </IconButton>
      </div>
    </div>
  )
}
