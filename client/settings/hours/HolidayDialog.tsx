import Plus from "lucide-solid/icons/plus"
import X from "lucide-solid/icons/x"
import { Schema } from "effect"
import { createSignal, Index, Show } from "solid-js"
import { type Holiday, LocalDate, type Span, Spans, spansMax } from "../../../domain/hours/BusinessHours.ts"
import { Button } from "../../ui/Button.tsx"
import { Field } from "../../ui/Field.tsx"
import { IconButton } from "../../ui/IconButton.tsx"
import input from "../../ui/Input.module.css"
import { Modal } from "../../ui/Modal.tsx"
import { TextField } from "../../ui/TextField.tsx"
import styles from "./HolidayDialog.module.css"
import { TimeField } from "./TimeField.tsx"

const isDate = Schema.is(LocalDate)
const isSpans = Schema.is(Spans)
const nameLengthMax = 80
const usualHours: Span = ["10:00", "14:00"]

export interface HolidayDialogProps {
  /** Null: a new one. */
  readonly holiday: Holiday | null
  /** The days that are holidays already. */
  readonly taken: ReadonlyArray<string>
  readonly onSave: (holiday: Holiday | null) => void
  readonly onClose: () => void
}

/** A day that is closed, or has hours of its own. */
export const HolidayDialog = (props: HolidayDialogProps) => {
  const [date, setDate] = createSignal(props.holiday?.date ?? "")
  const [name, setName] = createSignal(props.holiday?.name ?? "")
  const [hours, setHours] = createSignal<Spans>(props.holiday?.hours ?? [])
  const [tried, setTried] = createSignal(false)
  const dateError = () => {
    if (!isDate(date())) return "Choose a day."
    return props.taken.includes(date()) ? "This day is a holiday already." : null
  }
  const hoursError = () => isSpans(hours()) ? null : "Each time needs a later one, and they may not overlap."
  const submit = (event: Event) => {
    event.preventDefault()
    setTried(true)
    if (dateError() !== null || hoursError() !== null) return
    props.onSave({ date: date(), name: name().trim(), hours: hours() })
    props.onClose()
  }
  const remove = () => {
    props.onSave(null)
    props.onClose()
  }
  const setSpan = (index: number, span: Span) => setHours((before) => before.with(index, span))
  return (
    <Modal
      title={props.holiday ? "Edit holiday" : "Add holiday"}
      width={420}
      onClose={() => props.onClose()}
      footer={
        <>
          <Show when={props.holiday}>
            <Button class={styles.remove} variant="ghost" onClick={remove}>Remove</Button>
          </Show>
          <Button onClick={() => props.onClose()}>Cancel</Button>
          <Button variant="primary" type="submit" form="holiday">
            {props.holiday ? "Change" : "Add"}
          </Button>
        </>
      }
    >
      <form id="holiday" class={styles.form} noValidate onSubmit={submit}>
        <Field label="Day" error={tried() ? dateError() : null}>
          {(control) => (
            <input
              id={control.id}
              class={input.input}
              type="date"
              value={date()}
              onInput={(event) => setDate(event.currentTarget.value)}
              aria-invalid={control.invalid}
              aria-describedby={control.describedBy}
            />
          )}
        </Field>
        <TextField
          label="Name"
          optional
          autocomplete="off"
          maxLength={nameLengthMax}
          value={name()}
          onInput={setName}
        />
        <fieldset class={styles.choice}>
          <legend class={styles.legend}>Hours</legend>
          <label>
            <input type="radio" name="hours" checked={hours().length === 0} onChange={() => setHours([])} />
            Closed
          </label>
          <label>
            <input
              type="radio"
              name="hours"
              checked={hours().length > 0}
              onChange={() => setHours([usualHours])}
            />
            Special hours
          </label>
        </fieldset>
        <Index each={hours()}>
          {(span, index) => (
            <div class={styles.span}>
              <TimeField
                label={`From, ${index + 1}`}
                value={span()[0]}
                onChange={(from) => setSpan(index, [from, span()[1]])}
              />
              –
              <TimeField
                label={`To, ${index + 1}`}
                value={span()[1]}
                onChange={(to) => setSpan(index, [span()[0], to])}
              />
              <IconButton
                label={`Remove times ${index + 1}`}
                onClick={() => setHours((before) => before.toSpliced(index, 1))}
              >
                <X />
              </IconButton>
            </div>
          )}
        </Index>
        <Show when={hours().length > 0 && hours().length < spansMax}>
          <Button
            size="small"
            class={styles.add}
            onClick={() => setHours((before) => [...before, [before.at(-1)?.[1] ?? "10:00", "24:00"]])}
          >
            <Plus aria-hidden="true" />
            Add times
          </Button>
        </Show>
        <p class={styles.problem} role="alert">{tried() ? hoursError() : null}</p>
      </form>
    </Modal>
  )
}
