import FileArchive from "lucide-solid/icons/file-archive"
import FileText from "lucide-solid/icons/file-text"
import FileType from "lucide-solid/icons/file-type"
import { createSignal, For, type JSX, onCleanup, onMount, Show } from "solid-js"
import type { TranscriptFormat } from "../../domain/conversation/TranscriptFormat.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { createFocusReturn } from "../ui/createFocusReturn.ts"
import input from "../ui/Input.module.css"
import menuStyles from "../ui/Menu.module.css"
import { createExport, type ExportPeriod } from "./createExport.ts"
import styles from "./ExportMenu.module.css"

const formats: ReadonlyArray<{
  readonly format: TranscriptFormat
  readonly name: string
  readonly icon: () => JSX.Element
}> = [
  { format: "pdf", name: "PDF", icon: () => <FileText aria-hidden="true" /> },
  { format: "text", name: "Text (.txt)", icon: () => <FileType aria-hidden="true" /> },
  { format: "both", name: "Both (.zip)", icon: () => <FileArchive aria-hidden="true" /> },
]

const day = 24 * 60 * 60 * 1000
const spans = { all: "All messages", week: "Last 7 days", month: "Last 30 days", days: "From day to day" }
type Span = keyof typeof spans

const isSpan = (text: string): text is Span => Object.hasOwn(spans, text)

/** Midnight at the beginning of a day as a date field has it, `days` later; null while the field is empty. */
const midnight = (date: string, days: number): number | null => {
  const [year, month, dayOfMonth] = date.split("-").map(Number)
  if (!year || !month || !dayOfMonth) return null
  return new Date(year, month - 1, dayOfMonth + days).getTime()
}

export interface ExportMenuProps {
  readonly row: InboxRow
  readonly onClose: () => void
}

/** As what, and which part of the conversation is exported (EXPORT-1). Below the icon that opens it. */
export const ExportMenu = (props: ExportMenuProps) => {
  const exports = createExport()
  const [span, setSpan] = createSignal<Span>("all")
  const [first, setFirst] = createSignal("")
  const [last, setLast] = createSignal("")
  let menu: HTMLDivElement | undefined
  createFocusReturn()

  const period = (): ExportPeriod => {
    switch (span()) {
      case "all":
        return { from: null, until: null }
      case "week":
        return { from: Date.now() - 7 * day, until: null }
      case "month":
        return { from: Date.now() - 30 * day, until: null }
      case "days":
        return { from: midnight(first(), 0), until: midnight(last(), 1) }
    }
  }
  const problem = () => {
    const { from, until } = period()
    return from !== null && until !== null && from >= until ? "The last day is before the first." : null
  }
  const choose = (format: TranscriptFormat) => {
    if (problem() !== null) return
    exports.start(props.row, format, period())
    props.onClose()
  }
  const move = (step: number) => {
    const items = [...menu?.querySelectorAll("button") ?? []]
    const at = items.findIndex((item) => item === document.activeElement)
    items.at((at + step + items.length) % items.length)?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.stopPropagation()
      props.onClose()
    } else if (event.target instanceof HTMLButtonElement && event.key === "ArrowDown") move(1)
    else if (event.target instanceof HTMLButtonElement && event.key === "ArrowUp") move(-1)
    else return
    event.preventDefault()
  }
  const onPointerDown = (event: PointerEvent) => {
    if (event.target instanceof Node && !menu?.contains(event.target)) props.onClose()
  }
  onMount(() => menu?.querySelector("button")?.focus())
  document.addEventListener("pointerdown", onPointerDown)
  onCleanup(() => document.removeEventListener("pointerdown", onPointerDown))

  return (
    <div
      ref={menu}
      class={menuStyles.menu}
      role="dialog"
      aria-labelledby="export-title"
      onKeyDown={onKeyDown}
    >
      <p id="export-title" class={styles.title}>Export transcript</p>
      <For each={formats}>
        {({ format, icon, name }) => (
          <button
            type="button"
            class={menuStyles.item}
            onClick={() => choose(format)}
          >
            {icon()}
            {name}
          </button>
        )}
      </For>
      <div class={styles.period}>
        <label for="export-period" class={styles.title}>Period</label>
        <select
          id="export-period"
          class={input.input}
          value={span()}
          onChange={({ currentTarget }) => isSpan(currentTarget.value) && setSpan(currentTarget.value)}
        >
          <For each={Object.entries(spans)}>{([value, name]) => <option value={value}>{name}</option>}</For>
        </select>
        <Show when={span() === "days"}>
          <input
            class={input.input}
            type="date"
            aria-label="First day"
            value={first()}
            onInput={(event) => setFirst(event.currentTarget.value)}
          />
          <input
            class={input.input}
            type="date"
            aria-label="Last day"
            aria-invalid={problem() !== null}
            value={last()}
            onInput={(event) => setLast(event.currentTarget.value)}
          />
        </Show>
        <p class={styles.note} role="status" data-tone={problem() ? "danger" : undefined}>
          {problem() ?? "Private notes are left out."}
        </p>
      </div>
    </div>
  )
}
