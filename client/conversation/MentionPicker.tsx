import { For, Show } from "solid-js"
import type { User, UserId } from "../../domain/user/User.ts"
import { Avatar } from "../ui/Avatar.tsx"
import agents from "./AgentPicker.module.css"
import styles from "./MentionPicker.module.css"

export interface MentionPickerProps {
  readonly users: ReadonlyArray<User>
  readonly active: UserId | null
  readonly mayRead: (user: User) => boolean
  readonly onPick: (user: User) => void
}

/** The names that can follow `@`, above the note; the field keeps the focus and its keys choose. */
export const MentionPicker = (props: MentionPickerProps) => (
  <>
    <div
      id="mentions"
      role="listbox"
      aria-label="People to mention"
      class={styles.list}
      hidden={props.users.length === 0}
    >
      <For each={props.users}>
        {(user) => (
          <div
            id={`mention-${user.id}`}
            role="option"
            class={agents.agent}
            aria-selected={props.active === user.id}
            data-marked={props.active === user.id}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => props.onPick(user)}
          >
            <Avatar name={user.name} hueKey={user.id} size={24} />
            <span class={agents.who}>
              <span class={agents.name}>{user.name}</span>
              <Show when={!props.mayRead(user)}>
                <span class={agents.senders}>Cannot see this conversation</span>
              </Show>
            </span>
          </div>
        )}
      </For>
    </div>
    <p class="visually-hidden" role="status">
      <Show when={props.users.length > 0}>
        {props.users.length === 1 ? "1 person" : `${props.users.length} people`}
      </Show>
    </p>
  </>
)
