import ZoomIn from "lucide-solid/icons/zoom-in"
import ZoomOut from "lucide-solid/icons/zoom-out"
import { createEffect, createSignal, For, lazy, Show, Suspense } from "solid-js"
import { type Weekday, weekdays } from "../../../domain/hours/BusinessHours.ts"
import { IconButton } from "../../ui/IconButton.tsx"
import type { HoursForm } from "./createHoursForm.ts"
import { DayTrack } from "./DayTrack.tsx"
import { dayMinutes, type MinuteSpan } from "./weekSpans.ts"
import styles from "./WeekTracks.module.css"

const CopyDialog = lazy(() => import("./CopyDialog.tsx").then((it) => ({ default: it.CopyDialog })))

const hour = 60
const wholeDay: MinuteSpan = [0, dayMinutes]
const usualView: MinuteSpan = [6 * hour, 22 * hour]

/** A track for each day of the week, from 6 to 22 or around the clock. */
export const WeekTracks = (props: { readonly form: HoursForm }) => {
  const [view, setView] = createSignal<MinuteSpan>(usualView)
  const [copied, setCopied] = createSignal<Weekday | null>(null)
  const isWhole = () => view() === wholeDay
  // What lies outside of the part that is shown would not be seen.
  createEffect(() => {
    const [from, to] = view()
    const all = weekdays.flatMap((day) => props.form.spansOf(day))
    if (all.some(([start, end]) => start < from || end > to)) setView(wholeDay)
  })
  const ticks = () => {
    const [from, to] = view()
    return Array.from({ length: (to - from) / (2 * hour) + 1 }, (_, index) => from + index * 2 * hour)
  }
  const onWheel = (event: WheelEvent) => {
    if (event.ctrlKey) {
      event.preventDefault()
      setView(event.deltaY > 0 ? wholeDay : usualView)
    } else if (event.deltaX !== 0 && !isWhole()) {
      const [from, to] = view()
      const step = Math.sign(event.deltaX) * hour
      if (from + step >= 0 && to + step <= dayMinutes) setView([from + step, to + step])
    }
  }
  return (
    <div class={styles.week} onWheel={onWheel}>
      <div class={styles.scale}>
        <div class={styles.ticks} aria-hidden="true">
          <For each={ticks()}>
            {(minutes) => (
              <span style={{ left: `${(minutes - view()[0]) / (view()[1] - view()[0]) * 100}%` }}>
                {minutes / hour}:00
              </span>
            )}
          </For>
        </div>
        <IconButton
          label={isWhole() ? "Show 6 to 22" : "Show the whole day"}
          onClick={() => setView(isWhole() ? usualView : wholeDay)}
        >
          <Show when={isWhole()} fallback={<ZoomOut />}>
            <ZoomIn />
          </Show>
        </IconButton>
      </div>
      <For each={weekdays}>
        {(day) => (
          <DayTrack
            day={day}
            view={view()}
            spans={props.form.spansOf(day)}
            onChange={(spans) => props.form.setSpans(day, spans)}
            onCopy={() => setCopied(day)}
          />
        )}
      </For>
      <Suspense>
        <Show when={copied()} keyed>
          {(day) => (
            <CopyDialog
              day={day}
              onCopy={(days) => {
                const spans = props.form.spansOf(day)
                for (const other of days) props.form.setSpans(other, spans)
              }}
              onClose={() => setCopied(null)}
            />
          )}
        </Show>
      </Suspense>
    </div>
  )
}
