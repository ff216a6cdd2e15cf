import CircleQuestionMark from "lucide-solid/icons/circle-question-mark"
import LogOut from "lucide-solid/icons/log-out"
import Moon from "lucide-solid/icons/moon"
import Search from "lucide-solid/icons/search"
import SquarePen from "lucide-solid/icons/square-pen"
import Sun from "lucide-solid/icons/sun"
import { Show } from "solid-js"
import { useSession } from "../session/SessionContext.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Avatar } from "../ui/Avatar.tsx"
import { Button } from "../ui/Button.tsx"
import { IconButton } from "../ui/IconButton.tsx"
import { Kbd } from "../ui/Kbd.tsx"
import { Logo } from "../ui/Logo.tsx"
import { Bell } from "./Bell.tsx"
import { useScreen } from "./createScreen.ts"
import styles from "./Rail.module.css"
import { RailNav } from "./RailNav.tsx"

export const Rail = (props: { readonly compact: boolean }) => {
  const screen = useScreen()
  return (
    <aside class={styles.rail} data-compact={props.compact} aria-label="Converse Desk">
      <div class={styles.brand}>
        <Logo size={24} />
        <span class={styles.label}>Converse Desk</span>
        <Bell />
      </div>
      <Button
        variant="primary"
        class={styles.new}
        aria-label="New conversation"
        aria-keyshortcuts="C"
        data-tooltip={props.compact ? "New conversation" : undefined}
        data-tooltip-key="C"
        onClick={() => screen.setDialog("new")}
      >
        <SquarePen />
        <span class={styles.label}>New conversation</span>
        <span class={styles.key} aria-hidden="true">
          <Kbd>C</Kbd>
        </span>
      </Button>
      <JumpButton compact={props.compact} />
      <RailNav compact={props.compact} />
      <RailFoot />
    </aside>
  )
}

/** Opens the palette. */
export const JumpButton = (props: { readonly compact: boolean }) => {
  const screen = useScreen()
  return (
    <button
      type="button"
      class={styles.jump}
      aria-label="Jump to anything"
      aria-haspopup="dialog"
      aria-keyshortcuts="Control+K"
      data-tooltip={props.compact ? "Jump to anything" : undefined}
      data-tooltip-key="Ctrl K"
      onClick={() => screen.setDialog("palette")}
    >
      <Search />
      <span class={styles.label}>Jump to anything</span>
      <span class={styles.jumpKeys} aria-hidden="true">Ctrl K</span>
    </button>
  )
}

/** Who is signed in, and what belongs to them: shortcuts, theme, sign-out. */
export const RailFoot = () => {
  const desk = useDesk()
  const screen = useScreen()
  const session = useSession()
  const me = () => desk.directory().me
  const dark = () => session.theme.theme() === "dark"
  return (
    <div class={styles.foot}>
      <button
        type="button"
        class={styles.user}
        aria-label={`${me().name}. Your settings`}
        data-tooltip="Your settings"
        onClick={() => {
          screen.setDialog(null)
          screen.goToSettings("profile")
        }}
      >
        <Avatar name={me().name} hueKey={me().id} size={28} />
        <span class={styles.me}>
          <span class={styles.meName}>{me().name}</span>
          <span class={styles.meRole}>
            {me().role === "admin" ? "Admin" : "Agent"} · {desk.online() ? "Online" : "Offline"}
          </span>
        </span>
      </button>
      <Show when={!screen.narrow()}>
        <IconButton label="Keyboard shortcuts" shortcut="?" onClick={() => screen.setDialog("shortcuts")}>
          <CircleQuestionMark />
        </IconButton>
      </Show>
      <IconButton
        label={dark() ? "Use light colours" : "Use dark colours"}
        onClick={() => session.theme.toggle()}
      >
        <Show when={dark()} fallback={<Moon />}>
          <Sun />
        </Show>
      </IconButton>
      <IconButton label="Sign out" onClick={() => session.leave()}>
        <LogOut />
      </IconButton>
    </div>
  )
}
