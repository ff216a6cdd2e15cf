import Search from "lucide-solid/icons/search"
import type { OptionCursor } from "./createOptionCursor.ts"
import input from "./Input.module.css"
import styles from "./OptionSearch.module.css"

export interface OptionSearchProps<Id extends string> {
  readonly id: string
  /** The id of the list of options. */
  readonly listId: string
  readonly placeholder: string
  readonly cursor: OptionCursor<Id>
  readonly value: string
  readonly onInput: (text: string) => void
}

/** The field above a list of options, in which one types and by whose keys one moves and picks. */
export const OptionSearch = <Id extends string>(props: OptionSearchProps<Id>) => {
  const activeId = () => {
    const active = props.cursor.active()
    return active === undefined ? undefined : props.cursor.optionId(active)
  }
  return (
    <div class={styles.search}>
      <Search aria-hidden="true" />
      <input
        id={props.id}
        class={input.input}
        role="combobox"
        aria-expanded="true"
        aria-controls={props.listId}
        aria-autocomplete="list"
        aria-activedescendant={activeId()}
        autocomplete="off"
        placeholder={props.placeholder}
        value={props.value}
        onInput={(event) => {
          props.onInput(event.currentTarget.value)
          props.cursor.mark(null)
        }}
        onKeyDown={(event) => props.cursor.onKeyDown(event)}
      />
    </div>
  )
}
