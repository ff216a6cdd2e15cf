import { createMemo, createSignal, Show } from "solid-js"
import { instantOf } from "../../domain/hours/instantOf.ts"
import { offsetText } from "../../domain/hours/offsetText.ts"
import { nextOpening } from "../../domain/hours/nextOpening.ts"
import { recipientZones } from "../../domain/hours/recipientZones.ts"
import { zoneOffset } from "../../domain/hours/zoneOffset.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { cityOf } from "../settings/hours/timeZones.ts"
import { TimeField } from "../settings/hours/TimeField.tsx"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { Field } from "../ui/Field.tsx"
import input from "../ui/Input.module.css"
import { Modal } from "../ui/Modal.tsx"
import { zoneTime } from "../ui/ZoneTime.ts"
import { rowVerdict } from "./rowVerdict.ts"
import styles from "./ScheduleDialog.module.css"
import { waitReason } from "./statusText.ts"

const day = 24 * 60 * 60 * 1000

export interface ScheduleDialogProps {
  readonly row: InboxRow
  readonly onSchedule: (at: number) => void
  readonly onClose: () => void
}

/** The clock of a zone at an instant, as the fields have it: `2026-11-23`, `09:00`. */
const wallOf = (zone: string, at: number) => {
  const text = new Date(at + zoneOffset(zone, at)).toISOString()
  return { date: text.slice(0, 10), time: text.slice(11, 16) }
}

/** At which times it is where the recipient is, or may be: `9:00`, `9:00 – 18:00`; null where that is not known. */
const theirTime = (address: string, at: number): string | null => {
  const zones = [...recipientZones(address)].sort((a, b) => zoneOffset(a, at) - zoneOffset(b, at))
  const [first] = zones
  const last = zones.at(-1)
  if (first === undefined || last === undefined) return null
  const [earliest, latest] = [zoneTime(first, at, null), zoneTime(last, at, null)]
  return earliest === latest ? earliest : `${earliest} – ${latest}`
}

/** When a message is to go (SEND-12), by the workspace's clock, and what the policy makes of it. */
export const ScheduleDialog = (props: ScheduleDialogProps) => {
  const desk = useDesk()
  const zone = () => desk.directory().workspace.timeZone
  const begin = () => {
    const now = desk.clock.now()
    const hours = desk.sender(props.row.senderId)?.hours ?? desk.directory().workspace.hours
    const { date } = wallOf(zone(), now + day)
    const morning = instantOf(zone(), date, "09:00") ?? now + day
    return wallOf(zone(), nextOpening(hours, morning) ?? morning)
  }
  const start = begin()
  const [date, setDate] = createSignal(start.date)
  const [time, setTime] = createSignal(start.time)
  const at = createMemo(() => instantOf(zone(), date(), time()))
  const problem = () => {
    const instant = at()
    if (instant === null) return "Choose a day and a time."
    if (instant <= desk.clock.now()) return "This time is over."
    return instant > desk.clock.now() + 366 * day ? "Choose a time within a year." : null
  }
  const verdict = createMemo(() => rowVerdict(desk, props.row, { scheduledAt: at() }))
  /** When the policy lets it go, where that is not the chosen time; and what else to know. */
  const consequence = () => {
    const found = verdict()
    if (found._tag !== "Wait" || problem() !== null) return null
    const later = found.why === "schedule" || found.until === null
      ? ""
      : `It goes ${zoneTime(zone(), found.until, desk.clock.now())}: the chosen time is ${
        found.why === "business" ? waitReason.business : "quiet time where they are"
      }. `
    const never = found.until === null ? "The business is never open then, so it would not go. " : ""
    const closes = found.windowClosesFirst
      ? "The 24-hour window will have closed by then, unless they write again."
      : ""
    return `${later}${never}${closes}`.trim() || null
  }
  const submit = (event: Event) => {
    event.preventDefault()
    const instant = at()
    if (instant === null || problem() !== null) return
    props.onSchedule(instant)
    props.onClose()
  }
  return (
    <Modal
      title="Schedule message"
      width={420}
      onClose={() => props.onClose()}
      footer={
        <>
          <Button onClick={() => props.onClose()}>Cancel</Button>
          <Button variant="primary" type="submit" form="schedule" disabled={problem() !== null}>
            Schedule
          </Button>
        </>
      }
    >
      <form id="schedule" class={styles.form} onSubmit={submit}>
        <div class={styles.fields}>
          <Field label="Day">
            {(control) => (
              <input
                id={control.id}
                class={input.input}
                type="date"
                value={date()}
                onInput={(event) => setDate(event.currentTarget.value)}
                aria-describedby="schedule-note"
              />
            )}
          </Field>
          <div class={styles.time}>
            <p class={styles.label} aria-hidden="true">Time</p>
            <TimeField label="Time" value={time()} onChange={setTime} />
          </div>
        </div>
        <p class={styles.zone}>
          {cityOf(zone())} time, {offsetText(zone(), at() ?? desk.clock.now())}.
          <Show when={theirTime(props.row.address, at() ?? desk.clock.now())}>
            {(theirs) => <>{" "}Where they are: {theirs()}.</>}
          </Show>
        </p>
        <p id="schedule-note" class={styles.note} role="status" data-tone={problem() ? "danger" : "warn"}>
          {problem() ?? consequence()}
        </p>
      </form>
    </Modal>
  )
}
