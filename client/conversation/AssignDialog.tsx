import CircleAlert from "lucide-solid/icons/circle-alert"
import Info from "lucide-solid/icons/info"
import TriangleAlert from "lucide-solid/icons/triangle-alert"
import { createSignal, For, Show } from "solid-js"
import type { BulkFailure } from "../../domain/inbox/Bulk.ts"
import type { UserId } from "../../domain/user/User.ts"
import { contactName } from "../contact/contactName.ts"
import type { Chosen } from "../inbox/Chosen.ts"
import { createBulkActions, inWords } from "../inbox/createBulkActions.ts"
import { useScreen } from "../inbox/createScreen.ts"
import type { AskError } from "../rpc/DeskLink.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Avatar } from "../ui/Avatar.tsx"
import { Button } from "../ui/Button.tsx"
import { ChannelMark } from "../ui/ChannelMark.tsx"
import { Modal } from "../ui/Modal.tsx"
import { AgentPicker } from "./AgentPicker.tsx"
import styles from "./AssignDialog.module.css"
import { problemText } from "./problemText.ts"

/** So many conversations are named; of more, one less and how many more. */
const namedRowsMax = 6

export interface AssignDialogProps {
  /** What is assigned, taken anew when it was refused because someone else was faster. */
  readonly chosen: () => Chosen
  readonly onClose: () => void
  /** It was done: the focus goes on in the list. */
  readonly onAssigned: () => void
}

/** An admin gives conversations to a licensed user (ASSIGN-1). */
export const AssignDialog = (props: AssignDialogProps) => {
  const desk = useDesk()
  const actions = createBulkActions()
  /** As the admin saw them: what the server compares with (ASSIGN-4). */
  const [what, setWhat] = createSignal(props.chosen())
  const [to, setTo] = createSignal<UserId | null>(null)
  const [busy, setBusy] = createSignal(false)
  const [failure, setFailure] = createSignal<BulkFailure | AskError | null>(null)
  const name = (id: UserId) => desk.user(id)?.name ?? "the agent"
  const title = () => what().count === 1 ? "Assign conversation" : `Assign ${inWords(what().count)}`
  const action = () => {
    const id = to()
    return id === null ? "Assign" : `Assign to ${name(id)}`
  }
  /** Who has them all; null where there are several owners. */
  const owner = () => {
    const { count, rows: [first, ...others] } = what()
    const one = first && count === others.length + 1 && others.every((row) => row.owner === first.owner)
    return one ? first.owner : null
  }

  const assign = async () => {
    const id = to()
    if (id === null || busy() || !desk.online()) return
    setFailure(null)
    if (what().count > namedRowsMax) {
      // Many take their time at the server, and say by themselves how far they are.
      void actions.assignAway(what(), id)
      return props.onAssigned()
    }
    setBusy(true)
    const failed = await actions.assign(what(), id)
    setBusy(false)
    setFailure(failed)
    if (failed === null) props.onAssigned()
    else setWhat(props.chosen())
  }

  return (
    <Modal
      title={title()}
      width={480}
      onClose={() => props.onClose()}
      footer={
        <>
          <Button onClick={() => props.onClose()}>Cancel</Button>
          <Button
            variant="primary"
            disabled={to() === null || !desk.online()}
            busy={busy() ? "Assigning" : undefined}
            onClick={() => void assign()}
          >
            {action()}
          </Button>
        </>
      }
    >
      <Conversations chosen={what()} />
      <AgentPicker chosen={to()} owner={owner()} onChoose={setTo} onSubmit={() => void assign()} />
      <Show when={to()}>{(id) => <Effects chosen={what()} to={id()} />}</Show>
      <Show when={failure()}>
        {(why) => <Failed why={why()} name={name(to() ?? desk.directory().me.id)} onView={props.onClose} />}
      </Show>
    </Modal>
  )
}

const Conversations = (props: { readonly chosen: Chosen }) => {
  const named = () => {
    const { count, rows } = props.chosen
    return count > namedRowsMax ? rows.slice(0, namedRowsMax - 2) : rows
  }
  const more = () => props.chosen.count - named().length
  return (
    <ul class={styles.conversations} aria-label="Conversations">
      <For each={named()}>
        {(row) => (
          <li class={styles.conversation}>
            <Avatar name={row.contact?.name ?? null} hueKey={row.id} size={20} />
            <span class={styles.contact} dir="auto">{contactName(row)}</span>
            <ChannelMark channel={row.channel} size={14} />
          </li>
        )}
      </For>
      <Show when={more() > 0}>
        <li class={styles.conversation}>
          <span class={styles.contact}>+ {more().toLocaleString("en")} more</span>
        </li>
      </Show>
    </ul>
  )
}

/** What will happen, and which Sender IDs the agent gets for these conversations alone. */
const Effects = (props: { readonly chosen: Chosen; readonly to: UserId }) => {
  const desk = useDesk()
  const user = () => desk.user(props.to)
  const one = () => props.chosen.count === 1
  const missing = () => {
    if (user()?.role === "admin") return []
    const used = new Set(props.chosen.rows.map((row) => row.senderId))
    return desk.directory().senders
      .filter((sender) => used.has(sender.id) && !sender.users.includes(props.to))
      .map((sender) => sender.label)
  }
  const labels = () => new Intl.ListFormat("en").format(missing())
  return (
    <>
      <p class={styles.effect}>
        <Info aria-hidden="true" />
        <span>
          {one() ? "It moves" : "They move"} to <strong>{user()?.name}’s inbox</strong>, marked unread.{" "}
          {user()?.name} becomes the owner. Replies from {one() ? "this customer go" : "these customers go"}
          {" "}
          to {user()?.name}.
        </span>
      </p>
      <Show when={missing().length > 0}>
        <p class={styles.warning}>
          <TriangleAlert aria-hidden="true" />
          <span>
            <strong>{user()?.name} has no access to {labels()}.</strong> Assigning will share it with{" "}
            {user()?.name} for {one() ? "this conversation" : "these conversations"} only.
          </span>
        </p>
      </Show>
    </>
  )
}

interface FailedProps {
  readonly why: BulkFailure | AskError
  readonly name: string
  readonly onView: () => void
}

/** ASSIGN-4: who was faster, and where to look. */
const Failed = (props: FailedProps) => {
  const desk = useDesk()
  const screen = useScreen()
  const failure = () => "_tag" in props.why ? null : props.why
  const holder = () => {
    const user = failure()?.holder?.user
    return user ? desk.user(user)?.name : undefined
  }
  const text = () => {
    const { why } = props
    if ("_tag" in why) return problemText(why)
    const who = holder()
    if (!who) return why.message
    return why.holder?.assigned
      ? `Another admin gave this conversation to ${who} a moment ago.`
      : `${who} has this conversation since a moment ago.`
  }
  const view = (id: BulkFailure["id"]) => {
    props.onView()
    screen.enterConversation(id)
  }
  return (
    <div class={styles.failed} role="alert">
      <CircleAlert aria-hidden="true" />
      <p>
        <strong>Not assigned to {props.name}.</strong> {text()}
        <Show when={failure()}>
          {(it) => <Button variant="link" onClick={() => view(it().id)}>View</Button>}
        </Show>
      </p>
    </div>
  )
}
