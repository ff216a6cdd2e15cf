import {
  createContext,
  createEffect,
  createSignal,
  createUniqueId,
  type JSX,
  onCleanup,
  Show,
  useContext,
} from "solid-js"
import { IconButton } from "./IconButton.tsx"
import { Kbd } from "./Kbd.tsx"
import styles from "./Menu.module.css"

/** Closes the menu, gives the focus back, and does it. */
const MenuContext = createContext<(run: () => void) => void>()

export interface MenuButtonProps {
  readonly label: string
  readonly icon: JSX.Element
  /** `MenuItem`s. */
  readonly children: JSX.Element
}

/** A button with a menu that hangs below it, by the keys of the ARIA pattern: arrows, Home, End, first letters, Escape. */
export const MenuButton = (props: MenuButtonProps) => {
  const id = createUniqueId()
  const [open, setOpen] = createSignal(false)
  let root: HTMLDivElement | undefined
  let button: HTMLButtonElement | undefined
  const items = () => [...root?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? []]

  const show = (at: number) => {
    setOpen(true)
    items().at(at)?.focus()
  }
  const close = () => {
    setOpen(false)
    button?.focus()
  }
  const choose = (run: () => void) => {
    close()
    run()
  }
  const seek = (letter: string) => {
    const all = items()
    const at = all.findIndex((item) => item === document.activeElement)
    const begins = (item: HTMLElement) => item.textContent.trim().toLowerCase().startsWith(letter)
    ;[...all.slice(at + 1), ...all.slice(0, at + 1)].find(begins)?.focus()
  }
  const move = (step: number) => {
    const all = items()
    const at = all.findIndex((item) => item === document.activeElement)
    all.at((at + step + all.length) % all.length)?.focus()
  }
  const keys: Record<string, () => void> = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Home: () => items().at(0)?.focus(),
    End: () => items().at(-1)?.focus(),
    Escape: close,
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    // The focus goes on from the button.
    if (event.key === "Tab") return close()
    if (event.key === "Enter" || event.key === " ") return
    const known = keys[event.key]
    if (known) known()
    else if (event.key.length === 1) seek(event.key.toLowerCase())
    else return
    event.preventDefault()
  }
  createEffect(() => {
    if (!open()) return
    const onPointerDown = (event: PointerEvent) => {
      if (event.target instanceof Node && !root?.contains(event.target)) setOpen(false)
    }
    document.addEventListener("pointerdown", onPointerDown)
    onCleanup(() => document.removeEventListener("pointerdown", onPointerDown))
  })

  return (
    <div ref={root} class={styles.anchor}>
      <IconButton
        ref={button}
        label={props.label}
        aria-haspopup="menu"
        aria-expanded={open()}
        aria-controls={open() ? id : undefined}
        onClick={() => open() ? close() : show(0)}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return
          event.preventDefault()
          show(event.key === "ArrowDown" ? 0 : -1)
        }}
      >
        {props.icon}
      </IconButton>
      <Show when={open()}>
        <div id={id} class={styles.menu} role="menu" aria-label={props.label} onKeyDown={onKeyDown}>
          <MenuContext.Provider value={choose}>{props.children}</MenuContext.Provider>
        </div>
      </Show>
    </div>
  )
}

export interface MenuItemProps {
  readonly icon: JSX.Element
  /** The key that does the same. */
  readonly shortcut?: string | undefined
  readonly disabled?: boolean
  readonly onChoose: () => void
  readonly children: JSX.Element
}

export const MenuItem = (props: MenuItemProps) => {
  const choose = useContext(MenuContext)
  return (
    <button
      type="button"
      class={styles.item}
      role="menuitem"
      tabindex="-1"
      aria-disabled={props.disabled ?? false}
      aria-keyshortcuts={props.shortcut}
      onClick={() => props.disabled || choose?.(props.onChoose)}
    >
      {props.icon}
      <span class={styles.text}>{props.children}</span>
      <Show when={props.shortcut}>
        {(key) => (
          <span class={styles.key} aria-hidden="true">
            <Kbd>{key()}</Kbd>
          </span>
        )}
      </Show>
    </button>
  )
}
