import EllipsisVertical from "lucide-solid/icons/ellipsis-vertical"
import { For, lazy, Show, Suspense } from "solid-js"
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

/** What can be done with the open conversation: buttons, and on a phone a menu (`14b`). */
export const HeaderActions = (props: { readonly row: InboxRow }) => {
  const screen = useScreen()
  const actions = createConversationActions(() => props.row)
  const exporting = () => screen.dialog() === "export"
  return (
    <>
      <Show
        when={screen.narrow()}
        fallback={
          <>
            <Show when={props.row.aside}>{(aside) => <AsideTag aside={aside()} />}</Show>
            <For each={actions}>
              {(action) => (
                <Show when={action.shown()}>
                  <ActionButton action={action} expanded={exporting()} />
                </Show>
              )}
            </For>
          </>
        }
      >
        <MenuButton label="More actions" icon={<EllipsisVertical />}>
          <For each={actions}>
            {(action) => (
              <Show when={action.shown()}>
                <MenuItem
                  icon={<Dynamic component={action.icon()} />}
                  disabled={action.disabled() || (action.refusal?.() ?? null) !== null}
                  onChoose={action.run}
                >
                  {action.label()}
                  <Show when={action.refusal?.()}>{(why) => <span class={styles.why}>{why()}</span>}</Show>
                </MenuItem>
              </Show>
            )}
          </For>
        </MenuButton>
      </Show>
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
  return <Tag tone="neutral">{text()}</Tag>
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
