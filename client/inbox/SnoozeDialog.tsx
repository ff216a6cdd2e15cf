import { createMemo, createSignal, For } from "solid-js"
import { snoozeMillisMax } from "../../domain/conversation/decideAside.ts"
import { instantOf } from "../../domain/hours/instantOf.ts"
import { snoozeTimes } from "../../domain/hours/snoozeTimes.ts"
import { zoneOffset } from "../../domain/hours/zoneOffset.ts"
import { cityOf } from "../settings/hours/timeZones.ts"
import { TimeField } from "../settings/hours/TimeField.tsx"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { Field } from "../ui/Field.tsx"
import input from "../ui/Input.module.css"
import { Modal } from "../ui/Modal.tsx"
import { zoneTime } from "../ui/ZoneTime.ts"
import { createAside } from "./createAside.ts"
import { inWords } from "./createBulkActions.ts"
import { useScreen } from "./createScreen.ts"
import styles from "./SnoozeDialog.module.css"

/** Until when the selected conversations, or the open one, are out of the inbox (LIFE-1). */
export const SnoozeDialog = (props: { readonly onClose: () => void }) => {
  const desk = useDesk()
  const screen = useScreen()
  const aside = createAside()
  const now = desk.clock.now()
  const { hours, timeZone } = desk.directory().workspace
  const times = snoozeTimes(timeZone, hours, now)
  const tomorrow = times.find(({ name }) => name === "Tomorrow morning")?.at ?? now + 24 * 3_600_000
  const wall = new Date(tomorrow + zoneOffset(timeZone, tomorrow)).toISOString()
  const [date, setDate] = createSignal(wall.slice(0, 10))
  const [time, setTime] = createSignal(wall.slice(11, 16))
  const at = createMemo(() => instantOf(timeZone, date(), time()))
  const problem = () => {
    const instant = at()
    if (instant === null) return "Choose a day and a time."
    if (instant <= desk.clock.now()) return "This time is over."
    return instant > desk.clock.now() + snoozeMillisMax ? "Choose a time within a year." : null
  }
  const choose = (until: number | null) => {
    props.onClose()
    aside.snooze(until)
  }
  const count = screen.selection.count()
  /** Where the agent's clock says something else than the workspace's. */
  const elsewhere = -new Date(now).getTimezoneOffset() * 60_000 === zoneOffset(timeZone, now)
    ? ""
    : ` in ${cityOf(timeZone)}`
  return (
    <Modal
      title={count > 0 ? `Snooze ${inWords(count)}` : "Snooze"}
      width={420}
      onClose={() => props.onClose()}
    >
      <ul class={styles.times}>
        <For each={times}>
          {(one, index) => (
            <li>
              <button
                type="button"
                class={styles.time}
                autofocus={index() === 0}
                onClick={() => choose(one.at)}
              >
                {one.name}
                <span class={styles.when}>{zoneTime(timeZone, one.at, now)}{elsewhere}</span>
              </button>
            </li>
          )}
        </For>
        <li>
          <button type="button" class={styles.time} onClick={() => choose(null)}>
            Until they reply
          </button>
        </li>
      </ul>
      <form
        class={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (problem() === null) choose(at())
        }}
      >
        <Field label="Day">
          {(control) => (
            <input
              id={control.id}
              class={input.input}
              type="date"
              value={date()}
              aria-describedby="snooze-note"
              onInput={(event) => setDate(event.currentTarget.value)}
            />
          )}
        </Field>
        <div>
          <p class={styles.label} aria-hidden="true">Time</p>
          <TimeField label="Time" value={time()} onChange={setTime} />
        </div>
        <Button type="submit" disabled={problem() !== null}>Snooze</Button>
      </form>
      <p id="snooze-note" class={styles.note} role="status" data-tone={problem() ? "danger" : undefined}>
        {problem() ?? `${cityOf(timeZone)} time. It is back earlier if they write.`}
      </p>
    </Modal>
  )
}
