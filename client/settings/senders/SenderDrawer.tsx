import { A } from "@solidjs/router"
import X from "lucide-solid/icons/x"
import { createResource, For, Show } from "solid-js"
import { Result } from "effect"
import { heldMax, senderLabelMax } from "../../../domain/rpc/SenderRpcs.ts"
import type { Sender } from "../../../domain/sender/Sender.ts"
import { type SenderKind, senderKindOf } from "../../../domain/sender/SenderKind.ts"
import { paceOf } from "../../../domain/sending/Pace.ts"
import type { UserId } from "../../../domain/user/User.ts"
import drawer from "../../contact/ContactDrawer.module.css"
import { formatNumber } from "../../contact/formatNumber.ts"
import { useScreen } from "../../inbox/createScreen.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Avatar } from "../../ui/Avatar.tsx"
import { Button } from "../../ui/Button.tsx"
import { ChannelMark, channelName } from "../../ui/ChannelMark.tsx"
import { IconButton } from "../../ui/IconButton.tsx"
import { Tag } from "../../ui/Tag.tsx"
import { TextField } from "../../ui/TextField.tsx"
import { settingsPath } from "../settingsPath.ts"
import { createSenderForm, type SenderForm } from "./createSenderForm.ts"
import styles from "./SenderDrawer.module.css"
import { SharePicker } from "./SharePicker.tsx"

/** One Sender ID beside the table: its name in the desk and who may use it. */
export const SenderDrawer = (props: { readonly sender: Sender }) => {
  const desk = useDesk()
  const screen = useScreen()
  const opener = document.activeElement
  const close = () => {
    screen.goToSettings("senders")
    setTimeout(() => opener instanceof HTMLElement && opener.isConnected && opener.focus())
  }
  const form = createSenderForm(() => props.sender, () => void refetch())
  const [holders, { refetch }] = createResource(async () => {
    const { id } = props.sender
    const answer = await desk.link.ask((client) => client["Sender.holders"]({ id }))
    return Result.isSuccess(answer) ? answer.success : []
  })
  const held = (user: UserId) => holders.latest?.find((holder) => holder.user === user)?.conversations ?? null
  return (
    <aside
      class={drawer.drawer}
      aria-label={`Sender ID ${props.sender.label}`}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return
        event.stopPropagation()
        close()
      }}
    >
      <header class={drawer.header}>
        <h2 class={styles.title}>
          <ChannelMark channel={props.sender.channel} size={20} />
          {props.sender.label}
        </h2>
        <IconButton label="Close" shortcut="Esc" onClick={close}>
          <X />
        </IconButton>
      </header>
      <form
        id="sender-form"
        class={drawer.body}
        onSubmit={(event) => {
          event.preventDefault()
          void form.save()
        }}
      >
        <TextField
          label="Label"
          hint="Agents see this name. Customers see the number."
          error={form.label().trim() === "" ? "Give it a name." : null}
          maxLength={senderLabelMax}
          value={form.label()}
          onInput={(text) => form.setLabel(text)}
        />
        <div>
          <p class={styles.caption}>Number</p>
          <p class={styles.number}>
            {formatNumber(props.sender.address)}
            <Tag tone={props.sender.channel}>{channelName(props.sender.channel)}</Tag>
          </p>
        </div>
        <SpeedField sender={props.sender} form={form} />
        <SharePicker
          users={form.users()}
          onAdd={(user) => form.setUsers([...form.users(), user])}
        />
        <People form={form} held={held} />
        <div>
          <p class={styles.caption}>Business hours</p>
          <p>
            {props.sender.hours === null ? "Those of the workspace." : "Its own."}{" "}
            <A href={settingsPath("hours", props.sender.id)}>Change its hours</A>
          </p>
        </div>
      </form>
      <Footer form={form} onClose={close} />
    </aside>
  )
}

const kindNames: Record<SenderKind, string> = {
  whatsapp: "a WhatsApp number",
  short_code: "a short code",
  toll_free: "a toll-free number",
  long_code: "a phone number",
  alphanumeric: "a name",
  unknown: "this number",
}

/** What is sent of it while nothing is typed, and how the number that can be typed is counted. */
const speedHint = ({ address, channel }: Sender): string => {
  const kind = senderKindOf(channel, address)
  const usual = paceOf(kind, null)?.perSecond
  const unit = channel === "whatsapp" ? "Messages" : "SMS parts"
  const empty = usual === undefined
    ? "Empty: as fast as the provider takes them."
    : `Empty: ${usual}, what networks take from ${kindNames[kind]}.`
  return `${unit} a second. ${empty} What is more waits here, in order. Raise it only if your provider did.`
}

const SpeedField = (props: { readonly sender: Sender; readonly form: SenderForm }) => (
  <TextField
    label="Send speed"
    optional
    hint={speedHint(props.sender)}
    error={props.form.rateProblem()}
    inputMode="decimal"
    autocomplete="off"
    maxLength={8}
    placeholder={paceOf(senderKindOf(props.sender.channel, props.sender.address), null)?.perSecond
      .toString()}
    value={props.form.rate()}
    onInput={(text) => props.form.setRate(text)}
  />
)

interface PeopleProps {
  readonly form: SenderForm
  readonly held: (user: UserId) => number | null
}

const People = (props: PeopleProps) => {
  const desk = useDesk()
  const owns = () => props.form.users().length === 1
  const note = (user: UserId) => {
    const known = desk.user(user)
    const count = props.held(user)
    if (known && !known.licensed) return "No Portal licence"
    if (count === null || count === 0) return known?.role === "admin" ? "Admin" : "Agent"
    return `${count >= heldMax ? `${heldMax}+` : count} ${count === 1 ? "conversation" : "conversations"}`
  }
  return (
    <div>
      <ul class={styles.people} aria-label="Shared with">
        <For
          each={props.form.users()}
          fallback={<li class={styles.meta}>Nobody yet. Only admins can use it.</li>}
        >
          {(user) => (
            <li class={styles.person}>
              <Avatar name={desk.user(user)?.name ?? "?"} hueKey={user} size={28} />
              <span class={styles.words}>
                <span class={styles.name}>{desk.user(user)?.name ?? "Someone who left"}</span>
                <span class={styles.meta}>{note(user)}</span>
              </span>
              <Show when={owns()}>
                <span class={styles.meta}>Owner</span>
              </Show>
              <Button
                variant="link"
                aria-label={`Remove ${desk.user(user)?.name ?? "this agent"}`}
                onClick={() => props.form.setUsers(props.form.users().filter((one) => one !== user))}
              >
                Remove
              </Button>
            </li>
          )}
        </For>
      </ul>
      <p class={styles.meta}>
        Who is removed can no longer write from it. Conversations that they answered stay readable for them;
        the next message goes to someone else.
      </p>
    </div>
  )
}

const Footer = (props: { readonly form: SenderForm; readonly onClose: () => void }) => {
  const desk = useDesk()
  return (
    <footer class={`${drawer.footer} ${styles.footer}`}>
      <Show
        when={props.form.problem() ?? (props.form.overtaken() ? "Someone else has just changed it." : null)}
      >
        {(text) => (
          <p class={styles.problem} role="alert">
            {text()} <Button variant="link" onClick={() => props.form.reset()}>Show it as it is now</Button>
          </p>
        )}
      </Show>
      <span class={drawer.space} />
      <Button onClick={() => props.form.edited() ? props.form.reset() : props.onClose()}>
        {props.form.edited() ? "Discard" : "Close"}
      </Button>
      <Button
        variant="primary"
        type="submit"
        form="sender-form"
        disabled={!desk.online() || !props.form.edited() || props.form.label().trim() === "" ||
          props.form.rateProblem() !== null}
        busy={props.form.saving() ? "Saving" : undefined}
      >
        Save
      </Button>
    </footer>
  )
}
