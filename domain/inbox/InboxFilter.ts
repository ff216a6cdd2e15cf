import { Schema } from "effect"
import { AsideHow } from "../conversation/Aside.ts"
import { LabelId } from "../label/Label.ts"
import { Channel } from "../sender/Sender.ts"
import type { InboxRow } from "./InboxRow.ts"
import { InboxView } from "./InboxView.ts"

/** Which conversations a list shows. */
export const InboxFilter = Schema.Struct({
  view: InboxView,
  /** Part of a name, or of a number in any format; empty for all. */
  search: Schema.String.check(Schema.isMaxLength(100)),
  unreadOnly: Schema.Boolean,
  channel: Schema.NullOr(Channel),
  /** What was put aside so; left out: what is in the inbox, or of a search all. Sent Messages have all, always (LIFE-1). */
  aside: Schema.optionalKey(AsideHow),
  /** Only what the user pinned, put aside or not; left out: all. Nothing is pinned outside one's own inbox (LIFE-1). */
  pinned: Schema.optionalKey(Schema.Literal(true)),
  /** Only what has this label (LIFE-3). */
  label: Schema.optionalKey(LabelId),
})
export type InboxFilter = typeof InboxFilter.Type

/** Who looks for somebody by name wants them found, done or snoozed (SEARCH-1). */
export const findsAside = ({ aside, search }: Pick<InboxFilter, "aside" | "search">): boolean =>
  aside === undefined && search !== ""

/** Whether a row of the view is to be seen under the filter: the same rule as the server's queries, without unread and the words of a search. */
export const passesFilter = (filter: Omit<InboxFilter, "unreadOnly">, row: InboxRow): boolean => {
  const { aside, channel, label, pinned, view } = filter
  const inPlace = view._tag === "Sent" || findsAside(filter) || row.aside?.how === aside
  return (channel === null || row.channel === channel) &&
    (label === undefined || row.labels?.includes(label) === true) &&
    (pinned ? row.pinned === true : inPlace)
}
