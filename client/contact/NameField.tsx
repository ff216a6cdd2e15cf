import { Result } from "effect"
import { createSignal, For, onCleanup, Show } from "solid-js"
import type { Contact } from "../../domain/contact/Contact.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Avatar } from "../ui/Avatar.tsx"
import type { FieldControl } from "../ui/Field.tsx"
import input from "../ui/Input.module.css"
import { formatNumber } from "./formatNumber.ts"
import styles from "./NameField.module.css"

const lettersMin = 2
const pauseMillis = 120
const shownMax = 6

export interface NameFieldProps {
  readonly control: FieldControl
  readonly value: string
  readonly onInput: (value: string) => void
  readonly onPick: (contact: Contact) => void
}

/** A name that is typed, with the contacts that it may be (SEND-1): arrows choose, Enter takes, Escape closes. */
export const NameField = (props: NameFieldProps) => {
  const desk = useDesk()
  const [found, setFound] = createSignal<ReadonlyArray<Contact>>([])
  const [active, setActive] = createSignal(-1)
  let timer: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(timer))

  const close = () => {
    clearTimeout(timer)
    setFound([])
    setActive(-1)
  }
  const look = async (search: string) => {
    const answer = await desk.link.ask((client) =>
      client["Contact.list"]({ search, limit: shownMax, cursor: null })
    )
    // Something else was typed meanwhile.
    if (search !== props.value.trim()) return
    setActive(-1)
    setFound(
      Result.isSuccess(answer) ? answer.success.contacts.filter(({ phones }) => phones.length > 0) : [],
    )
  }
  const type = (value: string) => {
    props.onInput(value)
    clearTimeout(timer)
    const search = value.trim()
    if (search.length < lettersMin) close()
    else timer = setTimeout(() => void look(search), pauseMillis)
  }
  const pick = (contact: Contact) => {
    close()
    props.onPick(contact)
  }
  /** The last of the list is the name as it was typed. */
  const move = (step: number) => {
    const count = found().length + 1
    setActive((at) => at < 0 && step < 0 ? count - 1 : (at + step + count) % count)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (found().length === 0 || event.isComposing) return
    if (event.key === "ArrowDown") move(1)
    else if (event.key === "ArrowUp") move(-1)
    else if (event.key === "Escape") close()
    else if (event.key === "Enter" && active() >= 0) {
      const contact = found()[active()]
      if (contact) pick(contact)
      else close()
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div class={styles.field}>
      <input
        id={props.control.id}
        class={input.input}
        type="text"
        role="combobox"
        autocomplete="off"
        aria-autocomplete="list"
        aria-expanded={found().length > 0}
        aria-controls={`${props.control.id}-contacts`}
        aria-activedescendant={active() < 0 ? undefined : `${props.control.id}-${active()}`}
        maxLength={200}
        value={props.value}
        onInput={(event) => type(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={close}
      />
      <div
        id={`${props.control.id}-contacts`}
        class={styles.list}
        role="listbox"
        aria-label="Contacts"
        hidden={found().length === 0}
      >
        <For each={found()}>
          {(contact, index) => (
            <div
              id={`${props.control.id}-${index()}`}
              role="option"
              class={styles.option}
              aria-selected={active() === index()}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => pick(contact)}
            >
              <Avatar name={contact.name} hueKey={contact.id} size={24} />
              <span class={styles.name} dir="auto">{contact.name}</span>
              <span class={styles.number}>{formatNumber(contact.phones[0] ?? "")}</span>
            </div>
          )}
        </For>
        <div
          id={`${props.control.id}-${found().length}`}
          role="option"
          class={styles.option}
          aria-selected={active() === found().length}
          onPointerDown={(event) => event.preventDefault()}
          onClick={close}
        >
          Use “{props.value.trim()}” as a new contact
        </div>
      </div>
      <p class="visually-hidden" role="status">
        <Show when={found().length > 0}>
          {found().length === 1 ? "1 contact" : `${found().length} contacts`}
        </Show>
      </p>
    </div>
  )
}
