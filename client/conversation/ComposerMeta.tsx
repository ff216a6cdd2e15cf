import { createMemo, Show } from "solid-js"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { useDesk } from "../sync/createDesk.ts"
import { clockTime, timeLeft } from "../ui/DeskTime.ts"
import styles from "./Composer.module.css"
import { filesText } from "./filesText.ts"
import { segmentText } from "./segmentText.ts"
import { windowLeft } from "./windowLeft.ts"

const hour = 60 * 60 * 1000
const openWindow = "Window open · "

/** What is left of the window or how many SMS it is (SEND-11), or that nothing is sent right now. */
export const ComposerMeta = (props: {
  readonly row: InboxRow
  readonly text: string
  readonly files?: ReadonlyArray<{ readonly size: number }>
}) => {
  const desk = useDesk()
  const waiting = () =>
    desk.outbox.entries().filter((entry) => entry.conversationId === props.row.id && entry.refusal === null)
      .length
  const offline = () => {
    const count = waiting()
    if (count > 0) return `Offline, ${count} message${count === 1 ? "" : "s"} waiting`
    return props.text.trim() !== "" ? "Offline, draft kept" : "Offline, not up to date"
  }
  const left = () => windowLeft(props.row, desk.clock.now())
  /** Nothing that one has to know while one writes: a phone has no room for it. */
  const isCalm = createMemo(() => {
    const millis = left()
    if (!desk.online()) return false
    return millis === null ? !props.files?.length && props.text.trim() === "" : millis >= 2 * hour
  })
  const words = createMemo(() => {
    const millis = left()
    if (millis === null) return props.files?.length ? filesText(props.files) : segmentText(props.text)
    if (millis < 2 * hour) return `Closes ${clockTime(desk.clock.now() + millis)}`
    return (
      <span>
        <span class={styles.lead}>{openWindow}</span>
        {timeLeft(millis)} left
      </span>
    )
  })
  return (
    <p id="composer-meta" class={styles.meta} data-calm={isCalm()}>
      <Show when={!desk.online()} fallback={words()}>
        <span class={styles.dot} aria-hidden="true" />
        {offline()}
      </Show>
    </p>
  )
}
