import ChevronDown from "lucide-solid/icons/chevron-down"
import CircleAlert from "lucide-solid/icons/circle-alert"
import Search from "lucide-solid/icons/search"
import { createMemo, createSignal, createUniqueId, For, onCleanup, Show } from "solid-js"
import type { Sender, SenderId } from "../../../domain/sender/Sender.ts"
import { formatNumber } from "../../contact/formatNumber.ts"
import { ChannelMark } from "../../ui/ChannelMark.tsx"
import input from "../../ui/Input.module.css"
import styles from "./SenderSelect.module.css"

export interface SenderSelectProps {
  readonly senders: ReadonlyArray<Sender>
  readonly chosen: ReadonlyArray<SenderId>
  readonly disabled: boolean
  /** Takes the place of the hint. */
  readonly problem: string | null
  readonly onChange: (chosen: ReadonlyArray<SenderId>) => void
}

const digitsOf = (text: string): string => text.replace(/\D/g, "")

const matches = (sender: Sender, words: string): boolean =>
  words === "" || sender.label.toLowerCase().includes(words.toLowerCase()) ||
  (digitsOf(words) !== "" && digitsOf(sender.address).includes(digitsOf(words)))

/** The keys go on to be the search's. */
const keepFocus = (event: Event): void => event.preventDefault()

/** Chooses several Sender IDs, or all: a button that opens a list with a search; arrows move, Enter and clicks choose. */
export const SenderSelect = (props: SenderSelectProps) => {
  const id = createUniqueId()
  const [open, setOpen] = createSignal(false)
  const [words, setWords] = createSignal("")
  /** 0 is All Sender IDs. */
  const [marked, setMarked] = createSignal(0)
  let box: HTMLDivElement | undefined
  let button: HTMLButtonElement | undefined
  let search: HTMLInputElement | undefined
  const found = createMemo(() => props.senders.filter((sender) => matches(sender, words().trim())))
  const all = () => props.chosen.length === props.senders.length && props.senders.length > 0
  const optionId = (index: number) => `${id}-${index}`
  const show = () => {
    if (props.disabled) return
    setWords("")
    setMarked(0)
    setOpen(true)
    search?.focus()
  }
  const close = () => {
    setOpen(false)
    button?.focus()
  }
  const toggle = (index: number) => {
    setMarked(index)
    if (index === 0) return props.onChange(all() ? [] : props.senders.map((sender) => sender.id))
    const sender = found()[index - 1]
    if (!sender) return
    props.onChange(
      props.chosen.includes(sender.id)
        ? props.chosen.filter((one) => one !== sender.id)
        : [...props.chosen, sender.id],
    )
  }
  const move = (step: number) => {
    setMarked((at) => Math.min(found().length, Math.max(0, at + step)))
    document.getElementById(optionId(marked()))?.scrollIntoView({ block: "nearest" })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return
    if (event.key === "ArrowDown") move(1)
    else if (event.key === "ArrowUp") move(-1)
    else if (event.key === "Enter") toggle(marked())
    else if (event.key === "Escape") close()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const onPointerDown = (event: PointerEvent) => {
    if (open() && event.target instanceof Node && !box?.contains(event.target)) setOpen(false)
  }
  document.addEventListener("pointerdown", onPointerDown)
  onCleanup(() => document.removeEventListener("pointerdown", onPointerDown))
  return (
    <div
      ref={box}
      class={styles.select}
      onFocusOut={(event) =>
        event.relatedTarget instanceof Node && !box?.contains(event.relatedTarget) && setOpen(false)}
    >
      <p id={`${id}-label`} class={styles.label}>Sender IDs</p>
      <p id={`${id}-hint`} class={styles.hint}>
        <Show when={props.problem} fallback="Email is sent only for the Sender IDs you select.">
          {(problem) => (
            <span class={styles.problem} role="alert">
              <CircleAlert aria-hidden="true" />
              {problem()}
            </span>
          )}
        </Show>
      </p>
      <button
        ref={button}
        type="button"
        id={`${id}-button`}
        class={`${input.input} ${styles.button}`}
        aria-haspopup="dialog"
        aria-expanded={open()}
        aria-labelledby={`${id}-label ${id}-button`}
        aria-describedby={`${id}-hint`}
        disabled={props.disabled}
        onClick={() => open() ? close() : show()}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" || open()) return
          event.preventDefault()
          show()
        }}
      >
        {props.chosen.length} of {props.senders.length} selected
        <ChevronDown aria-hidden="true" />
      </button>
      <div class={styles.popup} role="dialog" aria-label="Choose Sender IDs" hidden={!open()}>
        <div class={styles.search}>
          <Search aria-hidden="true" />
          <input
            ref={search}
            class={input.input}
            role="combobox"
            aria-label="Search Sender IDs"
            aria-expanded="true"
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={optionId(marked())}
            autocomplete="off"
            placeholder="Search Sender IDs"
            value={words()}
            onInput={(event) => {
              setWords(event.currentTarget.value)
              setMarked(event.currentTarget.value.trim() === "" ? 0 : 1)
            }}
            onKeyDown={onKeyDown}
          />
        </div>
        <ul
          id={`${id}-list`}
          class={styles.list}
          role="listbox"
          aria-label="Sender IDs"
          aria-multiselectable="true"
        >
          <li
            id={optionId(0)}
            role="option"
            class={`${styles.option} ${styles.all}`}
            data-marked={marked() === 0}
            aria-selected={all()}
            onPointerDown={keepFocus}
            onClick={() => toggle(0)}
          >
            <Box state={all() ? "on" : props.chosen.length > 0 ? "some" : "off"} />
            All Sender IDs
          </li>
          <For
            each={found()}
            fallback={<li class={styles.none} role="presentation">No Sender ID like that.</li>}
          >
            {(sender, index) => (
              <li
                id={optionId(index() + 1)}
                role="option"
                class={styles.option}
                data-marked={marked() === index() + 1}
                aria-selected={props.chosen.includes(sender.id)}
                onPointerDown={keepFocus}
                onClick={() => toggle(index() + 1)}
              >
                <Box state={props.chosen.includes(sender.id) ? "on" : "off"} />
                <ChannelMark channel={sender.channel} size={16} />
                <span class={styles.name}>{sender.label}</span>
                <span class={styles.number}>{formatNumber(sender.address)}</span>
              </li>
            )}
          </For>
        </ul>
      </div>
    </div>
  )
}

/** The drawing of a checkbox; what it says is in the option. */
const Box = (props: { readonly state: "on" | "some" | "off" }) => (
  <span class={styles.box} data-state={props.state} aria-hidden="true" />
)
