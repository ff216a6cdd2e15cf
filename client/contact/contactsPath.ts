import { Option, Schema } from "effect"
import { ContactId } from "../../domain/contact/Contact.ts"
import type { RowUploadId } from "../../domain/upload/RowUpload.ts"

/** What the Contacts page shows beside the table: nothing, a contact, or the form for a new one. */
export interface ContactsPlace {
  readonly open: ContactId | "new" | null
}

const contactIn = Schema.decodeUnknownOption(ContactId)

/** The address of the Contacts page, with a contact open. */
export const contactsPath = (open: ContactsPlace["open"] = null): string =>
  open === null ? "/contacts" : `/contacts/${open}`

/** Where what became of one import is shown. */
export const contactImportPath = (id: RowUploadId): string => `${contactsPath()}?import=${id}`

/** What an address of the Contacts page shows; null when it is another page's. */
export const parseContactsPath = (path: string): ContactsPlace | null => {
  const [page, which] = path.split("/").filter((part) => part !== "")
  if (page !== "contacts") return null
  return { open: which === "new" ? which : Option.getOrNull(contactIn(which)) }
}
