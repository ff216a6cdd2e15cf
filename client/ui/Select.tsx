import Check from "lucide-solid/icons/check"
import ChevronDown from "lucide-solid/icons/chevron-down"
import { createSignal, createUniqueId, For, type JSX, Show } from "solid-js"
import { createOptionCursor } from "./createOptionCursor.ts"
import input from "./Input.module.css"
import styles from "./Select.module.css"

export interface SelectOption {
  readonly value: string
  readonly label: string
  /** Such as the mark of its channel. */
  readonly icon?: () => JSX.Element
  /** It cannot be chosen; its label says why. */
  readonly disabled?: boolean
}

export interface SelectProps {
  /** For the `label` element that names it. */
  readonly id?: string
  /** Its name where there is no such element. */
  readonly label?: string
  readonly describedBy?: string | undefined
  readonly options: ReadonlyArray<SelectOption>
  readonly value: string
  /** Said while none of the options is chosen. */
  readonly placeholder?: string
  readonly disabled?: boolean
  /** `inline`: within a line of text or a chip. */
  readonly look?: "field" | "inline"
  readonly onChoose: (value: string) => void
}

/** What is typed within this time is one word to look for. */
const typingMillisMax = 600
/** Of the list and of each option at the most, in pixels: where there is no room for them below, it opens upwards. */
const [heightMax, optionHeightMax, around] = [300, 44, 16]

/** Chooses one of a few, by the keys of the ARIA pattern: arrows, Home, End, letters, Enter, Space, Tab, Escape. */
export const Select = (props: SelectProps) => {
  const listId = createUniqueId()
  const [open, setOpen] = createSignal(false)
  const [upwards, setUpwards] = createSignal(false)
  let button: HTMLButtonElement | undefined
  let typed = ""
  let typedAt = 0
  const chosenAt = () => props.options.findIndex(({ value }) => value === props.value)
  const chosen = () => props.options[chosenAt()]
  const optionAt = (at: string | undefined) => at === undefined ? undefined : props.options[Number(at)]
  const choose = (option: SelectOption | undefined) => {
    if (option === undefined || option.disabled) return
    setOpen(false)
    if (option.value !== props.value) props.onChoose(option.value)
  }
  const cursor = createOptionCursor(
    () => props.options.map((_, at) => String(at)),
    (at) => choose(optionAt(at)),
  )
  const mark = (at: number) => {
    cursor.mark(String(at))
    document.getElementById(cursor.optionId(String(at)))?.scrollIntoView({ block: "nearest" })
  }
  const show = (at = Math.max(0, chosenAt())) => {
    const below = innerHeight - (button?.getBoundingClientRect().bottom ?? 0)
    const wanted = Math.min(heightMax, props.options.length * optionHeightMax) + around
    setUpwards(below < wanted && innerHeight - below > wanted)
    setOpen(true)
    mark(at)
  }
  const seek = (letter: string) => {
    const now = performance.now()
    typed = now - typedAt > typingMillisMax ? letter : typed + letter
    typedAt = now
    const from = Math.max(0, open() ? Number(cursor.active() ?? 0) : chosenAt())
    const begins = (at: number) =>
      props.options[at % props.options.length]?.label.toLowerCase().startsWith(typed.toLowerCase())
    // A letter by itself goes on to the next that begins with it.
    const first = from + (typed.length === 1 ? 1 : 0)
    const found = props.options.map((_, step) => first + step).find(begins)
    show(found === undefined ? from : found % props.options.length)
  }
  const isTyping = () => typed !== "" && performance.now() - typedAt <= typingMillisMax
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return
    const { key } = event
    const wasOpen = open()
    if (key === "Tab") return wasOpen ? choose(optionAt(cursor.active())) : undefined
    if (key === "Escape") {
      if (!wasOpen) return
      setOpen(false)
    } else if (key === "Home" || key === "End") show(key === "Home" ? 0 : props.options.length - 1)
    else if (key.length === 1 && (key !== " " || isTyping())) seek(key)
    else if (key === " ") {
      if (wasOpen) choose(optionAt(cursor.active()))
      else show()
    } else if (wasOpen) return cursor.onKeyDown(event)
    else if (["ArrowDown", "ArrowUp", "Enter"].includes(key)) show()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const active = () => {
    const at = cursor.active()
    return open() && at !== undefined ? cursor.optionId(at) : undefined
  }
  return (
    <div class={styles.select} data-look={props.look ?? "field"}>
      <button
        ref={button}
        type="button"
        id={props.id}
        class={props.look === "inline" ? styles.inline : `${input.input} ${styles.button}`}
        role="combobox"
        aria-haspopup="listbox"
        aria-expanded={open()}
        aria-controls={open() ? listId : undefined}
        aria-activedescendant={active()}
        aria-label={props.label}
        aria-describedby={props.describedBy}
        disabled={props.disabled}
        onClick={() => open() ? setOpen(false) : show()}
        onKeyDown={onKeyDown}
        onBlur={() => setOpen(false)}
      >
        {chosen()?.icon?.()}
        <span class={styles.chosen} data-empty={chosen() === undefined}>
          {chosen()?.label ?? props.placeholder}
        </span>
        <ChevronDown aria-hidden="true" />
      </button>
      <Show when={open()}>
        <div
          id={listId}
          class={styles.list}
          role="listbox"
          aria-label={props.label ?? "Options"}
          data-upwards={upwards()}
          // The button keeps the focus.
          onPointerDown={(event) => event.preventDefault()}
        >
          <For each={props.options}>
            {(option, at) => (
              <div
                id={cursor.optionId(String(at()))}
                class={styles.option}
                role="option"
                aria-selected={option.value === props.value}
                aria-disabled={option.disabled ?? false}
                data-marked={cursor.active() === String(at())}
                onClick={() => choose(option)}
              >
                {option.icon?.()}
                <span class={styles.name}>{option.label}</span>
                <Show when={option.value === props.value}>
                  <Check aria-hidden="true" />
                </Show>
              </div>
            )}
          </For>
        </div>
      </Show>
    </div>
  )
}
