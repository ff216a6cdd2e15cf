import ChevronsUpDown from "lucide-solid/icons/chevrons-up-down"
import { createSignal, For, Show } from "solid-js"
import { formatAddress, parseTypedNumber } from "../../domain/contact/PhoneNumber.ts"
import { Avatar } from "../ui/Avatar.tsx"
import { Button } from "../ui/Button.tsx"
import { ChannelMark, channelName } from "../ui/ChannelMark.tsx"
import { Field } from "../ui/Field.tsx"
import input from "../ui/Input.module.css"
import { TextField } from "../ui/TextField.tsx"
import { useSimulator } from "./createSimulator.ts"
import type { Customer } from "./SimulatorView.ts"
import styles from "./Players.module.css"

const anotherNumber = "another"

const spoken = ({ name, phone }: Customer): string =>
  name === null ? formatAddress(phone) : `${name}, ${formatAddress(phone)}`

/** A new customer: any number that exists somewhere. */
const NumberForm = (props: { readonly onDone: () => void }) => {
  const simulator = useSimulator()
  const [typed, setTyped] = createSignal("")
  const [wrong, setWrong] = createSignal(false)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const phone = parseTypedNumber(typed())
    setWrong(phone === null)
    if (phone === null) return
    simulator.play(phone)
    props.onDone()
  }
  return (
    <form class={styles.number} onSubmit={submit} noValidate>
      <TextField
        label="Number"
        error={wrong() ? "Write it with its country code, such as +1 415-555-0136." : null}
        type="tel"
        autocomplete="off"
        autofocus
        placeholder="+1 415-555-0136"
        value={typed()}
        onInput={setTyped}
      />
      <div class={styles.actions}>
        <Button type="submit" variant="primary">Play this number</Button>
        <Button variant="ghost" onClick={() => props.onDone()}>Cancel</Button>
      </div>
    </form>
  )
}

/** Who plays, and which Sender ID they write to. */
export const Players = () => {
  const simulator = useSimulator()
  const [typing, setTyping] = createSignal(false)
  const senders = () => simulator.view()?.state.senders ?? []
  const choose = (value: string) => {
    const chosen = simulator.customers().find(({ phone }) => phone === value)
    setTyping(chosen === undefined)
    if (chosen) simulator.play(chosen.phone)
  }
  return (
    <>
      <h2 class={styles.heading} id="customer">Customer</h2>
      <div class={styles.card}>
        <Avatar
          name={simulator.customer()?.name ?? null}
          hueKey={simulator.customer()?.phone}
          size={36}
        />
        <div class={styles.who} aria-hidden="true">
          <p class={styles.name}>{simulator.customer()?.name ?? "Not in the contacts"}</p>
          <p class={styles.phone}>{formatAddress(simulator.customer()?.phone ?? "")}</p>
        </div>
        <ChevronsUpDown aria-hidden="true" />
        <select
          class={styles.cover}
          aria-labelledby="customer"
          onChange={(event) => choose(event.currentTarget.value)}
        >
          <For each={simulator.customers()}>
            {(customer) => (
              <option
                value={customer.phone}
                selected={!typing() && customer.phone === simulator.customer()?.phone}
              >
                {spoken(customer)}
              </option>
            )}
          </For>
          <option value={anotherNumber} selected={typing()}>Another number …</option>
        </select>
      </div>
      <Show when={typing() || simulator.customers().length === 0}>
        <NumberForm onDone={() => setTyping(false)} />
      </Show>
      <Field label="Writes to">
        {(control) => (
          <div class={styles.sender}>
            <Show when={simulator.sender()}>
              {(sender) => <ChannelMark channel={sender().channel} size={16} decorative />}
            </Show>
            <select
              id={control.id}
              class={input.input}
              onChange={(event) => {
                const chosen = senders().find(({ id }) => id === event.currentTarget.value)
                if (chosen) simulator.writeTo(chosen.id)
              }}
            >
              <For each={senders()}>
                {(sender) => (
                  <option value={sender.id} selected={sender.id === simulator.sender()?.id}>
                    {`${sender.label} (${channelName(sender.channel)})`}
                  </option>
                )}
              </For>
            </select>
          </div>
        )}
      </Field>
    </>
  )
}
