import ListChecks from "lucide-solid/icons/list-checks"
import Menu from "lucide-solid/icons/menu"
import Search from "lucide-solid/icons/search"
import { createEffect, createSignal, on, Show, Suspense } from "solid-js"
import { useDesk } from "../sync/createDesk.ts"
import { clockTime } from "../ui/DeskTime.ts"
import { IconButton } from "../ui/IconButton.tsx"
import { Kbd } from "../ui/Kbd.tsx"
import { PaneResizer } from "../ui/PaneResizer.tsx"
import { Bell } from "./Bell.tsx"
import { ConversationListBox } from "./ConversationListBox.tsx"
import styles from "./ConversationListPane.module.css"
import { useScreen } from "./createScreen.ts"
import { BulkBar } from "./deskParts.ts"
import { FilterChips } from "./FilterChips.tsx"
import { MoreFilters } from "./MoreFilters.tsx"
import page from "./DeskPage.module.css"
import { shortCount } from "./shortCount.ts"
import { unreadOfView, viewTitle } from "./viewTitle.ts"

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
        <MoreFilters />
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
      <div class={styles.filters}>
        <FilterChips covered={screen.selection.count() > 0} />
        <Suspense>
          <Show when={screen.selection.count() > 0}>
            <BulkBar />
          </Show>
        </Suspense>
      </div>
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
