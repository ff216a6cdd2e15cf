import { createEffect, createSignal, Match, Show, Suspense, Switch } from "solid-js"
import { MessageSkeletons } from "../conversation/MessageSkeletons.tsx"
import { NothingOpen } from "../conversation/NothingOpen.tsx"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { useDesk } from "../sync/createDesk.ts"
import { BottomBar } from "./BottomBar.tsx"
import { chosenRows } from "./Chosen.ts"
import { ConversationListPane } from "./ConversationListPane.tsx"
import { createScreen, ScreenContext, useScreen } from "./createScreen.ts"
import { createShortcuts } from "./createShortcuts.ts"
import { createTabTitle } from "./createTabTitle.ts"
import styles from "./DeskPage.module.css"
import {
  AssignDialog,
  CampaignsPage,
  CommandPalette,
  ConsentPage,
  ContactPanel,
  ContactsPage,
  ConversationPane,
  ConversationTemplatePicker,
  LabelFilterDialog,
  LabelsDialog,
  MarkSelectedDialog,
  MarkUnreadDialog,
  MenuSheet,
  NewConversationDialog,
  NewTemplatePicker,
  Notices,
  NoticesPanel,
  prefetchParts,
  SavedFilterDialog,
  SettingsPage,
  ShortcutsDialog,
  SnoozeDialog,
  TemplatesPage,
  whenIdle,
} from "./deskParts.ts"
import { Rail } from "./Rail.tsx"

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
      <Switch fallback={link("conversations", "Go to conversations")}>
        <Match when={screen.contacts()}>{link("contacts-title", "Go to contacts")}</Match>
        <Match when={screen.campaigns() !== null}>{link("campaigns-title", "Go to campaigns")}</Match>
        <Match when={screen.consent()}>{link("consent-title", "Go to consent")}</Match>
        <Match when={screen.templates()}>{link("templates-title", "Go to templates")}</Match>
        <Match when={screen.settings()}>{link("settings-title", "Go to settings")}</Match>
      </Switch>
      <Show when={screen.open()}>
        {link("messages", "Go to messages")}
        {link("reply", "Go to reply")}
      </Show>
    </nav>
  )
}

const ConversationLoading = () => (
  <section class={styles.conversation} aria-label="Conversation" aria-busy="true">
    <MessageSkeletons />
  </section>
)

const DeskPanes = () => {
  const desk = useDesk()
  const screen = useScreen()
  createShortcuts()
  createTabTitle()
  let prefetched = false
  const [there, setThere] = createSignal(false)
  // Nothing may make wait what is to be seen first.
  createEffect(() => {
    if (prefetched || !screen.settled()) return
    prefetched = true
    prefetchParts()
    whenIdle(() => setThere(true))
  })
  const close = () => screen.setDialog(null)
  const { selection } = screen
  const selected = () => ({ count: selection.count(), rows: selection.rows(), target: selection.target() })
  const openOne = (id: ConversationId | null) =>
    chosenRows([id === null ? undefined : desk.rows.peek(id)].filter((row) => row !== undefined))
  const chosenNow = () => selection.count() > 0 ? selected() : openOne(screen.open())
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
      <Suspense>
        <Show when={there()}>
          <Notices />
        </Show>
      </Suspense>
      <Show when={!screen.narrow()}>
        <Rail compact={screen.compact()} />
      </Show>
      <main class={styles.main}>
        <Show
          when={screen.inboxes()}
          fallback={
            <Suspense>
              <Switch fallback={<SettingsPage />}>
                <Match when={screen.contacts()}>
                  <ContactsPage />
                </Match>
                <Match when={screen.campaigns() !== null}>
                  <CampaignsPage />
                </Match>
                <Match when={screen.consent()}>
                  <ConsentPage />
                </Match>
                <Match when={screen.templates()}>
                  <TemplatesPage />
                </Match>
              </Switch>
            </Suspense>
          }
        >
          <ConversationListPane />
          <Suspense fallback={<ConversationLoading />}>
            <Show when={screen.open()} keyed fallback={<NothingOpen />}>
              {(id) => <ConversationPane id={id} />}
            </Show>
          </Suspense>
          <Suspense fallback={<aside class={styles.panel} aria-busy="true" />}>
            <Show when={screen.panel() && screen.open()} keyed>
              {(id) => <ContactPanel id={id} />}
            </Show>
          </Suspense>
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
                chosen={() => openOne(id)}
                onClose={close}
                onAssigned={() => assigned([id])}
              />
            )}
          </Match>
          <Match when={screen.dialog() === "assignSelected"}>
            <AssignDialog
              chosen={selected}
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
          <Match when={screen.dialog() === "template" && screen.open()} keyed>
            {(id) => <ConversationTemplatePicker id={id} onClose={close} />}
          </Match>
          <Match when={screen.dialog() === "newTemplate"}>
            <NewTemplatePicker onClose={() => screen.setDialog("new")} />
          </Match>
          <Match when={screen.dialog() === "snooze"}>
            <SnoozeDialog onClose={close} />
          </Match>
          <Match when={screen.dialog() === "filterLabel"}>
            <LabelFilterDialog onClose={close} />
          </Match>
          <Match when={screen.dialog() === "saveFilter"}>
            <SavedFilterDialog onClose={close} />
          </Match>
          <Match when={screen.dialog() === "labels"}>
            <LabelsDialog chosen={chosenNow()} onClose={close} />
          </Match>
          <Match when={screen.dialog() === "shortcuts"}>
            <ShortcutsDialog onClose={close} />
          </Match>
          <Match when={screen.dialog() === "notices"}>
            <NoticesPanel onClose={close} />
          </Match>
          <Match when={screen.dialog() === "palette"}>
            <CommandPalette onClose={close} />
          </Match>
          <Match when={screen.dialog() === "menu"}>
            <MenuSheet onClose={close} />
          </Match>
        </Switch>
      </Suspense>
    </div>
  )
}
