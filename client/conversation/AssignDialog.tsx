import { Result } from "effect"
import { createSignal, For, Show } from "solid-js"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { User, UserId } from "../../domain/user/User.ts"
import { contactName } from "../contact/contactName.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Avatar } from "../ui/Avatar.tsx"
import { Button } from "../ui/Button.tsx"
import { Field } from "../ui/Field.tsx"
import input from "../ui/Input.module.css"
import { Modal } from "../ui/Modal.tsx"
import { useToast } from "../ui/Toaster.tsx"
import styles from "./AssignDialog.module.css"
import { problemText } from "./problemText.ts"

export interface AssignDialogProps {
  readonly id: ConversationId
  readonly onClose: () => void
}

/** An admin gives the open conversation to a licensed user (ASSIGN-1). */
export const AssignDialog = (props: AssignDialogProps) => {
  const desk = useDesk()
  const toast = useToast()
  const [search, setSearch] = createSignal("")
  const [chosen, setChosen] = createSignal<UserId | null>(null)
  const [busy, setBusy] = createSignal(false)
  const row = () => desk.rows.get(props.id)
  const name = (id: UserId) => desk.user(id)?.name ?? ""

  const action = () => {
    const to = chosen()
    return to === null ? "Assign" : `Assign to ${name(to)}`
  }
  const users = () =>
    desk.directory().users
      .filter((user) => user.licensed && user.name.toLowerCase().includes(search().trim().toLowerCase()))
      .sort((a, b) => a.name.localeCompare(b.name))

  const assign = async () => {
    const to = chosen()
    const present = row()
    if (to === null || !present || busy()) return
    setBusy(true)
    const answer = await desk.assign(props.id, to, present.owner)
    setBusy(false)
    if (Result.isFailure(answer)) {
      return toast({ title: `Not assigned to ${name(to)}`, text: problemText(answer.failure), error: true })
    }
    props.onClose()
    const owner = answer.success.owner
    if (owner !== to) {
      return toast({
        title: `Not assigned to ${name(to)}`,
        text: `Another admin gave this conversation to ${
          owner === null ? "nobody" : name(owner)
        } a moment ago.`,
        error: true,
      })
    }
    toast({ title: `Assigned to ${name(to)}`, text: contactName(present) })
  }

  return (
    <Modal
      title="Assign conversation"
      width={480}
      onClose={() => props.onClose()}
      footer={
        <>
          <Button onClick={() => props.onClose()}>Cancel</Button>
          <Button
            variant="primary"
            disabled={chosen() === null || !desk.online()}
            busy={busy() ? "Assigning" : undefined}
            onClick={() => void assign()}
          >
            {action()}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void assign()
        }}
      >
        <Field label="Agent">
          {(control) => (
            <input
              id={control.id}
              class={input.input}
              type="search"
              autocomplete="off"
              placeholder="Search by name"
              value={search()}
              onInput={(event) => setSearch(event.currentTarget.value)}
            />
          )}
        </Field>
        <div class={styles.users} role="radiogroup" aria-label="Agents">
          <For each={users()} fallback={<p class={styles.none}>No agent with that name.</p>}>
            {(user) => (
              <Choice
                user={user}
                isOwner={row()?.owner === user.id}
                chosen={chosen() === user.id}
                onChoose={() => setChosen(user.id)}
              />
            )}
          </For>
        </div>
        <Show when={row()}>
          {(present) => (
            <p class={styles.effect}>
              {contactName(present())} moves to the new owner’s inbox at once, and is unread there.
            </p>
          )}
        </Show>
      </form>
    </Modal>
  )
}

interface ChoiceProps {
  readonly user: User
  readonly isOwner: boolean
  readonly chosen: boolean
  readonly onChoose: () => void
}

const Choice = (props: ChoiceProps) => (
  <label class={styles.user} data-chosen={props.chosen}>
    <input
      type="radio"
      name="assignee"
      checked={props.chosen}
      disabled={props.isOwner}
      onChange={() => props.onChoose()}
    />
    <Avatar name={props.user.name} hueKey={props.user.id} size={28} />
    <span class={styles.userName}>{props.user.name}</span>
    <span class={styles.role}>
      {props.isOwner ? "Owner now" : props.user.role === "admin" ? "Admin" : "Agent"}
    </span>
  </label>
)
