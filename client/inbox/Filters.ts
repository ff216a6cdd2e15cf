import { Option, Schema } from "effect"
import { AsideHow } from "../../domain/conversation/Aside.ts"
import type { InboxFilter } from "../../domain/inbox/InboxFilter.ts"
import { LabelId } from "../../domain/label/Label.ts"
import { Channel } from "../../domain/sender/Sender.ts"

/** What a list is narrowed down to. */
export interface Filters {
  readonly search: string
  readonly unreadOnly: boolean
  readonly channel: Channel | null
  /** Null: what is in the inbox. */
  readonly aside: AsideHow | null
  readonly pinnedOnly: boolean
  readonly label: LabelId | null
}

export const noFilters: Filters = {
  search: "",
  unreadOnly: false,
  channel: null,
  aside: null,
  pinnedOnly: false,
  label: null,
}

/** As the server is asked, but for the view and the search. */
export const filterOf = (
  { aside, channel, label, pinnedOnly, unreadOnly }: Filters,
): Omit<InboxFilter, "view" | "search"> => ({
  unreadOnly,
  channel,
  ...(aside === null ? {} : { aside }),
  ...(pinnedOnly ? { pinned: true } : {}),
  ...(label === null ? {} : { label }),
})

/** The end of an address; empty where nothing is filtered. A search is about a person, and so in no address. */
export const filterQuery = (filters: Omit<InboxFilter, "view" | "search">): string => {
  const { aside, channel, label, pinned, unreadOnly } = filters
  const parts = { unread: unreadOnly && "1", channel, show: pinned ? "pinned" : aside, label }
  const query = Object.entries(parts).flatMap(([name, value]) => value ? [`${name}=${value}`] : []).join("&")
  return query && `?${query}`
}

const channelIn = Schema.decodeUnknownOption(Channel)
const asideIn = Schema.decodeUnknownOption(AsideHow)
const labelIn = Schema.decodeUnknownOption(LabelId)

/** What an address says, whatever stands in it. */
export const filtersIn = (query: string): Filters => {
  const said = new URLSearchParams(query)
  const show = said.get("show")
  return {
    search: "",
    unreadOnly: said.get("unread") === "1",
    channel: Option.getOrNull(channelIn(said.get("channel"))),
    aside: Option.getOrNull(asideIn(show)),
    pinnedOnly: show === "pinned",
    label: Option.getOrNull(labelIn(said.get("label"))),
  }
}

/** Whether the list is without some of what is in the inbox, other than by a search. */
export const isFiltered = (filters: Filters): boolean => filterQuery(filterOf(filters)) !== ""
