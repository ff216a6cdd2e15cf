import { Result } from "effect"
import { type Accessor, createEffect, createSignal, on, onCleanup } from "solid-js"
import type { Contact } from "../../domain/contact/Contact.ts"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { compareRows, type InboxView } from "../../domain/inbox/InboxView.ts"
import { filterOf, noFilters } from "../inbox/Filters.ts"
import type { Desk } from "../sync/createDesk.ts"

const lettersMin = 2
const pauseMillis = 120
const conversationsMax = 5
const contactsMax = 4
const views: ReadonlyArray<InboxView> = [{ _tag: "Mine" }, { _tag: "Sent" }]

interface Found {
  /** What was searched for. */
  readonly text: string
  readonly conversations: ReadonlyArray<ConversationId>
  readonly contacts: ReadonlyArray<Contact>
  /** Whether some of it could not be searched. */
  readonly failed: boolean
}

export interface PaletteSearch {
  /** Of the text before, until the answer is here: what is on the screen does not flicker while one types. */
  readonly found: Accessor<Found>
  /** Whether what was found is what the text asks for. */
  readonly answered: Accessor<boolean>
}

const nothing = { conversations: [], contacts: [], failed: false }

/** Conversations and contacts by name or number, from two letters on, while one types. Their rows are in the table. */
export const createPaletteSearch = (
  desk: Pick<Desk, "link" | "rows" | "online">,
  text: Accessor<string>,
): PaletteSearch => {
  const [found, setFound] = createSignal<Found>({ text: "", ...nothing })
  let timer: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(timer))

  const conversationsIn = async (view: InboxView, search: string) => {
    const answer = await desk.link.askLive((client) =>
      client["Inbox.list"]({
        view,
        search,
        ...filterOf(noFilters),
        limit: conversationsMax,
        cursor: null,
      })
    )
    return Result.isSuccess(answer) ? answer.success.rows : null
  }
  const contactsOf = async (search: string) => {
    const answer = await desk.link.ask((client) =>
      client["Contact.list"]({ search, limit: contactsMax, cursor: null })
    )
    return Result.isSuccess(answer) ? answer.success.contacts : null
  }
  const look = async (search: string) => {
    const [lists, contacts] = await Promise.all([
      Promise.all(views.map((view) => conversationsIn(view, search))),
      contactsOf(search),
    ])
    // Something else was typed meanwhile.
    if (search !== text()) return
    const rows = new Map(lists.flatMap((list) => (list ?? []).map((row) => [row.id, row])))
    for (const row of rows.values()) desk.rows.put(row)
    setFound({
      text: search,
      conversations: [...rows.values()].sort(compareRows).slice(0, conversationsMax).map(({ id }) => id),
      contacts: contacts ?? [],
      failed: contacts === null || lists.includes(null),
    })
  }
  createEffect(on([text, desk.online], ([search]) => {
    clearTimeout(timer)
    if (search.length < lettersMin) setFound({ text: search, ...nothing })
    else timer = setTimeout(() => void look(search), pauseMillis)
  }))
  return { found, answered: () => found().text === text() }
}
