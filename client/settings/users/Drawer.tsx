import X from "lucide-solid/icons/x"
import { type JSX, onCleanup, onMount } from "solid-js"
import styles from "../../contact/ContactDrawer.module.css"
import { IconButton } from "../../ui/IconButton.tsx"

export interface DrawerProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: JSX.Element
  readonly footer: JSX.Element
  /** At the other end of the footer: what ends it. */
  readonly ending?: JSX.Element
}

/** Beside the table, which stays usable: Esc closes, and the focus goes back to where it was. */
export const Drawer = (props: DrawerProps) => {
  const opener = document.activeElement
  let body: HTMLDivElement | undefined
  onMount(() => body?.querySelector<HTMLElement>("input, select, button")?.focus())
  onCleanup(() => setTimeout(() => opener instanceof HTMLElement && opener.isConnected && opener.focus()))
  return (
    <aside
      class={styles.drawer}
      aria-label={props.title}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return
        event.stopPropagation()
        props.onClose()
      }}
    >
      <header class={styles.header}>
        <h2>{props.title}</h2>
        <IconButton label="Close" shortcut="Esc" onClick={() => props.onClose()}>
          <X />
        </IconButton>
      </header>
      <div ref={body} class={styles.body}>{props.children}</div>
      <footer class={styles.footer}>
        {props.ending}
        <span class={styles.space} />
        {props.footer}
      </footer>
    </aside>
  )
}
