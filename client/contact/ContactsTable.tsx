import CloudAlert from "lucide-solid/icons/cloud-alert"
import ContactRound from "lucide-solid/icons/contact-round"
import SearchX from "lucide-solid/icons/search-x"
import TriangleAlert from "lucide-solid/icons/triangle-alert"
import { createEffect, createSignal, For, Match, onCleanup, onMount, Show, Switch } from "solid-js"
import type { Contact, ContactId } from "../../domain/contact/Contact.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Avatar } from "../ui/Avatar.tsx"
import { Button } from "../ui/Button.tsx"
import { createSlow } from "../ui/createSlow.ts"
import { listTime } from "../ui/DeskTime.ts"
import { EmptyState } from "../ui/EmptyState.tsx"
import { Skeleton } from "../ui/Skeleton.tsx"
import styles from "./ContactsTable.module.css"
import type { ContactsPlace } from "./contactsPath.ts"
import type { ContactList } from "./createContactList.ts"
import { type ContactRows, createContactRows } from "./createContactRows.ts"
import { formatNumber } from "./formatNumber.ts"

const skeletonRows = 12

export interface ContactsTableProps {
  readonly list: ContactList
  readonly open: ContactsPlace["open"]
  readonly chosen: ReadonlySet<ContactId>
  readonly onChoose: (chosen: ReadonlySet<ContactId>) => void
}

/** The contacts, virtualised: a table, and cards on a phone. */
export const ContactsTable = (props: ContactsTableProps) => {
  let element: HTMLDivElement | undefined
  const [scroller, setScroller] = createSignal<HTMLDivElement | null>(null)
  // Not in a ref: before it is in the document an element has no window, and nothing would observe its size.
  onMount(() => setScroller(element ?? null))
  const rows = createContactRows(props.list, scroller)

  return (
    <>
      <div
        ref={element}
        class={styles.scroller}
        role="table"
        aria-label="Contacts"
        aria-rowcount={props.list.total() ?? -1}
        aria-busy={props.list.status() === "loading"}
        onKeyDown={rows.onKeyDown}
      >
        <div class={styles.head} role="row">
          <span role="columnheader">
            <span class="visually-hidden">Select</span>
          </span>
          <span role="columnheader">Name</span>
          <span role="columnheader">Mobile</span>
          <span role="columnheader" data-wide>Email</span>
          <span role="columnheader">Last wrote</span>
        </div>
        <TableState {...props} />
        <div class={styles.rows} role="rowgroup" style={{ height: `${rows.totalHeight()}px` }}>
          <For each={rows.ids()}>
            {(id) => (
              <Show when={rows.byId().get(id)}>
                {(place) => (
                  <Row
                    contact={place().contact}
                    index={place().index}
                    top={place().index * rows.height()}
                    open={props.open === id}
                    chosen={props.chosen.has(id)}
                    onChoose={(is) => {
                      const chosen = new Set(props.chosen)
                      if (is) chosen.add(id)
                      else chosen.delete(id)
                      props.onChoose(chosen)
                    }}
                  />
                )}
              </Show>
            )}
          </For>
        </div>
      </div>
      <Foot list={props.list} rows={rows} scroller={scroller()} />
    </>
  )
}

interface RowProps {
  readonly contact: Contact
  readonly index: number
  readonly top: number
  readonly open: boolean
  readonly chosen: boolean
  readonly onChoose: (chosen: boolean) => void
}

const Row = (props: RowProps) => {
  const desk = useDesk()
  const screen = useScreen()
  const contact = () => props.contact
  const more = () => contact().phones.length - 1
  return (
    <div
      class={styles.row}
      role="row"
      aria-rowindex={props.index + 2}
      data-index={props.index}
      data-open={props.open}
      data-chosen={props.chosen}
      style={{ transform: `translateY(${props.top}px)` }}
      onClick={(event) => {
        if (event.target instanceof HTMLElement && event.target.closest("a, label, input")) return
        screen.goToContacts(contact().id)
      }}
    >
      <span role="cell">
        <label class={styles.check}>
          <input
            type="checkbox"
            aria-label={`Select ${contact().name}`}
            checked={props.chosen}
            onChange={(event) => props.onChoose(event.currentTarget.checked)}
          />
        </label>
      </span>
      <span role="cell" class={styles.name}>
        <Avatar name={contact().name} hueKey={contact().id} size={28} />
        <a
          id={`contact-${contact().id}`}
          href={`/contacts/${contact().id}`}
          dir="auto"
          aria-current={props.open ? "true" : undefined}
        >
          {contact().name}
        </a>
      </span>
      <span role="cell" class={styles.phone}>
        {formatNumber(contact().phones[0] ?? "")}
        <Show when={more() > 0}>
          <span class={styles.more}>+ {more()} more</span>
        </Show>
      </span>
      <span role="cell" class={styles.email} data-wide>{contact().email}</span>
      <span role="cell" class={styles.time}>
        {contact().lastInboundAt === null ? "" : listTime(contact().lastInboundAt ?? 0, desk.clock.now())}
      </span>
    </div>
  )
}

interface FootProps {
  readonly list: ContactList
  readonly rows: ContactRows
  readonly scroller: HTMLDivElement | null
}

/** Which rows are on the screen, or that more did not come. */
const Foot = (props: FootProps) => {
  const [range, setRange] = createSignal<readonly [from: number, to: number]>([0, 0])
  createEffect(() => {
    const element = props.scroller
    const count = props.list.contacts().length
    if (!element || props.rows.places().length === 0) return void setRange([0, 0])
    const height = props.rows.height()
    const measure = () => {
      const from = Math.floor(element.scrollTop / height) + 1
      const shown = Math.max(1, Math.floor((element.clientHeight - props.rows.above()) / height))
      setRange([Math.min(from, count), Math.min(count, from + shown - 1)])
    }
    measure()
    element.addEventListener("scroll", measure, { passive: true })
    onCleanup(() => element.removeEventListener("scroll", measure))
  })
  return (
    <footer class={styles.foot}>
      <Show
        when={props.list.status() === "failed" && props.list.contacts().length > 0}
        fallback={
          <Show when={range()[1] > 0}>
            <p>
              {range()[0].toLocaleString("en-US")}–{range()[1].toLocaleString("en-US")} of{" "}
              {(props.list.total() ?? 0).toLocaleString("en-US")}
            </p>
          </Show>
        }
      >
        <div class={styles.failed} role="alert">
          <TriangleAlert aria-hidden="true" />
          <p>More contacts did not load.</p>
          <Button size="small" onClick={() => void props.list.loadMore()}>Try again</Button>
        </div>
      </Show>
    </footer>
  )
}

/** What stands in place of rows: skeletons, an empty table's words, or why nothing came. */
const TableState = (props: ContactsTableProps) => {
  const desk = useDesk()
  const screen = useScreen()
  const isEmpty = () => props.list.contacts().length === 0
  const loading = () => isEmpty() && props.list.status() === "loading"
  const slow = createSlow(loading)
  return (
    <Switch>
      <Match when={loading() && slow()}>
        <div class={styles.skeletons}>
          <For each={Array.from({ length: skeletonRows })}>
            {() => (
              <div class={styles.skeleton}>
                <Skeleton width="28px" height="28px" radius="50%" />
                <Skeleton width="140px" height="12px" />
                <Skeleton width="110px" height="12px" />
              </div>
            )}
          </For>
        </div>
      </Match>
      <Match when={isEmpty() && props.list.status() === "failed"}>
        <EmptyState icon={<CloudAlert />} tone="danger" title="The contacts did not load">
          <Button disabled={!desk.online()} onClick={() => void props.list.loadMore()}>Try again</Button>
        </EmptyState>
      </Match>
      <Match when={isEmpty() && props.list.status() === "ready" && props.list.search()}>
        {(search) => (
          <EmptyState
            icon={<SearchX />}
            tone="neutral"
            title={`No contact with “${search()}”`}
            text="Check the spelling, or add a new one."
          >
            <Button disabled={!desk.online()} onClick={() => screen.goToContacts("new")}>Add contact</Button>
          </EmptyState>
        )}
      </Match>
      <Match when={isEmpty() && props.list.status() === "ready"}>
        <EmptyState
          icon={<ContactRound />}
          tone="neutral"
          title="No contacts yet"
          text={desk.directory().me.role === "admin"
            ? "Add one, or save a number from its conversation."
            : "You see the people whom you have conversations with, and those you add yourself."}
        >
          <Button disabled={!desk.online()} onClick={() => screen.goToContacts("new")}>Add contact</Button>
        </EmptyState>
      </Match>
    </Switch>
  )
}
