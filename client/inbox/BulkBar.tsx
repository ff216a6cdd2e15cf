import Minus from "lucide-solid/icons/minus"
import { Show } from "solid-js"
import { bulkMax } from "../../domain/inbox/Bulk.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import styles from "./BulkBar.module.css"
import { createAside } from "./createAside.ts"
import { createBulkActions } from "./createBulkActions.ts"
import { useScreen } from "./createScreen.ts"

/** In place of the filter chips while rows are checked. */
export const BulkBar = () => {
  const desk = useDesk()
  const screen = useScreen()
  const { selection } = screen
  const actions = createBulkActions()
  const aside = createAside()
  const more = () => {
    const total = selection.total()
    return total !== null && total > selection.count() ? total : null
  }
  const offer = (total: number) =>
    total > bulkMax
      ? `Select the newest ${bulkMax.toLocaleString("en")}`
      : `Select all ${total.toLocaleString("en")} that match`
  return (
    <div class={styles.area} role="group" aria-label="Selected conversations">
      <div class={styles.bar}>
        <button
          type="button"
          class={styles.clear}
          role="checkbox"
          aria-checked="mixed"
          aria-label="Clear selection"
          data-tooltip="Clear selection"
          data-tooltip-key="Esc"
          onClick={() => {
            selection.setActive(false)
            document.getElementById("conversation-list")?.focus()
          }}
        >
          <Minus aria-hidden="true" />
        </button>
        <p class={styles.count} role="status">{selection.count().toLocaleString("en")} selected</p>
        <Button variant="link" disabled={!desk.online()} onClick={() => actions.markSelected(true)}>
          Mark read
        </Button>
        <Button variant="link" disabled={!desk.online()} onClick={() => actions.markSelected(false)}>
          Mark unread
        </Button>
        <Show when={desk.directory().me.role === "admin"}>
          <Button
            variant="link"
            aria-haspopup="dialog"
            disabled={!desk.online()}
            onClick={() => screen.setDialog("assignSelected")}
          >
            Assign
          </Button>
        </Show>
      </div>
      <div class={styles.bar}>
        <Button variant="link" disabled={!desk.online()} onClick={aside.toggleDone}>
          {screen.filters().aside === null ? "Done" : "To inbox"}
        </Button>
        <Button
          variant="link"
          aria-haspopup="dialog"
          disabled={!desk.online()}
          onClick={() => screen.setDialog("snooze")}
        >
          Snooze
        </Button>
        <Button
          variant="link"
          aria-haspopup="dialog"
          disabled={!desk.online()}
          onClick={() => screen.setDialog("labels")}
        >
          Label
        </Button>
      </div>
      <Show when={more()}>
        {(total) => (
          <Button variant="link" class={styles.all} onClick={() => selection.selectAll()}>
            {offer(total())}
          </Button>
        )}
      </Show>
    </div>
  )
}
