import { Result } from "effect"
import { createSignal } from "solid-js"
import type { Contact } from "../../domain/contact/Contact.ts"
import { problemText } from "../conversation/problemText.ts"
import { useDesk } from "../sync/createDesk.ts"
import { useToast } from "../ui/Toaster.tsx"

/** Erases a person, after the question (CONTACT-6). */
export const createErasing = (onErased: () => void) => {
  const desk = useDesk()
  const toast = useToast()
  const [busy, setBusy] = createSignal(false)
  const start = async ({ id, name }: Contact) => {
    setBusy(true)
    const answer = await desk.link.ask((client) => client["Contact.erase"]({ id }))
    setBusy(false)
    if (Result.isFailure(answer)) {
      toast({ title: `${name} was not erased`, text: problemText(answer.failure), error: true })
      return
    }
    toast({ title: "Person erased" })
    onErased()
  }
  return { busy, start }
}
