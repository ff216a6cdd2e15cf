import { Result } from "effect"
import { createResource, Show } from "solid-js"
import { ContactId } from "../../domain/contact/Contact.ts"
import { useDesk } from "../sync/createDesk.ts"
import { languageName } from "../templates/languageName.ts"
import styles from "./ContactPanel.module.css"

/** What the same contact reads, as long as it is there; nothing where nobody said. Import it lazily. */
export const ContactLanguage = (props: { readonly contact: string }) => {
  const desk = useDesk()
  const [language] = createResource(async () => {
    const answer = await desk.link.ask((client) =>
      client["Contact.get"]({ id: ContactId.make(props.contact) })
    )
    return Result.isSuccess(answer) ? answer.success.contact.language : null
  })
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
