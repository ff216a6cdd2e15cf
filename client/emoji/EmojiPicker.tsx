import Search from "lucide-solid/icons/search"
import {
  createEffect,
  createMemo,
  createResource,
  createSignal,
  For,
  onCleanup,
  onMount,
  Show,
} from "solid-js"
import { useDesk } from "../sync/createDesk.ts"
import input from "../ui/Input.module.css"
import { type Emoji, emojiGroups, findEmoji } from "./Emoji.ts"
import styles from "./EmojiPicker.module.css"
import { loadEmoji } from "./loadEmoji.ts"
import { recentEmoji, rememberEmoji } from "./recentEmoji.ts"

const columns = 8
const foundMax = 64
const gap = 6

interface Section {
  readonly title: string
  readonly emoji: ReadonlyArray<Emoji>
}

export interface EmojiPickerProps {
  /** The button that opened it. */
  readonly anchor: HTMLElement
  /** What it does not cover: the text that is written. */
  readonly beside: HTMLElement | undefined
  /** `more`: another one may follow. */
  readonly onPick: (unicode: string, more: boolean) => void
  readonly onClose: () => void
}

/** Above everything, also in a dialog: below the button where there is room, else above the text. */
const place = (panel: HTMLElement, { anchor, beside }: EmojiPickerProps) => {
  const button = anchor.getBoundingClientRect()
  const { height, width } = panel.getBoundingClientRect()
  const top = (beside ?? anchor).getBoundingClientRect().top
  const below = button.bottom + gap
  panel.style.left = `${Math.max(gap, Math.min(button.left, innerWidth - width - gap))}px`
  panel.style.top = `${below + height <= innerHeight - gap ? below : Math.max(gap, top - gap - height)}px`
}

/** Emoji by name, by group, and those used last (MEDIA-4). The field keeps the focus; arrows move, Enter picks. */
export const EmojiPicker = (props: EmojiPickerProps) => {
  const desk = useDesk()
  const me = () => desk.directory().me.id
  let panel: HTMLDivElement | undefined
  let field: HTMLInputElement | undefined
  const [all, { refetch }] = createResource(() => loadEmoji().catch(() => null))
  const [typed, setTyped] = createSignal("")
  const [marked, setMarked] = createSignal(0)
  // As it was when it was opened: nothing moves under the pointer.
  const recent = recentEmoji(me())

  const sections = createMemo((): ReadonlyArray<Section> => {
    const data = all() ?? []
    if (typed().trim() !== "") return [{ title: "Found", emoji: findEmoji(data, typed(), foundMax) }]
    const known = new Map(data.map((emoji) => [emoji.unicode.replace("\ufe0f", ""), emoji]))
    const used = recent.flatMap((unicode) => known.get(unicode.replace("\ufe0f", "")) ?? [])
    return [
      { title: "Used often", emoji: used },
      ...emojiGroups.map(({ group, title }) => ({ title, emoji: data.filter((one) => one.group === group) })),
    ]
  })
  const flat = createMemo(() => sections().flatMap(({ emoji }) => emoji))
  const starts = createMemo(() => {
    let start = 0
    return sections().map(({ emoji }) => {
      const first = start
      start += emoji.length
      return first
    })
  })
  const current = () => flat()[marked()]
  const optionId = (index: number) => `emoji-${index}`

  onMount(() => {
    if (!panel) return
    panel.showPopover()
    place(panel, props)
    field?.focus()
    const onPointerDown = ({ target }: PointerEvent) => {
      const inside = target instanceof Node && (panel?.contains(target) || props.anchor.contains(target))
      if (!inside) props.onClose()
    }
    document.addEventListener("pointerdown", onPointerDown, true)
    onCleanup(() => document.removeEventListener("pointerdown", onPointerDown, true))
  })
  createEffect(() => {
    sections()
    if (panel) place(panel, props)
  })

  const pick = (emoji: Emoji | undefined, more: boolean) => {
    if (!emoji) return
    rememberEmoji(me(), emoji.unicode)
    props.onPick(emoji.unicode, more)
  }
  /** The place above or below in the lines of eight, into the section before or after. */
  const vertical = (step: 1 | -1): number => {
    const section = starts().findLastIndex((start) => start <= marked())
    const start = starts()[section] ?? 0
    const size = sections()[section]?.emoji.length ?? 0
    const column = (marked() - start) % columns
    const target = marked() + step * columns
    if (target >= start && target < start + size) return target
    if (step > 0) {
      const lastLine = Math.floor((size - 1) / columns)
      if (Math.floor((marked() - start) / columns) < lastLine) return start + size - 1
    }
    const next = section + step
    const count = sections()[next]?.emoji.length ?? 0
    if (count === 0) return marked()
    const first = starts()[next] ?? 0
    const line = step > 0 ? 0 : Math.floor((count - 1) / columns)
    return first + Math.min(count - 1, line * columns + column)
  }
  const move = (to: number) => {
    setMarked(Math.max(0, Math.min(flat().length - 1, to)))
    document.getElementById(optionId(marked()))?.scrollIntoView({ block: "nearest" })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return
    const { key } = event
    if (key === "ArrowDown") move(vertical(1))
    else if (key === "ArrowUp") move(vertical(-1))
    else if (key === "ArrowRight" && typed() === "") move(marked() + 1)
    else if (key === "ArrowLeft" && typed() === "") move(marked() - 1)
    else if (key === "Enter") pick(current(), event.shiftKey)
    else if (key === "Escape" || key === "Tab") props.onClose()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div ref={panel} popover="manual" class={styles.panel} role="dialog" aria-label="Emoji">
      <div class={styles.search}>
        <Search aria-hidden="true" />
        <input
          ref={field}
          class={input.input}
          role="combobox"
          aria-label="Search emoji"
          aria-expanded="true"
          aria-controls="emoji-list"
          aria-autocomplete="list"
          aria-activedescendant={current() ? optionId(marked()) : undefined}
          autocomplete="off"
          spellcheck={false}
          placeholder="Search emoji"
          value={typed()}
          onInput={(event) => {
            setTyped(event.currentTarget.value)
            setMarked(0)
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id="emoji-list" class={styles.list} role="listbox" aria-label="Emoji">
        <Show when={!all.loading} fallback={<p class={styles.none}>Loading…</p>}>
          <Show
            when={all()}
            fallback={
              <p class={styles.none}>
                The emoji did not load.{" "}
                <button type="button" class={styles.again} onClick={() => void refetch()}>Try again</button>
              </p>
            }
          >
            <For each={sections()}>
              {(section, at) => (
                <Show when={section.emoji.length > 0 || section.title === "Found"}>
                  <div class={styles.section} role="group" aria-label={section.title}>
                    <p class={styles.title} aria-hidden="true">{section.title}</p>
                    <div class={styles.grid}>
                      <For
                        each={section.emoji}
                        fallback={<p class={styles.none}>No emoji with that name.</p>}
                      >
                        {(emoji, index) => (
                          <span
                            id={optionId((starts()[at()] ?? 0) + index())}
                            class={styles.emoji}
                            role="option"
                            aria-label={emoji.label}
                            aria-selected={(starts()[at()] ?? 0) + index() === marked()}
                            // The field keeps the focus.
                            onPointerDown={(event) => event.preventDefault()}
                            onPointerEnter={() => setMarked((starts()[at()] ?? 0) + index())}
                            onClick={(event) => pick(emoji, event.shiftKey)}
                          >
                            {emoji.unicode}
                          </span>
                        )}
                      </For>
                    </div>
                  </div>
                </Show>
              )}
            </For>
          </Show>
        </Show>
      </div>
      <p class={styles.current} aria-hidden="true">
        <Show when={current()}>
          {(emoji) => (
            <>
              <span class={styles.large}>{emoji().unicode}</span>
              {emoji().label}
              <span class={styles.code}>{emoji().names[0] && `:${emoji().names[0]}:`}</span>
            </>
          )}
        </Show>
      </p>
    </div>
  )
}
