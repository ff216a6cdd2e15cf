import { createUniqueId, For, Show } from "solid-js"
import { carrierFailures } from "../../domain/simulator/carrierFailures.ts"
import type { CarrierSwitches } from "../../domain/simulator/SimulatorState.ts"
import input from "../ui/Input.module.css"
import { Switch } from "../ui/Switch.tsx"
import { useSimulator } from "./createSimulator.ts"
import styles from "./NetworkControls.module.css"

const latencyMax = 3_000
const jitterMax = 1_500
const stepMillis = 100
const firstFailure = "not_on_whatsapp"

const seconds = (millis: number): string => `${(millis / 1000).toFixed(1)} s`

interface DelayProps {
  readonly label: string
  readonly value: number
  readonly shown: string
  readonly max: number
  readonly onChange: (millis: number) => void
}

const Delay = (props: DelayProps) => {
  const id = createUniqueId()
  const max = () => Math.max(props.max, props.value)
  return (
    <div class={styles.delay} style={{ "--share": `${100 * props.value / max()}%` }}>
      <label for={id}>{props.label}</label>
      <output for={id}>{props.shown}</output>
      <input
        id={id}
        type="range"
        min={0}
        max={max()}
        step={stepMillis}
        value={props.value}
        aria-valuetext={props.shown}
        onChange={(event) => props.onChange(event.currentTarget.valueAsNumber)}
      />
    </div>
  )
}

/** How the network behaves from the next event on. */
export const NetworkControls = (props: { readonly switches: CarrierSwitches }) => {
  const simulator = useSimulator()
  return (
    <>
      <h2 class={styles.heading}>Network</h2>
      <div class={styles.group}>
        <Delay
          label="Latency"
          value={props.switches.latencyMillis}
          shown={seconds(props.switches.latencyMillis)}
          max={latencyMax}
          onChange={(latencyMillis) => simulator.change({ latencyMillis })}
        />
        <Delay
          label="Random delay"
          value={props.switches.jitterMillis}
          shown={`± ${seconds(props.switches.jitterMillis)}`}
          max={jitterMax}
          onChange={(jitterMillis) => simulator.change({ jitterMillis })}
        />
        <Switch
          label="Delivery receipts"
          checked={props.switches.deliveryReceipts}
          onChange={(deliveryReceipts) => simulator.change({ deliveryReceipts })}
        />
        <Switch
          label="Read receipts"
          hint="Sent while this chat is on screen"
          checked={props.switches.readReceipts}
          onChange={(readReceipts) => simulator.change({ readReceipts })}
        />
        <Switch
          label="Phone is off"
          hint="Messages stay at one tick"
          checked={props.switches.phoneOff}
          onChange={(phoneOff) => simulator.change({ phoneOff })}
        />
      </div>
      <h2 class={styles.heading}>Break things</h2>
      <div class={styles.group}>
        <Switch
          label="Fail the next message"
          checked={props.switches.failNext !== null}
          onChange={(on) => simulator.change({ failNext: on ? firstFailure : null })}
        />
        <Show when={props.switches.failNext !== null}>
          <select
            class={input.input}
            aria-label="How it fails"
            onChange={(event) => simulator.change({ failNext: event.currentTarget.value })}
          >
            <For each={carrierFailures}>
              {({ error, label }) => (
                <option value={error.code} selected={error.code === props.switches.failNext}>{label}</option>
              )}
            </For>
          </select>
        </Show>
        <Switch
          label="Send every receipt twice"
          checked={props.switches.receiptsTwice}
          onChange={(receiptsTwice) => simulator.change({ receiptsTwice })}
        />
        <Switch
          label="Shuffle receipt order"
          checked={props.switches.receiptsShuffled}
          onChange={(receiptsShuffled) => simulator.change({ receiptsShuffled })}
        />
      </div>
    </>
  )
}
