import { Result } from "effect"
import { createSignal, For, Show } from "solid-js"
import type { Contact, ContactId } from "../../domain/contact/Contact.ts"
import { problemText } from "../conversation/problemText.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Avatar } from "../ui/Avatar.tsx"
import { Button } from "../ui/Button.tsx"
import { Modal } from "../ui/Modal.tsx"
import { useToast } from "../ui/Toaster.tsx"
import styles from "./MergeDialog.module.css"
import { formatNumber } from "./formatNumber.ts"

export interface MergeDialogProps {
  readonly contacts: readonly [Contact, Contact]
  readonly onMerged: (kept: Contact, gone: ContactId) => void
  readonly onClose: () => void
}

/** Makes one contact of two that are the same person. */
export const MergeDialog = (props: MergeDialogProps) => {
  const desk = useDesk()
  const toast = useToast()
  const [kept, setKept] = createSignal(props.contacts[0].id)
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<string | null>(null)
  const pair = () => {
    const [first, second] = props.contacts
    return first.id === kept() ? { keep: first, other: second } : { keep: second, other: first }
  }
  const merge = async () => {
    if (busy()) return
    const { keep, other } = pair()
    setBusy(true)
    setProblem(null)
    const edition = ({ id, version }: Contact) => ({ id, version })
    const answer = await desk.link.ask((client) =>
      client["Contact.merge"]({ keep: edition(keep), other: edition(other) })
    )
    setBusy(false)
    if (Result.isFailure(answer)) return void setProblem(problemText(answer.failure))
    if (answer.success._tag !== "Saved") {
      return void setProblem(
        "Someone else changed one of them meanwhile. Close this, look at them, and try again.",
      )
    }
    toast({ title: "Contacts merged", text: answer.success.contact.name })
    props.onMerged(answer.success.contact, other.id)
    props.onClose()
  }
  return (
    <Modal
      title="Merge contacts"
      width={480}
      onClose={() => props.onClose()}
      footer={
        <>
          <Button onClick={() => props.onClose()}>Cancel</Button>
          <Button
            variant="primary"
            disabled={!desk.online()}
            busy={busy() ? "Merging" : undefined}
            onClick={() => void merge()}
          >
            Merge
          </Button>
        </>
      }
    >
      <p class={styles.lead}>Which name should stay? The numbers and conversations of both stay with it.</p>
      <div class={styles.choices} role="radiogroup" aria-label="Name that stays">
        <For each={props.contacts}>
          {(contact) => (
            <label class={styles.choice} data-chosen={kept() === contact.id}>
              <input
                type="radio"
                name="kept"
                checked={kept() === contact.id}
                onChange={() => setKept(contact.id)}
              />
              <Avatar name={contact.name} hueKey={contact.id} size={32} />
              <span class={styles.words}>
                <span class={styles.name}>{contact.name}</span>
                <span class={styles.meta}>
                  {[...contact.phones.map(formatNumber), contact.email].filter((it) => it).join(" · ")}
                </span>
              </span>
            </label>
          )}
        </For>
      </div>
      <p class={styles.meta}>This cannot be undone.</p>
      <Show when={problem()}>
        {(text) => (
          <p class={styles.problem} role="alert">
            <strong>Not merged.</strong> {text()}
          </p>
        )}
      </Show>
    </Modal>
  )
}
