import { Result } from "effect"
import { createSignal, onCleanup } from "solid-js"
import { createStore, reconcile } from "solid-js/store"
import type { ContactId } from "../../domain/contact/Contact.ts"
import { type ContactNote, ContactNoteId } from "../../domain/contact/ContactNote.ts"
import { problemText } from "../conversation/problemText.ts"
import type { AskError } from "../rpc/DeskLink.ts"
import { useDesk } from "../sync/createDesk.ts"
import { followContact } from "./followContact.ts"

/** What was typed and not saved, by user and contact: it is there again when one comes back. */
const typed = new Map<string, string>()

/** The notes about a contact, oldest first: read again whenever the desk is told of the contact (SYNC-1). */
export const createContactNotes = (contact: ContactId) => {
  const desk = useDesk()
  const place = `${desk.directory().me.id} ${contact}`
  const [held, setHeld] = createStore<{ notes: ReadonlyArray<ContactNote> | null }>({ notes: null })
  const [draft, setDraft] = createSignal(typed.get(place) ?? "")
  const [problem, setProblem] = createSignal<string | null>(null)
  const [saving, setSaving] = createSignal(false)
  let open = true
  let newest = 0
  /** Of a note that is saved again after its answer was lost. */
  let nextId = ContactNoteId.make(crypto.randomUUID())
  onCleanup(() => {
    open = false
  })

  const load = async () => {
    const asked = ++newest
    const answer = await desk.link.ask((client) => client["ContactNote.list"]({ contact }))
    if (!open || asked !== newest) return
    if (Result.isSuccess(answer)) setHeld("notes", reconcile(answer.success, { key: "id" }))
    else if (answer.failure._tag !== "Offline") setProblem(problemText(answer.failure))
  }
  followContact(contact, () => void load())

  const take = async (answer: Promise<Result.Result<void, AskError>>): Promise<boolean> => {
    setSaving(true)
    const result = await answer
    if (!open) return false
    setSaving(false)
    setProblem(Result.isFailure(result) ? problemText(result.failure) : null)
    await load()
    return Result.isSuccess(result)
  }

  return {
    notes: () => held.notes,
    draft,
    setDraft: (text: string) => {
      typed.set(place, text)
      setDraft(text)
    },
    problem,
    saving,
    add: async (): Promise<void> => {
      const text = draft()
      if (text.trim() === "" || saving()) return
      const saved = await take(
        desk.link.ask((client) => client["ContactNote.save"]({ contact, id: nextId, seen: null, text })),
      )
      if (!saved) return
      nextId = ContactNoteId.make(crypto.randomUUID())
      typed.delete(place)
      setDraft("")
    },
    /** Whether it was saved. */
    change: ({ id, text: seen }: ContactNote, text: string): Promise<boolean> =>
      take(desk.link.ask((client) => client["ContactNote.save"]({ contact, id, seen, text }))),
    remove: ({ id }: ContactNote): Promise<boolean> =>
      take(desk.link.ask((client) => client["ContactNote.remove"]({ contact, id }))),
  }
}
