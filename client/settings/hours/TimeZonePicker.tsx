import Check from "lucide-solid/icons/check"
import { createMemo, createSignal, For, Show } from "solid-js"
import { useDesk } from "../../sync/createDesk.ts"
import { Field } from "../../ui/Field.tsx"
import input from "../../ui/Input.module.css"
import styles from "./TimeZonePicker.module.css"
import { allZones, findZones, type ZoneChoice, zoneChoice } from "./timeZones.ts"

/** As many are listed; typing narrows them down. */
const shownMax = 60

export interface TimeZonePickerProps {
  readonly zone: string
  readonly onChoose: (id: string) => void
}

/** Finds a time zone by a city: typing filters, arrows move, Enter picks. */
export const TimeZonePicker = (props: TimeZonePickerProps) => {
  const desk = useDesk()
  const [typed, setTyped] = createSignal<string | null>(null)
  const [marked, setMarked] = createSignal(0)
  const opened = () => typed() !== null
  const zones = createMemo(() => opened() ? allZones(desk.clock.now()) : [])
  const found = createMemo(() => findZones(zones(), typed() ?? "").slice(0, shownMax))
  const chosen = () => zoneChoice(props.zone, desk.clock.now())
  const label = ({ city, name, offset }: ZoneChoice) => `${name && `${name}, `}${city} ${offset}`
  const optionId = (index: number) => `zone-${index}`
  const choose = (zone: ZoneChoice | undefined) => {
    if (zone) props.onChoose(zone.id)
    setTyped(null)
  }
  const open = () => {
    setMarked(0)
    setTyped("")
  }
  const move = (step: number) => {
    const next = Math.min(found().length - 1, Math.max(0, marked() + step))
    setMarked(next)
    document.getElementById(optionId(next))?.scrollIntoView({ block: "nearest" })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return
    const { key } = event
    if (!opened()) {
      if (key !== "ArrowDown" && key !== "Enter") return
      open()
    } else if (key === "ArrowDown") move(1)
    else if (key === "ArrowUp") move(-1)
    else if (key === "Enter") choose(found()[marked()])
    else if (key === "Escape") setTyped(null)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div class={styles.picker}>
      <Field label="Time zone">
        {(control) => (
          <input
            id={control.id}
            class={input.input}
            role="combobox"
            aria-expanded={opened()}
            aria-controls="time-zones"
            aria-autocomplete="list"
            aria-activedescendant={opened() && found().length > 0 ? optionId(marked()) : undefined}
            autocomplete="off"
            spellcheck={false}
            placeholder="Search a city"
            value={typed() ?? label(chosen())}
            onClick={() => opened() || open()}
            onInput={(event) => {
              setMarked(0)
              setTyped(event.currentTarget.value)
            }}
            onKeyDown={onKeyDown}
            onBlur={() => setTyped(null)}
          />
        )}
      </Field>
      <Show when={opened()}>
        <div id="time-zones" class={styles.list} role="listbox" aria-label="Time zones">
          <For each={found()} fallback={<p class={styles.none}>No city with that name.</p>}>
            {(zone, index) => (
              <div
                id={optionId(index())}
                class={styles.zone}
                role="option"
                aria-selected={zone.id === props.zone}
                data-marked={index() === marked()}
                // The field keeps the focus.
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => choose(zone)}
              >
                <span class={styles.city}>{zone.city}</span>
                <span class={styles.name}>{zone.name}</span>
                <span class={styles.offset}>{zone.offset}</span>
                <span class={styles.check} aria-hidden="true">
                  <Show when={zone.id === props.zone}>
                    <Check />
                  </Show>
                </span>
              </div>
            )}
          </For>
        </div>
        <p class="visually-hidden" role="status">{found().length} time zones</p>
      </Show>
    </div>
  )
}
