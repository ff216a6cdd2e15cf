import { createSignal, For } from "solid-js"
import { type Weekday, weekdays } from "../../../domain/hours/BusinessHours.ts"
import { dayNames } from "../../../domain/hours/hoursDifferences.ts"
import { Button } from "../../ui/Button.tsx"
import { Modal } from "../../ui/Modal.tsx"
import styles from "./CopyDialog.module.css"

export interface CopyDialogProps {
  readonly day: Weekday
  readonly onCopy: (days: ReadonlyArray<Weekday>) => void
  readonly onClose: () => void
}

/** To which days the hours of one are copied. */
export const CopyDialog = (props: CopyDialogProps) => {
  const [days, setDays] = createSignal<ReadonlyArray<Weekday>>([])
  const others = weekdays.filter((day) => day !== props.day)
  const submit = (event: Event) => {
    event.preventDefault()
    props.onCopy(days())
    props.onClose()
  }
  return (
    <Modal
      title={`Copy ${dayNames[props.day]} to`}
      width={420}
      onClose={() => props.onClose()}
      footer={
        <>
          <Button onClick={() => props.onClose()}>Cancel</Button>
          <Button variant="primary" type="submit" form="copy-days" disabled={days().length === 0}>
            Copy
          </Button>
        </>
      }
    >
      <form id="copy-days" class={styles.days} onSubmit={submit}>
        <For each={others}>
          {(day) => (
            <label class={styles.day}>
              <input
                type="checkbox"
                checked={days().includes(day)}
                onChange={(event) => {
                  const { checked } = event.currentTarget
                  setDays((before) => checked ? [...before, day] : before.filter((it) => it !== day))
                }}
              />
              {dayNames[day]}
            </label>
          )}
        </For>
      </form>
    </Modal>
  )
}
