import { Result } from "effect"
import { createSignal, Show } from "solid-js"
import { type Contact, ContactId } from "../../domain/contact/Contact.ts"
import { useDesk } from "../sync/createDesk.ts"
import { languageName } from "../templates/languageName.ts"
import styles from "./ContactPanel.module.css"
import { followContact } from "./followContact.ts"

/** What the same contact reads, as long as it is there; nothing where nobody said. Import it lazily. */
export const ContactLanguage = (props: { readonly contact: string }) => {
  const desk = useDesk()
  const id = ContactId.make(props.contact)
  const [known, setKnown] = createSignal<Contact | null>(null)
  const language = () => known()?.language
  const load = async () => {
    const answer = await desk.link.ask((client) => client["Contact.get"]({ id }))
    if (Result.isFailure(answer)) return
    const { contact } = answer.success
    setKnown((before) => before === null || contact.version >= before.version ? contact : before)
  }
  followContact(id, () => void load())
  return (
    <Show when={language()}>
      {(tag) => (
        <dl class={styles.facts}>
          <div>
            <dt>Language</dt>
            <dd>{languageName(tag())}</dd>
          </div>
        </dl>
      )}
    </Show>
  )
}
