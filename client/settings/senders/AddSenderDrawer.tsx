import { Result } from "effect"
import X from "lucide-solid/icons/x"
import { createResource, createSignal, For, onCleanup, onMount, Show } from "solid-js"
import type { ListedNumber } from "../../../domain/account/ListedNumber.ts"
import { senderLabelMax } from "../../../domain/rpc/SenderRpcs.ts"
import type { Channel, SenderId } from "../../../domain/sender/Sender.ts"
import { senderAddressProblem } from "../../../domain/sender/senderAddress.ts"
import type { UserId } from "../../../domain/user/User.ts"
import drawer from "../../contact/ContactDrawer.module.css"
import { problemText } from "../../conversation/problemText.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Button } from "../../ui/Button.tsx"
import { channelName } from "../../ui/ChannelMark.tsx"
import { Field } from "../../ui/Field.tsx"
import { IconButton } from "../../ui/IconButton.tsx"
import input from "../../ui/Input.module.css"
import { TextField } from "../../ui/TextField.tsx"
import { useToast } from "../../ui/Toaster.tsx"
import styles from "./SenderDrawer.module.css"
import { SharePicker } from "./SharePicker.tsx"

const addressMax = 64

export interface AddSenderDrawerProps {
  /** A number that the provider lists; left out where one is typed. */
  readonly from?: { readonly accountId: string; readonly number: ListedNumber }
  readonly onAdded: (id: SenderId) => void
  readonly onClose: () => void
}

/** A new Sender ID: what it is called, which number of which account, and who uses it. */
export const AddSenderDrawer = (props: AddSenderDrawerProps) => {
  const form = createNewSender(props)
  const opener = document.activeElement
  let body: HTMLDivElement | undefined
  onMount(() => body?.querySelector<HTMLElement>("input")?.focus())
  onCleanup(() => setTimeout(() => opener instanceof HTMLElement && opener.isConnected && opener.focus()))
  return (
    <aside
      class={drawer.drawer}
      aria-label="Add a Sender ID"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return
        event.stopPropagation()
        props.onClose()
      }}
    >
      <header class={drawer.header}>
        <h2>Add a Sender ID</h2>
        <IconButton label="Close" shortcut="Esc" onClick={() => props.onClose()}>
          <X />
        </IconButton>
      </header>
      <form
        class={styles.adding}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void form.add()
        }}
      >
        <div ref={body} class={drawer.body}>
          <TextField
            label="Label"
            hint="Agents see this name. Customers see the number."
            error={form.labelError()}
            maxLength={senderLabelMax}
            value={form.label()}
            onInput={(text) => form.setLabel(text)}
          />
          <NumberFields form={form} />
          <SharePicker users={form.users()} onAdd={(user) => form.setUsers([...form.users(), user])} />
          <ul class={styles.people} aria-label="Shared with">
            <For
              each={form.users()}
              fallback={<li class={styles.meta}>Nobody yet. Only admins can use it.</li>}
            >
              {(user) => <SharedWith user={user} form={form} />}
            </For>
          </ul>
          <Show when={form.problem()}>{(text) => <p class={styles.problem} role="alert">{text()}</p>}</Show>
        </div>
        <footer class={drawer.footer}>
          <Footer form={form} onClose={props.onClose} />
        </footer>
      </form>
    </aside>
  )
}

const createNewSender = (props: AddSenderDrawerProps) => {
  const desk = useDesk()
  const toast = useToast()
  const listed = props.from?.number
  const [accounts] = createResource(async () => {
    const answer = await desk.link.ask((client) => client["Provider.list"]())
    return Result.isSuccess(answer) ? answer.success : null
  })
  const [label, setLabel] = createSignal(listed?.name ?? "")
  const [chosen, setChosen] = createSignal(props.from?.accountId ?? null)
  const [channel, setChannel] = createSignal<Channel>(listed?.channel ?? "sms")
  const [address, setAddress] = createSignal(listed?.address ?? "")
  const [numberId, setNumberId] = createSignal(listed?.numberId ?? "")
  const [users, setUsers] = createSignal<ReadonlyArray<UserId>>([])
  const [tried, setTried] = createSignal(false)
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<string | null>(null)

  const account = () => {
    const all = accounts.latest?.accounts ?? []
    return all.find(({ id }) => id === chosen()) ?? all[0] ?? null
  }
  const setup = () => accounts.latest?.setups.find(({ kind }) => kind === account()?.kind) ?? null
  const channels = (): ReadonlyArray<Channel> => setup()?.channels ?? ["sms", "whatsapp"]
  const usedChannel = (): Channel => channels().includes(channel()) ? channel() : channels()[0] ?? "sms"
  const labelError = () => tried() && label().trim() === "" ? "Give it a name." : null
  const addressError = () => tried() ? senderAddressProblem(usedChannel(), address()) : null
  const numberIdError = () => {
    const name = setup()?.numberIdLabel
    return tried() && name && numberId().trim() === "" ? `Enter the ${name}.` : null
  }
  const add = async () => {
    const into = account()
    if (busy() || into === null) return
    setTried(true)
    setProblem(null)
    if (labelError() ?? addressError() ?? numberIdError()) return
    setBusy(true)
    const asked = {
      accountId: into.id,
      channel: usedChannel(),
      address: address(),
      numberId: numberId().trim() || null,
      settings: { label: label().trim(), users: users(), ratePerSecond: null },
    }
    const answer = await desk.link.ask((client) => client["Sender.add"](asked))
    setBusy(false)
    if (Result.isFailure(answer)) return void setProblem(problemText(answer.failure))
    toast({ title: "Sender ID added", text: asked.settings.label })
    props.onAdded(answer.success)
  }
  return {
    fixed: listed !== undefined,
    accounts: () => accounts.latest?.accounts ?? [],
    account,
    setup,
    setChosen,
    channels,
    channel: usedChannel,
    setChannel,
    label,
    setLabel,
    labelError,
    address,
    setAddress,
    addressError,
    numberId,
    setNumberId,
    numberIdError,
    users,
    setUsers,
    busy,
    problem,
    add,
  }
}

type NewSenderForm = ReturnType<typeof createNewSender>

const NumberFields = (props: { readonly form: NewSenderForm }) => {
  const form = props.form
  return (
    <>
      <Field label="Account">
        {(control) => (
          <select
            id={control.id}
            class={input.input}
            disabled={form.fixed}
            onChange={(event) => form.setChosen(event.currentTarget.value)}
          >
            <For each={form.accounts()}>
              {(one) => <option value={one.id} selected={one.id === form.account()?.id}>{one.label}</option>}
            </For>
          </select>
        )}
      </Field>
      <Field label="Channel">
        {(control) => (
          <select
            id={control.id}
            class={input.input}
            disabled={form.fixed || form.channels().length === 1}
            onChange={(event) =>
              form.setChannel(event.currentTarget.value === "whatsapp" ? "whatsapp" : "sms")}
          >
            <For each={form.channels()}>
              {(one) => <option value={one} selected={one === form.channel()}>{channelName(one)}</option>}
            </For>
          </select>
        )}
      </Field>
      <TextField
        label="Number"
        hint={form.channel() === "sms" ? "A number, a short code, or a name." : "The number on WhatsApp."}
        error={form.addressError()}
        autocomplete="off"
        disabled={form.fixed}
        maxLength={addressMax}
        value={form.address()}
        onInput={(text) => form.setAddress(text)}
      />
      <Show when={form.setup()?.numberIdLabel}>
        {(name) => (
          <TextField
            label={name()}
            error={form.numberIdError()}
            autocomplete="off"
            disabled={form.fixed}
            maxLength={addressMax}
            value={form.numberId()}
            onInput={(text) => form.setNumberId(text)}
          />
        )}
      </Show>
    </>
  )
}

const SharedWith = (props: { readonly user: UserId; readonly form: NewSenderForm }) => {
  const desk = useDesk()
  const name = () => desk.user(props.user)?.name ?? "this agent"
  return (
    <li class={styles.person}>
      <span class={styles.words}>{name()}</span>
      <Button
        variant="link"
        aria-label={`Remove ${name()}`}
        onClick={() => props.form.setUsers(props.form.users().filter((one) => one !== props.user))}
      >
        Remove
      </Button>
    </li>
  )
}

const Footer = (props: { readonly form: NewSenderForm; readonly onClose: () => void }) => {
  const desk = useDesk()
  return (
    <>
      <span class={drawer.space} />
      <Button onClick={() => props.onClose()}>Cancel</Button>
      <Button
        type="submit"
        variant="primary"
        disabled={!desk.online() || props.form.account() === null}
        busy={props.form.busy() ? "Adding" : undefined}
      >
        Add Sender ID
      </Button>
    </>
  )
}
