import BellIcon from "lucide-solid/icons/bell"
import { Show } from "solid-js"
import { useDesk } from "../sync/createDesk.ts"
import { IconButton } from "../ui/IconButton.tsx"
import styles from "./Bell.module.css"
import { useScreen } from "./createScreen.ts"
import { shortCount } from "./shortCount.ts"

/** Opens what the user was told of, and shows how much of it they have not read (NOTIFY-6). */
export const Bell = () => {
  const desk = useDesk()
  const screen = useScreen()
  const unread = () => desk.notices().unread
  return (
    <IconButton
      class={styles.bell}
      label={unread() > 0 ? `Notifications, ${unread()} unread` : "Notifications"}
      shortcut="G then N"
      aria-haspopup="dialog"
      aria-expanded={screen.dialog() === "notices"}
      onClick={() => screen.setDialog("notices")}
    >
      <BellIcon />
      <Show when={unread() > 0}>
        <span class={styles.count} aria-hidden="true">{shortCount(unread())}</span>
      </Show>
    </IconButton>
  )
}
