import { createEffect, on, onCleanup } from "solid-js"
import type { ContactId } from "../../domain/contact/Contact.ts"
import { useDesk } from "../sync/createDesk.ts"

/** Loads what is known of a contact, and again whenever the desk is told of the contact or is online again (SYNC-1). */
export const followContact = (contact: ContactId, load: () => void) => {
  const desk = useDesk()
  createEffect(on(desk.online, (online) => online && load()))

  // A change of a contact changes no conversation: what is told of it comes with a row whose version is known already.
  const versions = new Map<string, number>()
  onCleanup(desk.rows.listen((id) => {
    const row = desk.rows.peek(id)
    if (row?.contact?.id !== contact) return
    if ((versions.get(id) ?? row.version) === row.version) load()
    versions.set(id, row.version)
  }))
}
