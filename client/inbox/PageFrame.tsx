import ChevronLeft from "lucide-solid/icons/chevron-left"
import Menu from "lucide-solid/icons/menu"
import { type JSX, Match, Switch } from "solid-js"
import { IconButton } from "../ui/IconButton.tsx"
import { useScreen } from "./createScreen.ts"
import styles from "./PageFrame.module.css"

export interface PageFrameProps {
  readonly label: string
  /** The heading's id: skip links and the page itself give it the focus. */
  readonly titleId: string
  /** What the heading says where it is not the label. */
  readonly title?: string
  /** A page that has no way to the rail on a phone may have one back to where it belongs; null: neither. */
  readonly back?: { readonly label: string; readonly go: () => void } | null
  /** What is said and offered beside the heading. */
  readonly beside?: JSX.Element
  readonly class?: string | undefined
  readonly children: JSX.Element
}

/** A page beside the rail: its heading with what can be done, and the rest below. */
export const PageFrame = (props: PageFrameProps) => {
  const screen = useScreen()
  return (
    <section class={`${styles.page} ${props.class ?? ""}`} aria-label={props.label}>
      <header class={styles.header}>
        <Switch>
          <Match when={props.back}>
            {(back) => (
              <IconButton label={back().label} onClick={() => back().go()}>
                <ChevronLeft />
              </IconButton>
            )}
          </Match>
          <Match when={props.back === undefined && screen.narrow()}>
            <IconButton label="Menu" onClick={() => screen.setDialog("menu")}>
              <Menu />
            </IconButton>
          </Match>
        </Switch>
        <h1 id={props.titleId} class={styles.title} tabindex="-1">{props.title ?? props.label}</h1>
        {props.beside}
      </header>
      {props.children}
    </section>
  )
}
