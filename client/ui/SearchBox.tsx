import Search from "lucide-solid/icons/search"
import { createSignal, onCleanup, Show } from "solid-js"
import { Kbd } from "./Kbd.tsx"
import styles from "./SearchBox.module.css"

/** After the last key a search waits so long. */
const searchDelayMillis = 200

export interface SearchBoxProps {
  readonly label: string
  readonly placeholder: string
  /** Whether there is a keyboard, whose `/` leads here. */
  readonly keyed: boolean
  readonly class?: string | undefined
  readonly onFind: (text: string) => void
}

/** The page's search, which finds while one types. */
export const SearchBox = (props: SearchBoxProps) => {
  const [text, setText] = createSignal("")
  let timer: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(timer))
  const find = (typed: string, delayMillis: number) => {
    setText(typed)
    clearTimeout(timer)
    timer = setTimeout(() => props.onFind(typed.trim()), delayMillis)
  }
  return (
    <form
      class={`${styles.search} ${props.class ?? ""}`}
      role="search"
      onSubmit={(event) => {
        event.preventDefault()
        find(text(), 0)
      }}
    >
      <Search aria-hidden="true" />
      <input
        id="search"
        type="search"
        maxLength={100}
        placeholder={props.placeholder}
        aria-label={props.label}
        autocomplete="off"
        value={text()}
        onInput={(event) => find(event.currentTarget.value, searchDelayMillis)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return
          event.stopPropagation()
          if (text() === "") event.currentTarget.blur()
          else find("", 0)
        }}
      />
      <Show when={props.keyed}>
        <Kbd>/</Kbd>
      </Show>
    </form>
  )
}
