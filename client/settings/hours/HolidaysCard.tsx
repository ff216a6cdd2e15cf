import Pencil from "lucide-solid/icons/pencil"
import Plus from "lucide-solid/icons/plus"
import { createSignal, For, lazy, Show, Suspense } from "solid-js"
import { type Holiday, holidaysMax } from "../../../domain/hours/BusinessHours.ts"
import { spansText } from "../../../domain/hours/hoursDifferences.ts"
import { zoneOffset } from "../../../domain/hours/zoneOffset.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Button } from "../../ui/Button.tsx"
import { IconButton } from "../../ui/IconButton.tsx"
import card from "../SettingsCard.module.css"
import styles from "./HolidaysCard.module.css"
import type { HoursForm } from "./createHoursForm.ts"
import { dateText } from "./hoursText.ts"

const HolidayDialog = lazy(() => import("./HolidayDialog.tsx").then((it) => ({ default: it.HolidayDialog })))

/** Days with hours of their own: those to come, and what was. */
export const HolidaysCard = (props: { readonly form: HoursForm }) => {
  const desk = useDesk()
  const [edited, setEdited] = createSignal<{ readonly holiday: Holiday | null } | null>(null)
  const holidays = () => props.form.draft().hours.holidays
  const today = () => {
    const now = desk.clock.now()
    return new Date(now + zoneOffset(props.form.draft().hours.timeZone, now)).toISOString().slice(0, 10)
  }
  const shown = () => [
    ...holidays().filter(({ date }) => date >= today()),
    ...holidays().filter(({ date }) => date < today()).reverse(),
  ]
  return (
    <section class={card.card} aria-labelledby="holidays">
      <div class={card.part}>
        <div class={styles.head}>
          <h3 id="holidays" class={styles.title}>Holidays</h3>
          <Button
            size="small"
            disabled={holidays().length >= holidaysMax}
            onClick={() => setEdited({ holiday: null })}
          >
            <Plus aria-hidden="true" />
            Add holiday
          </Button>
        </div>
        <ul class={styles.list}>
          <For each={shown()} fallback={<li class={styles.none}>None. Every week is like the other.</li>}>
            {(holiday) => (
              <li class={styles.holiday} data-past={holiday.date < today()}>
                <span class={styles.date}>{dateText(holiday.date)}</span>
                <span class={styles.name}>{holiday.name}</span>
                <span class={styles.hours} data-closed={holiday.hours.length === 0}>
                  {spansText(holiday.hours)}
                </span>
                <IconButton
                  label={`Edit ${holiday.name || dateText(holiday.date)}`}
                  onClick={() => setEdited({ holiday })}
                >
                  <Pencil />
                </IconButton>
              </li>
            )}
          </For>
        </ul>
      </div>
      <Suspense>
        <Show when={edited()} keyed>
          {({ holiday }) => (
            <HolidayDialog
              holiday={holiday}
              taken={holidays().map(({ date }) => date).filter((date) => date !== holiday?.date)}
              onSave={(next) => props.form.setHoliday(holiday?.date ?? null, next)}
              onClose={() => setEdited(null)}
            />
          )}
        </Show>
      </Suspense>
    </section>
  )
}
