import Clock from "lucide-solid/icons/clock"
import { createSignal, Show } from "solid-js"
import { instantOf } from "../../domain/hours/instantOf.ts"
import { nextOpening } from "../../domain/hours/nextOpening.ts"
import { zoneOffset } from "../../domain/hours/zoneOffset.ts"
import { TimeField } from "../settings/hours/TimeField.tsx"
import { cityOf } from "../settings/hours/timeZones.ts"
import { useDesk } from "../sync/createDesk.ts"
import input from "../ui/Input.module.css"
import { timeLeftInWords } from "../ui/DeskTime.ts"
import { zoneTime } from "../ui/ZoneTime.ts"
import styles from "./CampaignComposer.module.css"
import type { Composer } from "./createComposer.ts"
import { timeToSend } from "./timeToSend.ts"

const day = 86_400_000

const wallOf = (zone: string, at: number) => {
  const text = new Date(at + zoneOffset(zone, at)).toISOString()
  return { date: text.slice(0, 10), time: text.slice(11, 16) }
}

export interface WhenFieldsProps {
  readonly composer: Composer
  readonly ready: number
  /** How many get it by SMS at once, since they gave no consent to WhatsApp. */
  readonly bySms: number
}

/** When it begins, and how long it will take. */
export const WhenFields = (props: WhenFieldsProps) => {
  const desk = useDesk()
  const zone = () => desk.directory().workspace.timeZone
  const startAt = () => props.composer.draft().startAt
  const morning = () => {
    const { date } = wallOf(zone(), desk.clock.now() + day)
    return instantOf(zone(), date, "09:00") ?? desk.clock.now() + day
  }
  const [wall, setWall] = createSignal(wallOf(zone(), startAt() ?? morning()))
  const set = (part: Partial<ReturnType<typeof wall>>) => {
    const next = setWall((before) => ({ ...before, ...part }))
    const at = instantOf(zone(), next.date, next.time)
    if (at !== null) props.composer.change({ startAt: at })
  }
  const sender = () => {
    const { senderId } = props.composer.draft()
    return senderId === null ? undefined : desk.sender(senderId)
  }
  const duration = () => {
    const { fallback } = props.composer.draft()
    const time = timeToSend([
      { sender: sender(), messages: props.ready },
      { sender: fallback === null ? undefined : desk.sender(fallback.senderId), messages: props.bySms },
    ])
    return time === null
      ? "It goes as fast as the network takes it."
      : `At ${time.perMinute} this takes about ${timeLeftInWords(time.millis)}.`
  }
  const passed = () => {
    const at = startAt()
    return at !== null && at < desk.clock.now() - 60_000
  }
  const hours = () => {
    const from = startAt() ?? desk.clock.now()
    const business = sender()?.hours ?? desk.directory().workspace.hours
    const opening = nextOpening(business, from)
    return opening === null || opening <= from
      ? "Anything left at closing time waits for the next opening."
      : `Messages wait until ${zoneTime(zone(), opening, desk.clock.now())}, when business hours start.`
  }
  return (
    <>
      <div class={styles.when}>
        <div class={styles.segments} role="group" aria-label="When">
          <button
            type="button"
            aria-pressed={startAt() === null}
            onClick={() => props.composer.change({ startAt: null })}
          >
            Now
          </button>
          <button type="button" aria-pressed={startAt() !== null} onClick={() => set({})}>Schedule</button>
        </div>
        <Show when={startAt() !== null}>
          <input
            class={`${input.input} ${styles.date}`}
            type="date"
            aria-label="Day"
            value={wall().date}
            onInput={(event) => set({ date: event.currentTarget.value })}
          />
          <TimeField label="Time" value={wall().time} onChange={(time) => set({ time })} />
          <span class={styles.zone}>{cityOf(zone())} time</span>
        </Show>
      </div>
      <Show when={passed()}>
        <p class={styles.problem} role="alert">This time has passed. Choose another one, or now.</p>
      </Show>
      <p class={styles.note}>
        <Clock aria-hidden="true" />
        {duration()} {hours()}
      </p>
    </>
  )
}
