import AlarmClock from "lucide-solid/icons/alarm-clock"
import CircleCheck from "lucide-solid/icons/circle-check"
import EllipsisVertical from "lucide-solid/icons/ellipsis-vertical"
import { createMemo, createSignal, For, lazy, onCleanup, onMount, Show, Suspense } from "solid-js"
import { Dynamic } from "solid-js/web"
import { type Aside, endOfSnooze } from "../../domain/conversation/Aside.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import { IconButton } from "../ui/IconButton.tsx"
import { MenuButton, MenuItem } from "../ui/MenuButton.tsx"
import { Tag } from "../ui/Tag.tsx"
import { zoneTime } from "../ui/ZoneTime.ts"
import { asideName } from "./asideName.ts"
import { type ConversationAction, createConversationActions } from "./createConversationActions.ts"
import styles from "./ConversationHeader.module.css"

const ExportMenu = lazy(() => import("./ExportMenu.tsx").then((it) => ({ default: it.ExportMenu })))

/** What has a button before all others; what finds no place is in the menu. */
const first: ReadonlyArray<ConversationAction["name"]> = [
  "export",
  "panel",
  "done",
  "mark",
  "snooze",
  "contact",
  "pin",
]
/** A button and the gap beside it. */
const buttonWidth = 32
/** Of the header, up to which there are only `buttonsMin`: the name, its tags and the number need the rest. */
const namedWidth = 608
const buttonsMin = 4

/** What can be done with the open conversation: as many buttons as there is room for, and a menu; on a phone only that (`14b`). */
export const HeaderActions = (props: { readonly row: InboxRow }) => {
  const screen = useScreen()
  const actions = createConversationActions(() => props.row)
  const exporting = () => screen.dialog() === "export"
  const [width, setWidth] = createSignal(namedWidth)
  let menu: HTMLSpanElement | undefined
  onMount(() => {
    const header = menu?.closest("header")
    if (!header) return
    const look = () => setWidth(header.clientWidth)
    look()
    const observer = new ResizeObserver(look)
    observer.observe(header)
    onCleanup(() => observer.disconnect())
  })
  const places = () => {
    if (screen.narrow()) return 0
    // Where the panel lies above the rest, the owner is a picture only.
    return buttonsMin + Number(screen.overlaid()) +
      Math.max(0, Math.floor((width() - namedWidth) / buttonWidth))
  }
  const shown = createMemo(() => actions.filter((action) => action.shown()))
  const buttons = createMemo(() => {
    if (shown().length <= places()) return shown()
    const chosen = first.filter((name) => shown().some((action) => action.name === name))
      .slice(0, Math.max(0, places() - 1))
    return shown().filter(({ name }) => chosen.includes(name))
  })
  const others = () => shown().filter((action) => !buttons().includes(action))
  return (
    <>
      <Show when={!screen.narrow() && props.row.aside}>{(aside) => <AsideTag aside={aside()} />}</Show>
      <For each={buttons()}>{(action) => <ActionButton action={action} expanded={exporting()} />}</For>
      <span ref={menu} class={styles.menu}>
        <Show when={others().length > 0}>
          <MenuButton label="More actions" icon={<EllipsisVertical />}>
            <For each={others()}>
              {(action) => (
                <MenuItem
                  icon={<Dynamic component={action.icon()} />}
                  shortcut={action.shortcut}
                  disabled={action.disabled() || (action.refusal?.() ?? null) !== null}
                  onChoose={action.run}
                >
                  {action.label()}
                  <Show when={action.refusal?.()}>{(why) => <span class={styles.why}>{why()}</span>}</Show>
                </MenuItem>
              )}
            </For>
          </MenuButton>
        </Show>
      </span>
      <Suspense>
        <Show when={exporting()}>
          <ExportMenu row={props.row} onClose={() => screen.setDialog(null)} />
        </Show>
      </Suspense>
    </>
  )
}

const AsideTag = (props: { readonly aside: Aside }) => {
  const desk = useDesk()
  const text = () => {
    const until = endOfSnooze(props.aside)
    return until === null
      ? asideName[props.aside.how]
      : `Snoozed until ${zoneTime(desk.directory().workspace.timeZone, until, desk.clock.now())}`
  }
  return (
    <span class={styles.aside} data-tooltip={text()}>
      <Tag tone="neutral">
        <Dynamic component={props.aside.how === "done" ? CircleCheck : AlarmClock} aria-hidden="true" />
        <span class={styles.word}>{text()}</span>
      </Tag>
    </span>
  )
}

const ActionButton = (props: { readonly action: ConversationAction; readonly expanded: boolean }) => {
  const refusal = () => props.action.refusal?.() ?? null
  const isExport = () => props.action.name === "export"
  return (
    <IconButton
      label={refusal() === null ? props.action.label() : `${props.action.label()}. ${refusal()}`}
      shortcut={refusal() === null ? props.action.shortcut : undefined}
      aria-haspopup={props.action.opensDialog ? "dialog" : undefined}
      aria-expanded={isExport() ? props.expanded : undefined}
      aria-disabled={refusal() !== null}
      disabled={props.action.disabled()}
      // A press on the open menu's own button would close it, and open it again.
      onPointerDown={(event) => isExport() && props.expanded && event.stopPropagation()}
      onClick={() => refusal() === null && props.action.run()}
    >
      <Dynamic component={props.action.icon()} />
    </IconButton>
  )
}
