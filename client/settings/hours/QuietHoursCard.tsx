import { Schema } from "effect"
import { createSignal, Show } from "solid-js"
import { QuietHours } from "../../../domain/hours/QuietHours.ts"
import { Switch } from "../../ui/Switch.tsx"
import card from "../SettingsCard.module.css"
import styles from "./BusinessHoursPage.module.css"
import type { HoursForm } from "./createHoursForm.ts"
import { TimeField } from "./TimeField.tsx"

const usualNight: QuietHours = { from: "21:00", to: "08:00" }
const isQuiet = Schema.is(QuietHours)

/** When nobody is written to, by their own clock (HOURS-4). */
export const QuietHoursCard = (props: { readonly form: HoursForm }) => {
  const [refused, setRefused] = createSignal(false)
  const change = (quiet: QuietHours) => {
    setRefused(!isQuiet(quiet))
    if (isQuiet(quiet)) props.form.setQuietHours(quiet)
  }
  return (
    <section class={card.card} aria-label="Quiet hours">
      <div class={card.part}>
        <Switch
          label="Quiet hours"
          hint="Nobody gets a message at night by their own clock. Where a number’s time zone is not known exactly, it waits until the night is over in its whole country."
          checked={props.form.draft().quietHours !== null}
          onChange={(on) => props.form.setQuietHours(on ? usualNight : null)}
        />
        <Show when={props.form.draft().quietHours}>
          {(quiet) => (
            <>
              <p class={styles.quiet}>
                From
                <TimeField
                  label="Quiet from"
                  value={quiet().from}
                  onChange={(from) => change({ ...quiet(), from })}
                />
                to
                <TimeField
                  label="Quiet to"
                  value={quiet().to}
                  onChange={(to) => change({ ...quiet(), to })}
                />
              </p>
              <p class={styles.problem} role="alert">
                <Show when={refused()}>Quiet hours must leave some of the day.</Show>
              </p>
            </>
          )}
        </Show>
      </div>
    </section>
  )
}
