import Hourglass from "lucide-solid/icons/hourglass"
import { createMemo, For, Show } from "solid-js"
import { nextClosing, nextOpening, openAt } from "../../../domain/hours/nextOpening.ts"
import type { Sender } from "../../../domain/sender/Sender.ts"
import { useScreen } from "../../inbox/createScreen.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { ChannelMark } from "../../ui/ChannelMark.tsx"
import { Field } from "../../ui/Field.tsx"
import input from "../../ui/Input.module.css"
import { Switch } from "../../ui/Switch.tsx"
import card from "../SettingsCard.module.css"
import { SettingsIntro } from "../SettingsIntro.tsx"
import styles from "./BusinessHoursPage.module.css"
import { createHoursForm, type HoursForm } from "./createHoursForm.ts"
import { HolidaysCard } from "./HolidaysCard.tsx"
import { QuietHoursCard } from "./QuietHoursCard.tsx"
import { TimeZonePicker } from "./TimeZonePicker.tsx"
import { WeekTracks } from "./WeekTracks.tsx"
import { zoneTime } from "../../ui/ZoneTime.ts"

/** When messages go (HOURS-1): the workspace's hours, or those of the Sender ID that the address names. */
export const BusinessHoursPage = () => {
  const desk = useDesk()
  const screen = useScreen()
  const opened = createMemo(() =>
    desk.directory().senders.find(({ id }) => id === screen.settings()?.open)?.id ?? null
  )
  return (
    <div>
      <SettingsIntro
        title="Business hours"
        text="Messages you send outside these hours wait in the queue and go out at the next opening."
      />
      <For each={[opened()]}>{(id) => <HoursEditor senderId={id} />}</For>
    </div>
  )
}

const HoursEditor = (props: { readonly senderId: Sender["id"] | null }) => {
  const form = createHoursForm(props.senderId)
  return (
    <>
      <div class={styles.head}>
        <ScheduleSelect senderId={props.senderId} />
        <Show when={form.draft().own}>
          <TimeZonePicker zone={form.draft().hours.timeZone} onChoose={form.setZone} />
          <NowLine form={form} />
        </Show>
      </div>
      <Show when={form.sender()}>
        {(sender) => (
          <section class={card.card} aria-label="Whose hours">
            <div class={card.part}>
              <Switch
                label="Hours of its own"
                hint={`When off, ${sender().label} goes by the workspace’s hours.`}
                checked={form.draft().own}
                onChange={form.setOwn}
              />
            </div>
          </section>
        )}
      </Show>
      <Show when={form.draft().own}>
        <section class={card.card} aria-label="Weekly hours">
          <Show when={form.draft().hours.weekly}>
            <WeekTracks form={form} />
          </Show>
          <div class={card.part}>
            <Switch
              label="Open at all times"
              hint="Messages go at once, on holidays too."
              checked={form.draft().hours.weekly === null}
              onChange={form.setAlwaysOpen}
            />
          </div>
        </section>
        <div class={styles.cards}>
          <div>
            <HolidaysCard form={form} />
            <Show when={props.senderId === null}>
              <QuietHoursCard form={form} />
            </Show>
          </div>
          <Show when={props.senderId === null}>
            <UsedBy />
          </Show>
        </div>
      </Show>
    </>
  )
}

/** Which hours are shown: the workspace's, or a Sender ID's. */
const ScheduleSelect = (props: { readonly senderId: Sender["id"] | null }) => {
  const desk = useDesk()
  const screen = useScreen()
  const option = (sender: Sender) => <option value={sender.id}>{sender.label}</option>
  const withOwn = (own: boolean) => desk.directory().senders.filter(({ hours }) => (hours !== null) === own)
  return (
    <div class={styles.schedule}>
      <Field label="Schedule">
        {(control) => (
          <select
            id={control.id}
            class={input.input}
            value={props.senderId ?? ""}
            onChange={(event) => {
              const { value } = event.currentTarget
              // The question about unsaved changes may keep the page: then the choice stays what it was.
              event.currentTarget.value = props.senderId ?? ""
              screen.goToSettings("hours", value === "" ? null : value)
            }}
          >
            <option value="">Workspace</option>
            <Show when={withOwn(true).length > 0}>
              <optgroup label="With hours of their own">
                <For each={withOwn(true)}>{option}</For>
              </optgroup>
            </Show>
            <Show when={withOwn(false).length > 0}>
              <optgroup label="By the workspace’s hours">
                <For each={withOwn(false)}>{option}</For>
              </optgroup>
            </Show>
          </select>
        )}
      </Field>
    </div>
  )
}

/** `Now Fri 14:32, open until 18:00`. */
const NowLine = (props: { readonly form: HoursForm }) => {
  const desk = useDesk()
  const state = createMemo(() => {
    const { hours } = props.form.draft()
    const now = desk.clock.now()
    const time = (at: number) => zoneTime(hours.timeZone, at, now)
    if (openAt(hours, now)) {
      const closing = nextClosing(hours, now)
      return { open: true, text: closing === null ? "open at all times" : `open until ${time(closing)}` }
    }
    const opening = nextOpening(hours, now)
    return { open: false, text: opening === null ? "never opens" : `closed, opens ${time(opening)}` }
  })
  return (
    <p class={styles.now} role="status">
      Now {zoneTime(props.form.draft().hours.timeZone, desk.clock.now(), null)},{" "}
      <strong data-open={state().open}>{state().text}</strong>
    </p>
  )
}

/** The Sender IDs that go by the workspace's hours. */
const UsedBy = () => {
  const desk = useDesk()
  const users = () => desk.directory().senders.filter(({ hours }) => hours === null)
  return (
    <section class={card.card} aria-labelledby="used-by">
      <div class={card.part}>
        <h3 id="used-by" class={styles.cardTitle}>Used by</h3>
        <ul class={styles.chips}>
          <For
            each={users()}
            fallback={<li class={styles.none}>No Sender ID: each has hours of its own.</li>}
          >
            {(sender) => (
              <li class={styles.chip}>
                <ChannelMark channel={sender.channel} size={16} />
                {sender.label}
              </li>
            )}
          </For>
        </ul>
        <p class={styles.warning}>
          <Hourglass aria-hidden="true" />
          <span>
            <strong>WhatsApp windows can close overnight.</strong>{" "}
            If a reply waits past its 24 hours, it is held and you are asked to pick a template.
          </span>
        </p>
      </div>
    </section>
  )
}
