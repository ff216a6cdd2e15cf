// By their own names, as in `Modal`.
import * as Dialog from "@kobalte/core/dialog"
import Search from "lucide-solid/icons/search"
import X from "lucide-solid/icons/x"
import { createEffect, createMemo, createSignal, createUniqueId, For, on, Show } from "solid-js"
import { useScreen } from "../inbox/createScreen.ts"
import { createFocusReturn } from "../ui/createFocusReturn.ts"
import { createOptionCursor } from "../ui/createOptionCursor.ts"
import { createSlow } from "../ui/createSlow.ts"
import { IconButton } from "../ui/IconButton.tsx"
import { Kbd } from "../ui/Kbd.tsx"
import { Marked } from "../ui/Marked.tsx"
import modal from "../ui/Modal.module.css"
import styles from "./CommandPalette.module.css"
import { createPaletteGroups } from "./createPaletteGroups.tsx"
import type { PaletteEntry } from "./PaletteEntry.ts"

const label = "Jump to anything"
/** What is searched for longer says so. */
const searchingAfterMillis = 500

/** Finds conversations, contacts, pages and actions by their names (Ctrl K): typing filters, arrows move, Enter opens. */
export const CommandPalette = (props: { readonly onClose: () => void }) => {
  const screen = useScreen()
  const id = createUniqueId()
  const [typed, setTyped] = createSignal("")
  const text = createMemo(() => typed().trim())
  const { answered, found, groups } = createPaletteGroups(text)
  const entries = createMemo(() => groups().flatMap((group) => group.entries))
  /** Enter came before what it is for. */
  let awaited = false
  let moved = false
  createFocusReturn()
  const slow = createSlow(() => !answered(), searchingAfterMillis)

  const choose = (entry: PaletteEntry | undefined, inNewTab = false) => {
    if (!entry) return
    if (inNewTab && entry.href !== undefined) return void open(entry.href, "_blank", "noopener")
    props.onClose()
    // After the focus is where it was.
    setTimeout(entry.run)
  }
  const entryOf = (wanted: string | undefined) => entries().find((entry) => entry.id === wanted)
  const cursor = createOptionCursor(
    () => entries().map((entry) => entry.id),
    (picked) => choose(entryOf(picked)),
  )
  const type = (value: string) => {
    setTyped(value)
    cursor.mark(null)
    awaited = false
    moved = false
  }
  createEffect(on(answered, (is) => {
    if (is && awaited && !found().failed) choose(entryOf(cursor.active()))
    awaited = false
  }))
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return
    const withControl = event.ctrlKey || event.metaKey
    if (withControl && event.key.toLowerCase() === "k") {
      event.preventDefault()
      return props.onClose()
    }
    moved ||= event.key === "ArrowDown" || event.key === "ArrowUp"
    if (event.key !== "Enter") return cursor.onKeyDown(event)
    event.preventDefault()
    if (answered() || moved) choose(entryOf(cursor.active()), withControl)
    else awaited = true
  }

  return (
    <Dialog.Root open onOpenChange={(shown) => shown || props.onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay class={modal.scrim} />
        <div class={`${modal.centre} ${styles.place}`}>
          <Dialog.Content
            class={`${modal.dialog} ${styles.palette}`}
            aria-label={label}
            onCloseAutoFocus={(event) => event.preventDefault()}
          >
            <div class={styles.search}>
              <Search aria-hidden="true" />
              <input
                class={styles.input}
                type="text"
                role="combobox"
                aria-label={label}
                aria-expanded="true"
                aria-controls={`${id}-list`}
                aria-autocomplete="list"
                aria-activedescendant={entries().length === 0
                  ? undefined
                  : cursor.optionId(cursor.active() ?? "")}
                autocomplete="off"
                spellcheck={false}
                maxLength={100}
                placeholder={label}
                value={typed()}
                onInput={(event) => type(event.currentTarget.value)}
                onKeyDown={onKeyDown}
              />
              <Show when={slow()}>
                <span class={styles.busy} role="status">Searching…</span>
              </Show>
              <Show
                when={!screen.narrow()}
                fallback={
                  <IconButton label="Close" onClick={() => props.onClose()}>
                    <X />
                  </IconButton>
                }
              >
                <button type="button" class={styles.close} aria-label="Close" onClick={() => props.onClose()}>
                  <Kbd>Esc</Kbd>
                </button>
              </Show>
            </div>
            <div id={`${id}-list`} class={styles.list} role="listbox" aria-label={label}>
              <For each={groups()}>
                {(group, index) => (
                  <div role="group" aria-labelledby={`${id}-group-${index()}`}>
                    <div id={`${id}-group-${index()}`} class={styles.title}>{group.title}</div>
                    <For each={group.entries}>
                      {(entry) => (
                        <Option
                          id={cursor.optionId(entry.id)}
                          entry={entry}
                          active={cursor.active() === entry.id}
                          onPoint={() => cursor.mark(entry.id)}
                          onChoose={(inNewTab) => choose(entry, inNewTab)}
                        />
                      )}
                    </For>
                  </div>
                )}
              </For>
            </div>
            <Show when={found().failed}>
              <p class={styles.failed} role="alert">Conversations and contacts were not searched.</p>
            </Show>
            <p class="visually-hidden" role="status">
              <Show when={answered()}>
                {entries().length === 1 ? "1 result" : `${entries().length} results`}
              </Show>
            </p>
            <footer class={styles.keys} aria-hidden="true">
              <span>
                <Kbd>Up</Kbd>
                <Kbd>Down</Kbd> move
              </span>
              <span>
                <Kbd>Enter</Kbd> open
              </span>
              <span>
                <Kbd>Ctrl</Kbd>
                <Kbd>Enter</Kbd> open in a new tab
              </span>
            </footer>
          </Dialog.Content>
        </div>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

interface OptionProps {
  readonly id: string
  readonly entry: PaletteEntry
  readonly active: boolean
  readonly onPoint: () => void
  readonly onChoose: (inNewTab: boolean) => void
}

const Option = (props: OptionProps) => (
  <div
    id={props.id}
    class={styles.option}
    role="option"
    aria-selected={props.active}
    // The field keeps the focus.
    onPointerDown={(event) => event.preventDefault()}
    onPointerMove={() => props.active || props.onPoint()}
    onClick={(event) => props.onChoose(event.ctrlKey || event.metaKey)}
  >
    <span class={styles.icon} aria-hidden="true">{props.entry.icon()}</span>
    <span class={styles.words}>
      <span class={styles.name} dir="auto">
        <Marked text={props.entry.label} ranges={props.entry.marks} />
      </span>
      <Show when={props.entry.details}>{(details) => <span class={styles.details}>{details()}</span>}</Show>
    </span>
    <span class={styles.key} aria-hidden="true">
      <Show
        when={props.entry.shortcut}
        fallback={
          <Show when={props.active}>
            <Kbd>Enter</Kbd>
          </Show>
        }
      >
        {(keys) => <For each={keys().split(" ")}>{(key) => <Kbd>{key}</Kbd>}</For>}
      </Show>
    </span>
  </div>
)
