import { createEffect, on, onCleanup } from "solid-js"
import type { ContactId } from "../../domain/contact/Contact.ts"
import { useDesk } from "../sync/createDesk.ts"

/** Loads what is known of a contact, and again whenever the desk is told of the contact or is online again (SYNC-1). */
export const followContact = (contact: ContactId, load: () => void) => {
  const desk = useDesk()
  createEffect(on(desk.online, (online) => online && load()))

  // A change of a contact is told with a row, which may also bring a change of the conversation: each is a reason to look.
  onCleanup(desk.rows.listen((id) => {
    if (desk.rows.peek(id)?.contact?.id === contact) load()
  }))
}
