import UserRoundPlus from "lucide-solid/icons/user-round-plus"
import { createMemo, createSignal, createUniqueId, For } from "solid-js"
import type { TextRange } from "../../../domain/search/TextMatch.ts"
import type { User, UserId } from "../../../domain/user/User.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Avatar } from "../../ui/Avatar.tsx"
import { Field } from "../../ui/Field.tsx"
import input from "../../ui/Input.module.css"
import { Marked } from "../../ui/Marked.tsx"
import styles from "./SharePicker.module.css"

export interface SharePickerProps {
  readonly users: ReadonlyArray<UserId>
  readonly onAdd: (user: UserId) => void
}

/** Where what was typed stands in a name. */
const matchIn = (name: string, words: string): ReadonlyArray<TextRange> => {
  const start = name.toLowerCase().indexOf(words.toLowerCase())
  return words === "" || start < 0 ? [] : [{ start, end: start + words.length }]
}

/** Finds an agent to share with by name: typing filters, arrows move, Enter picks. */
export const SharePicker = (props: SharePickerProps) => {
  const desk = useDesk()
  const id = createUniqueId()
  const [typed, setTyped] = createSignal("")
  const [opened, setOpened] = createSignal(false)
  const [marked, setMarked] = createSignal(0)
  const found = createMemo(() =>
    desk.directory().users
      .filter((user) =>
        user.licensed && !props.users.includes(user.id) &&
        user.name.toLowerCase().includes(typed().trim().toLowerCase())
      )
      .sort((a, b) => a.name.localeCompare(b.name))
  )
  const optionId = (index: number) => `${id}-${index}`
  const choose = (user: User | undefined) => {
    if (!user) return
    props.onAdd(user.id)
    setTyped("")
    setMarked(0)
    setOpened(false)
  }
  const move = (step: number) => {
    setOpened(true)
    setMarked((at) => Math.min(found().length - 1, Math.max(0, at + step)))
    document.getElementById(optionId(marked()))?.scrollIntoView({ block: "nearest" })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return
    if (event.key === "ArrowDown") move(opened() ? 1 : 0)
    else if (event.key === "ArrowUp") move(-1)
    else if (event.key === "Enter") choose(opened() ? found()[marked()] : undefined)
    else if (event.key === "Escape" && opened()) setOpened(false)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div class={styles.picker}>
      <Field
        label={`Shared with ${props.users.length} ${props.users.length === 1 ? "agent" : "agents"}`}
      >
        {(control) => (
          <div class={styles.box}>
            <UserRoundPlus aria-hidden="true" />
            <input
              id={control.id}
              class={input.input}
              role="combobox"
              aria-label="Add an agent"
              aria-expanded={opened()}
              aria-controls={`${id}-list`}
              aria-autocomplete="list"
              aria-activedescendant={opened() && found().length > 0 ? optionId(marked()) : undefined}
              autocomplete="off"
              placeholder="Add an agent"
              value={typed()}
              onFocus={() => setOpened(true)}
              onBlur={() => setOpened(false)}
              onInput={(event) => {
                setTyped(event.currentTarget.value)
                setMarked(0)
                setOpened(true)
              }}
              onKeyDown={onKeyDown}
            />
          </div>
        )}
      </Field>
      <ul id={`${id}-list`} class={styles.list} role="listbox" aria-label="Agents" hidden={!opened()}>
        <For
          each={found()}
          fallback={<li class={styles.none}>Nobody else with a Portal licence.</li>}
        >
          {(user, index) => (
            <li
              id={optionId(index())}
              role="option"
              class={styles.option}
              aria-selected={marked() === index()}
              // Before the field loses the focus, and with it the list goes.
              onPointerDown={(event) => {
                event.preventDefault()
                choose(user)
              }}
            >
              <Avatar name={user.name} hueKey={user.id} size={24} />
              <span class={styles.name}>
                <Marked text={user.name} ranges={matchIn(user.name, typed().trim())} />
              </span>
              <span class={styles.role}>{user.role === "admin" ? "Admin" : "Agent"}</span>
            </li>
          )}
        </For>
      </ul>
    </div>
  )
}
