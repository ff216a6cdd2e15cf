import ListChecks from "lucide-solid/icons/list-checks"
import Menu from "lucide-solid/icons/menu"
import Search from "lucide-solid/icons/search"
import { createEffect, createSignal, For, on, Show, Suspense } from "solid-js"
import { AsideHow } from "../../domain/conversation/Aside.ts"
import { hasPins } from "../../domain/inbox/InboxView.ts"
import type { Channel } from "../../domain/sender/Sender.ts"
import { useDesk } from "../sync/createDesk.ts"
import { asideName } from "../conversation/asideName.ts"
import { ChannelMark, channelName } from "../ui/ChannelMark.tsx"
import { clockTime } from "../ui/DeskTime.ts"
import { IconButton } from "../ui/IconButton.tsx"
import { Kbd } from "../ui/Kbd.tsx"
import { PaneResizer } from "../ui/PaneResizer.tsx"
import { Bell } from "./Bell.tsx"
import { ConversationListBox } from "./ConversationListBox.tsx"
import styles from "./ConversationListPane.module.css"
import { useScreen } from "./createScreen.ts"
import { isFiltered, noFilters } from "./Filters.ts"
import { BulkBar } from "./deskParts.ts"
import page from "./DeskPage.module.css"
import { shortCount } from "./shortCount.ts"
import { unreadOfView, viewTitle } from "./viewTitle.ts"

const channels: ReadonlyArray<Channel> = ["whatsapp", "sms"]

export const ConversationListPane = () => {
  const desk = useDesk()
  const screen = useScreen()
  const unread = () => unreadOfView(screen.view(), desk.counts())
  return (
    <section id="conversations" class={page.list} aria-label="Conversations" tabindex="-1">
      <header class={styles.header}>
        <Show when={screen.narrow()}>
          <IconButton label="Menu" onClick={() => screen.setDialog("menu")}>
            <Menu />
          </IconButton>
        </Show>
        <h1 class={styles.title}>{viewTitle(screen.view(), desk)}</h1>
        <Show
          when={desk.linkState().lostAt}
          fallback={
            <Show when={unread()}>
              {(count) => (
                <span class={styles.unread} data-badge={screen.narrow()}>
                  <span aria-hidden={screen.narrow()}>
                    {screen.narrow() ? shortCount(count()) : `${count()} unread`}
                  </span>
                </span>
              )}
            </Show>
          }
        >
          {(at) => <span class={styles.unread}>Updated {clockTime(at())}</span>}
        </Show>
        <span class={styles.gap} />
        <IconButton
          label={screen.selection.active() ? "Stop selecting" : "Select conversations"}
          shortcut="X"
          aria-pressed={screen.selection.active()}
          onClick={() => screen.selection.setActive(!screen.selection.active())}
        >
          <ListChecks />
        </IconButton>
        <Show when={screen.narrow()}>
          <Bell />
        </Show>
      </header>
      <SearchBox />
      <Show when={screen.selection.count() > 0} fallback={<Chips />}>
        <Suspense fallback={<Chips />}>
          <BulkBar />
        </Suspense>
      </Show>
      <ConversationListBox />
      <PaneResizer
        label="Width of the list"
        pane="before"
        width={screen.widths.list.width()}
        min={screen.widths.list.min}
        max={screen.widths.list.max}
        onResize={screen.widths.list.set}
      />
    </section>
  )
}

const SearchBox = () => {
  const screen = useScreen()
  const [text, setText] = createSignal("")
  createEffect(on(() => screen.filters().search, setText))
  return (
    <form
      class={styles.search}
      role="search"
      onSubmit={(event) => {
        event.preventDefault()
        screen.setFilters({ search: text().trim() })
      }}
    >
      <button type="submit" class={styles.searchIcon} aria-label="Search">
        <Search />
      </button>
      <input
        id="search"
        type="search"
        maxLength={100}
        placeholder="Name or mobile number"
        aria-label="Search by name or mobile number"
        autocomplete="off"
        value={text()}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return
          event.stopPropagation()
          if (text() === "" && screen.filters().search === "") return event.currentTarget.blur()
          setText("")
          screen.setFilters({ search: "" })
        }}
      />
      <Show when={!screen.narrow()}>
        <Kbd>/</Kbd>
      </Show>
    </form>
  )
}

const Chips = () => {
  const desk = useDesk()
  const screen = useScreen()
  const filters = () => screen.filters()
  const unread = () => unreadOfView(screen.view(), desk.counts())
  let row: HTMLDivElement | undefined
  // A saved filter and a label are chosen elsewhere: what is on is to be seen here.
  createEffect(on(filters, () => {
    const pressed = row?.querySelectorAll("[aria-pressed=true]")
    pressed?.item(pressed.length - 1)?.scrollIntoView({ block: "nearest", inline: "nearest" })
  }))
  return (
    <div ref={row} class={styles.chips} role="group" aria-label="Filter">
      <button
        type="button"
        class={styles.chip}
        aria-pressed={!isFiltered(filters())}
        onClick={() => screen.setFilters({ ...noFilters, search: filters().search })}
      >
        All
      </button>
      <button
        type="button"
        class={styles.chip}
        aria-pressed={filters().unreadOnly}
        onClick={() => screen.setFilters({ unreadOnly: !filters().unreadOnly, aside: null })}
      >
        Unread
        <Show when={unread() !== null}>
          <span class={styles.chipCount}>{unread()}</span>
        </Show>
      </button>
      <For each={channels}>
        {(channel) => (
          <button
            type="button"
            class={styles.chip}
            aria-pressed={filters().channel === channel}
            onClick={() => screen.setFilters({ channel: filters().channel === channel ? null : channel })}
          >
            <ChannelMark channel={channel} size={14} decorative />
            {channelName(channel)}
          </button>
        )}
      </For>
      <Show when={hasPins(screen.view())}>
        <button
          type="button"
          class={styles.chip}
          aria-pressed={filters().pinnedOnly}
          onClick={() => screen.setFilters({ pinnedOnly: !filters().pinnedOnly, aside: null })}
        >
          Pinned
        </button>
      </Show>
      <Show when={screen.view()._tag !== "Sent"}>
        <For each={AsideHow.literals}>
          {(how) => (
            <button
              type="button"
              class={styles.chip}
              aria-pressed={filters().aside === how}
              onClick={() =>
                screen.setFilters({
                  aside: filters().aside === how ? null : how,
                  unreadOnly: false,
                  pinnedOnly: false,
                })}
            >
              {asideName[how]}
            </button>
          )}
        </For>
      </Show>
      <Show when={desk.directory().labels.length > 0}>
        <button
          type="button"
          class={styles.chip}
          aria-pressed={filters().label !== null}
          aria-haspopup="dialog"
          onClick={() =>
            filters().label === null ? screen.setDialog("filterLabel") : screen.setFilters({ label: null })}
        >
          {desk.directory().labels.find(({ id }) => id === filters().label)?.name ?? "Label"}
        </button>
      </Show>
      <Show when={isFiltered(filters())}>
        <button
          type="button"
          class={styles.chip}
          aria-haspopup="dialog"
          disabled={!desk.online()}
          onClick={() => screen.setDialog("saveFilter")}
        >
          Save filter
        </button>
      </Show>
    </div>
  )
}
