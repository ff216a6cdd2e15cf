import { createMemo, For, Show } from "solid-js"
import type { TextRange } from "../../domain/search/TextMatch.ts"
import styles from "./Marked.module.css"

export interface MarkedProps {
  readonly text: string
  /** In order and without overlaps. */
  readonly ranges: ReadonlyArray<TextRange>
  /** On a ground of its own, for a match among much text. */
  readonly strong?: boolean
}

/** A text in which what was searched for is marked. */
export const Marked = (props: MarkedProps) => {
  const parts = createMemo(() => {
    const pieces: Array<{ readonly text: string; readonly marked: boolean }> = []
    let at = 0
    for (const { end, start } of props.ranges) {
      pieces.push({ text: props.text.slice(at, start), marked: false })
      pieces.push({ text: props.text.slice(start, end), marked: true })
      at = end
    }
    return [...pieces, { text: props.text.slice(at), marked: false }]
  })
  return (
    <For each={parts()}>
      {(part) => (
        <Show when={part.marked} fallback={part.text}>
          <mark class={styles.mark} data-strong={props.strong === true}>{part.text}</mark>
        </Show>
      )}
    </For>
  )
}
