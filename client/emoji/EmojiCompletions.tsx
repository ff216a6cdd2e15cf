import { createMemo, createResource, createSignal, For, onCleanup, onMount, Show } from "solid-js"
import { useDesk } from "../sync/createDesk.ts"
import { type Emoji, findEmoji } from "./Emoji.ts"
import { typedEmojiName } from "./typedEmojiName.ts"
import styles from "./EmojiCompletions.module.css"
import { insertAtCaret } from "./insertAtCaret.ts"
import { loadEmoji } from "./loadEmoji.ts"
import { rememberEmoji } from "./recentEmoji.ts"

const shownMax = 6

export interface EmojiCompletionsProps {
  readonly field: HTMLTextAreaElement
}

/** While a name such as `:smi` is typed: the emoji that it may be. Enter or Tab takes one, Esc leaves the text as it is. */
export const EmojiCompletions = (props: EmojiCompletionsProps) => {
  const desk = useDesk()
  const [all] = createResource(() => loadEmoji().catch(() => []))
  const read = () => typedEmojiName(props.field.value, props.field.selectionStart)
  const [typed, setTyped] = createSignal(read())
  const [marked, setMarked] = createSignal(0)
  /** Where a name begins that was left as it is. */
  const [left, setLeft] = createSignal<number | null>(null)
  const found = createMemo((): ReadonlyArray<Emoji> => {
    const name = typed()
    return name === null || name.start === left() ? [] : findEmoji(all() ?? [], name.name, shownMax)
  })
  const take = (emoji: Emoji | undefined) => {
    const name = typed()
    if (!emoji || !name) return
    rememberEmoji(desk.directory().me.id, emoji.unicode)
    insertAtCaret(props.field, emoji.unicode, { start: name.start, end: props.field.selectionStart })
  }
  const optionId = (index: number) => `emoji-name-${index}`
  const describe = () => {
    if (found().length > 0) props.field.setAttribute("aria-activedescendant", optionId(marked()))
    else props.field.removeAttribute("aria-activedescendant")
  }
  const refresh = () => {
    const name = read()
    setTyped(name)
    setMarked(0)
    if (name?.start !== left()) setLeft(null)
    // `:tada:` is taken as soon as it is closed.
    if (name?.closed) take(all()?.find(({ names }) => names.includes(name.name)))
    describe()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || found().length === 0 || event.ctrlKey || event.metaKey) return
    const count = found().length
    if (event.key === "ArrowDown") setMarked((marked() + 1) % count)
    else if (event.key === "ArrowUp") setMarked((marked() + count - 1) % count)
    else if (event.key === "Enter" || event.key === "Tab") take(found()[marked()])
    else if (event.key === "Escape") setLeft(typed()?.start ?? null)
    else return
    event.preventDefault()
    event.stopImmediatePropagation()
    describe()
  }
  onMount(() => {
    const { field } = props
    // Before the composer's own keys: Enter takes the emoji instead of sending.
    field.addEventListener("keydown", onKeyDown, true)
    field.addEventListener("input", refresh)
    field.addEventListener("click", refresh)
    onCleanup(() => {
      field.removeEventListener("keydown", onKeyDown, true)
      field.removeEventListener("input", refresh)
      field.removeEventListener("click", refresh)
    })
  })
  return (
    <>
      <Show when={found().length > 0}>
        <div class={styles.list} role="listbox" aria-label="Emoji">
          <For each={found()}>
            {(emoji, index) => (
              <div
                id={optionId(index())}
                class={styles.emoji}
                role="option"
                aria-selected={index() === marked()}
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => take(emoji)}
              >
                <span class={styles.sign} aria-hidden="true">{emoji.unicode}</span>
                {emoji.label}
                <span class={styles.name}>{emoji.names[0] && `:${emoji.names[0]}:`}</span>
              </div>
            )}
          </For>
        </div>
      </Show>
      <p class="visually-hidden" role="status">{found().length > 0 ? `${found().length} emoji` : ""}</p>
    </>
  )
}
