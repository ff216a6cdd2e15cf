import { createSignal } from "solid-js"
import { TimeOfDay } from "../../../domain/hours/BusinessHours.ts"
import { timeText } from "../../../domain/hours/hoursDifferences.ts"
import { Schema } from "effect"
import input from "../../ui/Input.module.css"

const isTimeOfDay = Schema.is(TimeOfDay)

/** What somebody typed as a time: `9`, `930`, `9:30`, `9.30`, `24:00`; null when it is none. */
export const readTime = (typed: string): string | null => {
  const [, hours, minutes = "00"] = /^(\d{1,2})(?:[:.h]?(\d{2}))?$/.exec(typed.trim()) ?? []
  if (hours === undefined) return null
  const time = `${hours.padStart(2, "0")}:${minutes}`
  return isTimeOfDay(time) ? time : null
}

export interface TimeFieldProps {
  readonly label: string
  /** `09:00`. */
  readonly value: string
  readonly onChange: (time: string) => void
  readonly invalid?: boolean | undefined
}

/** A time of 24 hours. What is no time goes back to what it was. */
export const TimeField = (props: TimeFieldProps) => {
  const [invalid, setInvalid] = createSignal(false)
  return (
    <input
      class={input.input}
      style={{ width: "76px" }}
      inputmode="numeric"
      autocomplete="off"
      maxLength={5}
      aria-label={props.label}
      aria-invalid={invalid() || props.invalid === true}
      value={timeText(props.value)}
      onInput={(event) => setInvalid(readTime(event.currentTarget.value) === null)}
      onChange={(event) => {
        const time = readTime(event.currentTarget.value)
        setInvalid(false)
        if (time !== null) props.onChange(time)
        event.currentTarget.value = timeText(time ?? props.value)
      }}
    />
  )
}
