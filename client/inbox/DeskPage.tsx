import { lazy, Match, Show, Suspense, Switch } from "solid-js"
import { ContactPanel } from "../contact/ContactPanel.tsx"
import { ConversationPane } from "../conversation/ConversationPane.tsx"
import { NothingOpen } from "../conversation/NothingOpen.tsx"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { useDesk } from "../sync/createDesk.ts"
import { BottomBar } from "./BottomBar.tsx"
import { chosenRows } from "./createBulkActions.ts"
import { ConversationListPane } from "./ConversationListPane.tsx"
import { createScreen, ScreenContext, useScreen } from "./createScreen.ts"
import { createShortcuts } from "./createShortcuts.ts"
import { createTabNotice } from "./createTabNotice.ts"
import styles from "./DeskPage.module.css"
import { Rail } from "./Rail.tsx"

const ContactsPage = lazy(() =>
  import("../contact/ContactsPage.tsx").then((it) => ({ default: it.ContactsPage }))
)
const NewConversationDialog = lazy(() =>
  import("../conversation/NewConversationDialog.tsx").then((it) => ({ default: it.NewConversationDialog }))
)
const AssignDialog = lazy(() =>
  import("../conversation/AssignDialog.tsx").then((it) => ({ default: it.AssignDialog }))
)
const MarkSelectedDialog = lazy(() =>
  import("./MarkSelectedDialog.tsx").then((it) => ({ default: it.MarkSelectedDialog }))
)
const MarkUnreadDialog = lazy(() =>
  import("../conversation/MarkUnreadDialog.tsx").then((it) => ({ default: it.MarkUnreadDialog }))
)
const ShortcutsDialog = lazy(() =>
  import("./ShortcutsDialog.tsx").then((it) => ({ default: it.ShortcutsDialog }))
)
const UserSettingsDialog = lazy(() =>
  import("./UserSettingsDialog.tsx").then((it) => ({ default: it.UserSettingsDialog }))
)
const MenuSheet = lazy(() => import("./MenuSheet.tsx").then((it) => ({ default: it.MenuSheet })))

/** The four panes and what opens above them. */
export const DeskPage = () => {
  const screen = createScreen()
  return (
    <ScreenContext.Provider value={screen}>
      <DeskPanes />
    </ScreenContext.Provider>
  )
}

const SkipLinks = () => {
  const screen = useScreen()
  const link = (id: string, label: string) => (
    <a
      href={`#${id}`}
      onClick={(event) => {
        event.preventDefault()
        document.getElementById(id)?.focus()
      }}
    >
      {label}
    </a>
  )
  return (
    <nav class={styles.skips} aria-label="Skip">
      <Show when={screen.contacts() === null} fallback={link("contacts-title", "Go to contacts")}>
        {link("conversations", "Go to conversations")}
      </Show>
      <Show when={screen.open()}>
        {link("messages", "Go to messages")}
        {link("reply", "Go to reply")}
      </Show>
    </nav>
  )
}

const DeskPanes = () => {
  const desk = useDesk()
  const screen = useScreen()
  createShortcuts()
  createTabNotice()
  const close = () => screen.setDialog(null)
  const { selection } = screen
  /** The rows leave the list: the next one gets the cursor, and the list the focus. */
  const assigned = (ids: ReadonlyArray<ConversationId>) => {
    const places = screen.list().ids()
    const first = Math.max(0, places.findIndex((id) => ids.includes(id)))
    const next = places.slice(first).find((id) => !ids.includes(id)) ??
      places.findLast((id) => !ids.includes(id))
    selection.setActive(false)
    close()
    screen.setCursor(next ?? null)
    // After the dialog has given the focus back.
    setTimeout(() => document.getElementById("conversation-list")?.focus())
  }
  return (
    <div
      class={styles.desk}
      data-panel={screen.open() !== null && screen.panel()}
      data-open={screen.open() !== null}
      style={{
        "--w-list": `${screen.widths.list.width()}px`,
        "--w-panel": `${screen.widths.panel.width()}px`,
      }}
    >
      <SkipLinks />
      <Show when={!screen.narrow()}>
        <Rail compact={screen.compact()} />
      </Show>
      <main class={styles.main}>
        <Show
          when={screen.contacts() === null}
          fallback={
            <Suspense>
              <ContactsPage />
            </Suspense>
          }
        >
          <ConversationListPane />
          <Show when={screen.open()} keyed fallback={<NothingOpen />}>
            {(id) => <ConversationPane id={id} />}
          </Show>
          <Show when={screen.panel() && screen.open()} keyed>
            {(id) => <ContactPanel id={id} />}
          </Show>
        </Show>
      </main>
      <Show when={screen.narrow() && screen.open() === null}>
        <BottomBar />
      </Show>
      <Suspense>
        <Switch>
          <Match when={screen.dialog() === "new"}>
            <NewConversationDialog onClose={close} />
          </Match>
          <Match when={screen.dialog() === "assign" && screen.open()} keyed>
            {(id) => (
              <AssignDialog
                chosen={() => chosenRows([desk.rows.peek(id)].filter((row) => row !== undefined))}
                onClose={close}
                onAssigned={() => assigned([id])}
              />
            )}
          </Match>
          <Match when={screen.dialog() === "assignSelected"}>
            <AssignDialog
              chosen={() => ({
                count: selection.count(),
                rows: selection.rows(),
                target: selection.target(),
              })}
              onClose={close}
              onAssigned={() => assigned(selection.rows().map((row) => row.id))}
            />
          </Match>
          <Match when={screen.dialog() === "markSelectedRead" || screen.dialog() === "markSelectedUnread"}>
            <MarkSelectedDialog read={screen.dialog() === "markSelectedRead"} onClose={close} />
          </Match>
          <Match when={screen.dialog() === "markUnread" && screen.open()} keyed>
            {(id) => <MarkUnreadDialog id={id} onClose={close} />}
          </Match>
          <Match when={screen.dialog() === "shortcuts"}>
            <ShortcutsDialog onClose={close} />
          </Match>
          <Match when={screen.dialog() === "settings"}>
            <UserSettingsDialog onClose={close} />
          </Match>
          <Match when={screen.dialog() === "menu"}>
            <MenuSheet onClose={close} />
          </Match>
        </Switch>
      </Suspense>
    </div>
  )
}
