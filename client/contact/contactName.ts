import { formatAddress } from "../../domain/contact/Address.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"

/** What a conversation is called: the contact's name, or the number as people read it (INBOX-8). */
export const contactName = (row: Pick<InboxRow, "contact" | "address">): string =>
  row.contact?.name ?? formatAddress(row.address)

/** `Elena` of `Elena Marsh`, `They` of a number that is not in the contacts: to begin a sentence with. */
export const firstName = (row: Pick<InboxRow, "contact">): string =>
  row.contact?.name.trim().split(/\s+/)[0] ?? "They"
