import { useNavigate } from "@solidjs/router"
import Search from "lucide-solid/icons/search"
import SquarePen from "lucide-solid/icons/square-pen"
import { type Accessor, createMemo } from "solid-js"
import type { Contact } from "../../domain/contact/Contact.ts"
import { matchesOfPart } from "../../domain/search/TextMatch.ts"
import { splitNumber } from "../conversation/countries.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { filterOf, noFilters } from "../inbox/Filters.ts"
import { viewTitle } from "../inbox/viewTitle.ts"
import { useDesk } from "../sync/createDesk.ts"
import { createActionEntries } from "./createActionEntries.tsx"
import { createFoundEntries } from "./createFoundEntries.tsx"
import { createPaletteSearch, type PaletteSearch } from "./createPaletteSearch.ts"
import { pageEntries } from "./pageEntries.tsx"
import type { PaletteEntry, PaletteGroup } from "./PaletteEntry.ts"

const recentMax = 6
const pagesMax = 6

/** A whole number, typed in any way. */
const isNumber = (text: string): boolean => /^[\d\s()+./-]+$/.test(text) && text.replace(/\D/g, "").length > 6

/** The newest conversations of one's inbox, but the open one. */
const createRecent = () => {
  const desk = useDesk()
  const screen = useScreen()
  const query = { view: { _tag: "Mine" as const }, search: "", ...filterOf(noFilters) }
  const list = desk.list(query, desk.directory().me.id)
  if (list.status() === "empty") void list.loadMore()
  return () =>
    list.ids().filter((id) => id !== screen.open()).slice(0, recentMax).flatMap((id) =>
      desk.rows.get(id) ?? []
    )
}

export interface PaletteGroups extends PaletteSearch {
  readonly groups: Accessor<ReadonlyArray<PaletteGroup>>
}

/** What the palette offers for a text: without one what can be done with the open conversation, and the newest others. */
export const createPaletteGroups = (text: Accessor<string>): PaletteGroups => {
  const desk = useDesk()
  const screen = useScreen()
  const navigate = useNavigate()
  const open = screen.open()
  const actions = createActionEntries(open === null ? undefined : desk.rows.peek(open))
  const search = createPaletteSearch(desk, text)
  const recent = createRecent()
  const entryOf = createFoundEntries()

  const conversations = () =>
    search.found().conversations.flatMap((id) => desk.rows.get(id) ?? []).map((row) =>
      entryOf.conversation(row, text())
    )
  const contacts = () => search.found().contacts.map((contact) => entryOf.contact(contact, text()))

  /** To the contact that was found, else to whoever was typed. */
  const startWith = (contact: Contact | undefined): PaletteEntry => {
    const typed = text()
    const number = contact ? contact.phones[0] ?? "" : isNumber(typed) ? typed : ""
    const label = `New conversation with ${contact?.name ?? `“${typed}”`}`
    return {
      id: "new-conversation-with",
      icon: () => <SquarePen />,
      label,
      marks: matchesOfPart(label, typed),
      run: () => {
        const split = splitNumber(number)
        Object.assign(screen.newConversation, {
          name: contact?.name ?? (number === "" ? typed : ""),
          number: split?.national ?? number,
          ...(split ? { country: split.country } : {}),
        })
        screen.setDialog("new")
      },
    }
  }
  const searchList = (): PaletteEntry => {
    const typed = text()
    const view = screen.inboxes() ? screen.view() : { _tag: "Mine" as const }
    const label = `Search ${viewTitle(view, desk)} for “${typed}”`
    return {
      id: "search-list",
      icon: () => <Search />,
      label,
      marks: matchesOfPart(label, typed).slice(-1),
      shortcut: "/",
      run: () => {
        if (!screen.inboxes()) screen.go(view)
        screen.setFilters({ search: typed })
      },
    }
  }
  const groups = createMemo((): ReadonlyArray<PaletteGroup> => {
    const typed = text()
    const all = typed === ""
      ? [
        { title: "This conversation", entries: actions.ofConversation() },
        { title: "Recent conversations", entries: recent().map((row) => entryOf.conversation(row, "")) },
      ]
      : [
        { title: "Conversations", entries: conversations() },
        { title: "Contacts", entries: contacts() },
        {
          title: "Pages",
          entries: pageEntries(desk.directory(), typed, (href) => navigate(href)).slice(0, pagesMax),
        },
        {
          title: "Actions",
          entries: [
            ...actions.matching(typed),
            startWith(search.found().contacts.find(({ phones }) => phones.length > 0)),
            searchList(),
          ],
        },
      ]
    return all.filter(({ entries }) => entries.length > 0)
  })
  return { groups, ...search }
}
