import ArrowUp from "lucide-solid/icons/arrow-up"
import CheckCheck from "lucide-solid/icons/check-check"
import CloudAlert from "lucide-solid/icons/cloud-alert"
import Inbox from "lucide-solid/icons/inbox"
import Lock from "lucide-solid/icons/lock"
import SearchX from "lucide-solid/icons/search-x"
import TriangleAlert from "lucide-solid/icons/triangle-alert"
import {
  createEffect,
  createMemo,
  createSignal,
  For,
  Match,
  on,
  onMount,
  Show,
  Suspense,
  Switch,
} from "solid-js"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { createFixedRows } from "../ui/createFixedRows.ts"
import { createSlow } from "../ui/createSlow.ts"
import { EmptyState } from "../ui/EmptyState.tsx"
import styles from "./ConversationListBox.module.css"
import { ConversationRow } from "./ConversationRow.tsx"
import { createMessageHits, type MessageHitsState } from "./createMessageHits.ts"
import { useScreen } from "./createScreen.ts"
import { isFiltered, noFilters } from "./Filters.ts"
import { MessageHits } from "./deskParts.ts"
import { RowSkeletons } from "./RowSkeletons.tsx"

const rowHeight = 75
const touchRowHeight = 80
const overscanRows = 8
/** The next page is asked for when so few rows are left below. */
const runwayRows = 20

export const ConversationListBox = () => {
  const screen = useScreen()
  let element: HTMLDivElement | undefined
  const [scroller, setScroller] = createSignal<HTMLDivElement | null>(null)
  // Not in a ref: before it is in the document an element has no window, and nothing would observe its size.
  onMount(() => setScroller(element ?? null))
  const list = () => screen.list()
  const size = () => list().size()
  const hits = createMessageHits(useDesk(), () => screen.filters().search)
  const [over, setOver] = createSignal(false)
  const [atTop, setAtTop] = createSignal(true)

  const height = () => screen.narrow() ? touchRowHeight : rowHeight
  const rows = createFixedRows({ scroller, count: size, rowHeight: height, overscan: overscanRows })
  const visible = createMemo(() => {
    const [first, end] = rows.range()
    return Array.from({ length: end - first }, (_, index) => list().idAt(first + index))
  })

  createEffect(() => list().hold(over() || !atTop()))
  createEffect(() => {
    if (list().status() === "ready" && !list().complete() && rows.range()[1] > size() - runwayRows) {
      void list().loadMore()
    }
  })
  createEffect(on(list, () => scroller()?.scrollTo({ top: 0 }), { defer: true }))
  createEffect(on(screen.cursor, (id) => {
    const index = id === null ? -1 : list().indexOf(id)
    if (index >= 0) rows.scrollTo(index)
  }, { defer: true }))

  const showWaiting = () => {
    list().hold(false)
    scroller()?.scrollTo({ top: 0 })
  }

  return (
    <>
      <ResultLine />
      <Show when={list().waiting() > 0}>
        <button type="button" class={styles.pill} onClick={showWaiting}>
          <ArrowUp />
          {list().waiting()} new
        </button>
      </Show>
      <div
        ref={element}
        class={styles.scroller}
        onScroll={(event) => setAtTop(event.currentTarget.scrollTop <= 0)}
        onPointerEnter={(event) => event.pointerType === "mouse" && setOver(true)}
        onPointerLeave={() => setOver(false)}
      >
        <ListState hits={hits} />
        <div
          id="conversation-list"
          role="listbox"
          aria-label="Conversations"
          aria-multiselectable="true"
          aria-busy={list().status() === "loading"}
          tabindex={size() > 0 ? 0 : -1}
          aria-activedescendant={screen.cursor() === null ? undefined : `row-${screen.cursor()}`}
          class={styles.rows}
          style={{ height: `${rows.height()}px` }}
        >
          <For each={visible()}>
            {(id) => (
              <Show when={id}>
                {(present) => (
                  <ConversationRow
                    id={present()}
                    index={list().indexOf(present())}
                    total={list().complete() ? size() : -1}
                    top={list().indexOf(present()) * height()}
                  />
                )}
              </Show>
            )}
          </For>
        </div>
        <Show when={screen.filters().search}>
          <Suspense>
            <MessageHits state={hits} />
          </Suspense>
        </Show>
      </div>
      <Show when={list().status() === "failed" && size() > 0}>
        <div class={styles.failed} role="alert">
          <TriangleAlert aria-hidden="true" />
          <p>Older conversations did not load.</p>
          <Button size="small" onClick={() => void list().loadMore()}>Try again</Button>
        </div>
      </Show>
    </>
  )
}

const ResultLine = () => {
  const screen = useScreen()
  const count = () => screen.list().size()
  return (
    <Show when={screen.filters().search}>
      {(search) => (
        <div class={styles.results} role="status">
          <p>
            <Show when={screen.list().status() !== "loading" || count() > 0} fallback="Searching…">
              {count()}
              {screen.list().complete() ? "" : "+"} {count() === 1 ? "result" : "results"} for “{search()}”
            </Show>
          </p>
          <Button variant="link" onClick={() => screen.setFilters({ search: "" })}>Clear</Button>
        </div>
      )}
    </Show>
  )
}

/** What stands in place of rows: skeletons, an empty list's words, or why nothing came. */
const ListState = (props: { readonly hits: MessageHitsState }) => {
  const desk = useDesk()
  const screen = useScreen()
  const list = () => screen.list()
  const loading = () => list().size() === 0 && (list().status() === "loading" || list().status() === "empty")
  const slow = createSlow(loading)
  const admin = () => desk.directory().users.find((user) => user.role === "admin")?.name ?? "an admin"
  const isEmpty = () => list().size() === 0 && list().status() === "ready"
  const filteredTitle = () => {
    const { aside, label, pinnedOnly, unreadOnly } = screen.filters()
    if (label !== null) return "Nothing here has this label"
    if (pinnedOnly) return "Nothing is pinned"
    if (aside !== null) return aside === "done" ? "Nothing is marked as done" : "Nothing is snoozed"
    return unreadOnly ? "You’re up to date" : "Nothing here on this channel"
  }
  return (
    <Switch>
      <Match when={screen.view()._tag === "Team" && desk.directory().me.role !== "admin"}>
        <EmptyState
          icon={<Lock />}
          tone="neutral"
          title="This page is for admins"
          text={`Ask ${admin()} if you need it.`}
        >
          <Button onClick={() => screen.go({ _tag: "Mine" })}>My Inbox</Button>
        </EmptyState>
      </Match>
      <Match when={loading() && slow()}>
        <RowSkeletons />
      </Match>
      <Match when={list().size() === 0 && list().status() === "failed"}>
        <EmptyState icon={<CloudAlert />} tone="danger" title="The conversations did not load">
          <Button disabled={!desk.online()} onClick={() => void list().loadMore()}>Try again</Button>
        </EmptyState>
      </Match>
      <Match when={isEmpty() && screen.filters().search !== "" && props.hits.hits().length > 0}>{null}</Match>
      <Match when={isEmpty() && screen.filters().search}>
        {(search) => (
          <EmptyState
            icon={<SearchX />}
            tone="neutral"
            title={`No conversation with “${search()}”`}
            text="Check the spelling, or start a new one."
          >
            <Button onClick={() => screen.setDialog("new")}>New conversation</Button>
          </EmptyState>
        )}
      </Match>
      <Match when={isEmpty() && isFiltered(screen.filters())}>
        <EmptyState
          icon={<CheckCheck />}
          tone="success"
          title={filteredTitle()}
          text={screen.filters().unreadOnly && !screen.filters().pinnedOnly && screen.filters().label === null
            ? "No unread conversations. New messages appear here by themselves."
            : undefined}
        >
          <Button onClick={() => screen.setFilters(noFilters)}>Show all conversations</Button>
        </EmptyState>
      </Match>
      <Match when={isEmpty()}>
        <EmptyState
          icon={<Inbox />}
          tone="neutral"
          title="No conversations yet"
          text={screen.view()._tag === "Team"
            ? "This inbox is empty."
            : desk.directory().senders.length === 0
            ? "No Sender ID is shared with you yet. Ask an admin."
            : "Write to a customer, or wait for the first message."}
        >
          <Show when={screen.view()._tag !== "Team" && desk.directory().senders.length > 0}>
            <Button onClick={() => screen.setDialog("new")}>New conversation</Button>
          </Show>
        </EmptyState>
      </Match>
    </Switch>
  )
}
