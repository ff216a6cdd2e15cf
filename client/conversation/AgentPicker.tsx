import Check from "lucide-solid/icons/check"
import { createMemo, createSignal, createUniqueId, For, Show } from "solid-js"
import { unreadInMine } from "../../domain/inbox/InboxView.ts"
import type { User, UserId } from "../../domain/user/User.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Avatar } from "../ui/Avatar.tsx"
import { createOptionCursor } from "../ui/createOptionCursor.ts"
import { OptionSearch } from "../ui/OptionSearch.tsx"
import { presenceWord } from "../ui/presenceWord.ts"
import styles from "./AgentPicker.module.css"

export interface AgentPickerProps {
  readonly chosen: UserId | null
  /** Who has all of the conversations already. */
  readonly owner: UserId | null
  readonly onChoose: (id: UserId) => void
  /** Enter while the marked agent is chosen. */
  readonly onSubmit: () => void
}

/** Finds an agent by name: typing filters, arrows move, Enter picks. */
export const AgentPicker = (props: AgentPickerProps) => {
  const desk = useDesk()
  const id = createUniqueId()
  const [search, setSearch] = createSignal("")
  const users = createMemo(() =>
    desk.directory().users
      .filter((user) => user.licensed && user.name.toLowerCase().includes(search().trim().toLowerCase()))
      .sort((a, b) => a.name.localeCompare(b.name))
  )
  const choose = (user: UserId) => {
    cursor.mark(user)
    if (user !== props.owner) props.onChoose(user)
  }
  const cursor = createOptionCursor(
    () => users().map((user) => user.id),
    (user) => user === props.chosen ? props.onSubmit() : choose(user),
  )
  return (
    <div>
      <label for={`${id}-search`} class={styles.label}>Assign to</label>
      <OptionSearch
        id={`${id}-search`}
        listId={`${id}-list`}
        placeholder="Search agents"
        cursor={cursor}
        value={search()}
        onInput={setSearch}
      />
      <div id={`${id}-list`} class={styles.list} role="listbox" aria-label="Agents">
        <For each={users()} fallback={<p class={styles.none}>No agent with that name.</p>}>
          {(user) => (
            <Agent
              id={cursor.optionId(user.id)}
              user={user}
              isOwner={props.owner === user.id}
              marked={cursor.active() === user.id}
              chosen={props.chosen === user.id}
              onChoose={() => choose(user.id)}
            />
          )}
        </For>
      </div>
      <p class="visually-hidden" role="status">
        {users().length === 1 ? "1 agent" : `${users().length} agents`}
      </p>
    </div>
  )
}

interface AgentProps {
  readonly id: string
  readonly user: User
  readonly isOwner: boolean
  readonly marked: boolean
  readonly chosen: boolean
  readonly onChoose: () => void
}

const Agent = (props: AgentProps) => {
  const desk = useDesk()
  const unread = () =>
    props.user.id === desk.directory().me.id ? unreadInMine(desk.counts()) : desk.counts().team[props.user.id]
  /** Admins have every Sender ID. */
  const senders = () => {
    if (props.user.role === "admin") return "all Sender IDs"
    const own = desk.directory().senders.filter((sender) => sender.users.includes(props.user.id))
    return own.length === 0 ? "no Sender ID" : own.map((sender) => sender.label).join(", ")
  }
  return (
    <div
      id={props.id}
      role="option"
      class={styles.agent}
      aria-selected={props.chosen}
      aria-disabled={props.isOwner}
      data-marked={props.marked}
      // The field keeps the focus, and its keys work on.
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => props.onChoose()}
    >
      <Avatar
        name={props.user.name}
        hueKey={props.user.id}
        size={28}
        present={desk.present(props.user.id)}
      />
      <span class={styles.who}>
        <span class={styles.name}>{props.user.name}</span>
        <span class={styles.senders}>
          {[presenceWord(desk.present(props.user.id)), props.isOwner ? "owner now" : senders()]
            .filter((part) => part).join(" · ")}
        </span>
      </span>
      <Show when={unread() !== undefined}>
        <span class={styles.unread}>{unread()} unread</span>
      </Show>
      <span class={styles.check} aria-hidden="true">
        <Show when={props.chosen}>
          <Check />
        </Show>
      </span>
    </div>
  )
}
