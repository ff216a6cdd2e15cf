import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { formatNumber } from "./formatNumber.ts"

/** What a conversation is called: the contact's name, or the number as people read it (INBOX-8). */
export const contactName = (row: Pick<InboxRow, "contact" | "address">): string =>
  row.contact?.name ?? formatNumber(row.address)

/** `Elena` of `Elena Marsh`, `They` of a number that is not in the contacts: to begin a sentence with. */
export const firstName = (row: Pick<InboxRow, "contact">): string =>
  row.contact?.name.trim().split(/\s+/)[0] ?? "They"
