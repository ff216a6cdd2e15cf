import { A } from "@solidjs/router"
import ListFilter from "lucide-solid/icons/list-filter"
import Users from "lucide-solid/icons/users"
import { For, Show } from "solid-js"
import type { SavedFilter } from "../../domain/inbox/SavedFilter.ts"
import { useScreen } from "../inbox/createScreen.ts"
import styles from "../inbox/Rail.module.css"
import { useDesk } from "../sync/createDesk.ts"
import { savedFilterPath } from "./savedFilterPath.ts"

/** Saved filters in the rail, each a link to its inbox (LIFE-3). */
export const SavedFiltersNav = (props: { readonly compact: boolean }) => {
  const desk = useDesk()
  return (
    <>
      <h2 class={styles.heading}>Saved filters</h2>
      <ul>
        <For each={desk.directory().savedFilters}>
          {(saved) => <Item saved={saved} compact={props.compact} />}
        </For>
      </ul>
    </>
  )
}

const Item = (props: { readonly saved: SavedFilter; readonly compact: boolean }) => {
  const screen = useScreen()
  const current = () => screen.inboxes() && screen.listPath() === savedFilterPath(props.saved)
  const what = () => props.saved.shared ? "shared with everyone" : "your own"
  return (
    <li>
      <A
        href={savedFilterPath(props.saved)}
        class={styles.item}
        data-current={current()}
        aria-current={current() ? "true" : undefined}
        aria-description={what()}
        data-tooltip={props.compact ? `${props.saved.name}, ${what()}` : what()}
        onClick={() => screen.dialog() === "menu" && screen.setDialog(null)}
      >
        <span class={styles.icon}>
          <Show when={props.saved.shared} fallback={<ListFilter />}>
            <Users />
          </Show>
        </span>
        <span class={styles.label}>{props.saved.name}</span>
      </A>
    </li>
  )
}
