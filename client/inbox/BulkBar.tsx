import AlarmClock from "lucide-solid/icons/alarm-clock"
import CircleCheck from "lucide-solid/icons/circle-check"
import EllipsisVertical from "lucide-solid/icons/ellipsis-vertical"
import Inbox from "lucide-solid/icons/inbox"
import ListChecks from "lucide-solid/icons/list-checks"
import Mail from "lucide-solid/icons/mail"
import MailOpen from "lucide-solid/icons/mail-open"
import Minus from "lucide-solid/icons/minus"
import Tag from "lucide-solid/icons/tag"
import UserRoundPlus from "lucide-solid/icons/user-round-plus"
import { Show } from "solid-js"
import { bulkMax } from "../../domain/inbox/Bulk.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { MenuButton, MenuItem } from "../ui/MenuButton.tsx"
import styles from "./BulkBar.module.css"
import { areAside } from "./Chosen.ts"
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
  const inbox = () => !areAside(selection.rows())
  return (
    <div class={styles.bar} role="group" aria-label="Selected conversations">
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
      <div class={styles.words}>
        <p class={styles.count} role="status">
          {selection.count().toLocaleString("en")} <span class={styles.word}>selected</span>
        </p>
        <Button
          variant="link"
          data-tooltip="Mark read"
          disabled={!desk.online()}
          onClick={() => actions.markSelected(true)}
        >
          <MailOpen aria-hidden="true" />
          <span class={styles.word}>Mark read</span>
        </Button>
        <Button
          variant="link"
          data-tooltip="Mark unread"
          disabled={!desk.online()}
          onClick={() => actions.markSelected(false)}
        >
          <Mail aria-hidden="true" />
          <span class={styles.word}>Mark unread</span>
        </Button>
        <Show when={desk.directory().me.role === "admin"}>
          <Button
            variant="link"
            aria-haspopup="dialog"
            data-tooltip="Assign"
            disabled={!desk.online()}
            onClick={() => screen.setDialog("assignSelected")}
          >
            <UserRoundPlus aria-hidden="true" />
            <span class={styles.word}>Assign</span>
          </Button>
        </Show>
      </div>
      <MenuButton label="More for the selected" icon={<EllipsisVertical />}>
        <MenuItem
          icon={inbox() ? <CircleCheck /> : <Inbox />}
          shortcut="D"
          disabled={!desk.online()}
          onChoose={aside.toggleDone}
        >
          {inbox() ? "Done" : "To inbox"}
        </MenuItem>
        <MenuItem
          icon={<AlarmClock />}
          shortcut="Z"
          disabled={!desk.online()}
          onChoose={() => screen.setDialog("snooze")}
        >
          Snooze
        </MenuItem>
        <MenuItem
          icon={<Tag />}
          shortcut="L"
          disabled={!desk.online()}
          onChoose={() => screen.setDialog("labels")}
        >
          Labels
        </MenuItem>
        <Show when={more()}>
          {(total) => (
            <MenuItem icon={<ListChecks />} onChoose={() => selection.selectAll()}>{offer(total())}</MenuItem>
          )}
        </Show>
      </MenuButton>
    </div>
  )
}
