import { Result } from "effect"
import { createSignal } from "solid-js"
import type { Contact, ContactId } from "../../domain/contact/Contact.ts"
import type { ContactPage, ContactQuery } from "../../domain/rpc/ContactRpcs.ts"
import type { AskError } from "../rpc/DeskLink.ts"

const pageContacts = 100

export type ContactListStatus = "loading" | "ready" | "failed"

export interface ContactListOptions {
  readonly fetch: (query: ContactQuery) => Promise<Result.Result<ContactPage, AskError>>
}

/** The contacts that a search finds, from the first to where one has scrolled. */
export const createContactList = ({ fetch }: ContactListOptions) => {
  const [contacts, setContacts] = createSignal<ReadonlyArray<Contact>>([])
  const [total, setTotal] = createSignal<number | null>(null)
  const [status, setStatus] = createSignal<ContactListStatus>("loading")
  const [complete, setComplete] = createSignal(false)
  const [search, setSearch] = createSignal("")
  let cursor: string | null = null
  /** An answer to an older question is none. */
  let asked = 0

  const ask = async (from: string | null, limit: number, put: (page: ContactPage) => void) => {
    const mine = ++asked
    setStatus("loading")
    const answer = await fetch({ search: search(), limit, cursor: from })
    if (mine !== asked) return
    if (Result.isFailure(answer)) return void setStatus("failed")
    put(answer.success)
    cursor = answer.success.cursor
    setComplete(cursor === null)
    if (answer.success.total !== null) setTotal(answer.success.total)
    setStatus("ready")
  }

  const reload = () => ask(null, pageContacts, (page) => setContacts(page.contacts))

  return {
    contacts,
    /** How many there are in all; null before the first answer. */
    total,
    status,
    complete,
    search,
    find: (text: string) => {
      setSearch(text)
      return reload()
    },
    reload,
    /** The next page, or the first once more where it did not come. */
    loadMore: () => {
      if (contacts().length === 0 || cursor === null) return reload()
      return ask(cursor, pageContacts, (page) => {
        const known = new Set(contacts().map(({ id }) => id))
        setContacts((before) => [...before, ...page.contacts.filter(({ id }) => !known.has(id))])
      })
    },
    /** A contact as it was just saved; one that is not in the list stays out until the list is loaded again. */
    put: (contact: Contact) =>
      setContacts((before) => before.map((one) => one.id === contact.id ? contact : one)),
    remove: (id: ContactId) => {
      if (!contacts().some((one) => one.id === id)) return
      setContacts((before) => before.filter((one) => one.id !== id))
      setTotal((before) => before === null ? null : before - 1)
    },
  }
}

export type ContactList = ReturnType<typeof createContactList>
