import { Result } from "effect"
import UserRoundPlus from "lucide-solid/icons/user-round-plus"
import { createResource, Match, Show, Switch } from "solid-js"
import { ContactId } from "../../domain/contact/Contact.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { problemText } from "../conversation/problemText.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { channelName } from "../ui/ChannelMark.tsx"
import { Skeleton } from "../ui/Skeleton.tsx"
import { useToast } from "../ui/Toaster.tsx"
import styles from "./ContactEditor.module.css"
import { ContactFields } from "./ContactFields.tsx"
import { type ContactFormStart, createContactForm, startFrom } from "./createContactForm.ts"

/** Saves the number of the open conversation as a contact, or edits its contact, in the panel (CONTACT-1). */
export const ContactEditor = (props: { readonly row: InboxRow }) => {
  const desk = useDesk()
  const screen = useScreen()
  const known = props.row.contact
  const [start, { refetch }] = createResource(async (): Promise<Result.Result<ContactFormStart, string>> => {
    const from = { fixed: [props.row.address], conversationId: props.row.id }
    if (known === null) {
      const { address, profileName } = props.row
      return Result.succeed({
        ...from,
        name: profileName ?? "",
        phones: [address],
        email: null,
        language: null,
        edition: null,
      })
    }
    const answer = await desk.link.ask((client) => client["Contact.get"]({ id: ContactId.make(known.id) }))
    if (Result.isFailure(answer)) return Result.fail(problemText(answer.failure))
    const { contact } = answer.success
    // The conversation's own number as the contact has it: the provider may spell it differently.
    const [only] = contact.phones.length === 1 ? contact.phones : []
    const fixed = only === undefined ? from.fixed : [only]
    return Result.succeed({ ...startFrom(contact), ...from, fixed })
  })
  const failure = () => {
    const result = start()
    return result && Result.isFailure(result) ? result.failure : null
  }
  const ready = () => {
    const result = start()
    return result && Result.isSuccess(result) ? result.success : null
  }
  return (
    <div class={styles.editor}>
      <Switch
        fallback={
          <div class={styles.loading} aria-busy="true">
            <Skeleton width="100%" height="34px" />
            <Skeleton width="100%" height="34px" />
          </div>
        }
      >
        <Match when={failure()}>
          {(text) => (
            <div class={styles.failed} role="alert">
              <p>The contact did not load. {text()}</p>
              <div class={styles.buttons}>
                <Button size="small" onClick={() => screen.setContactForm(false)}>Cancel</Button>
                <Button size="small" onClick={() => void refetch()}>Try again</Button>
              </div>
            </div>
          )}
        </Match>
        <Match when={ready()}>{(from) => <Editing row={props.row} start={from()} />}</Match>
      </Switch>
    </div>
  )
}

const Editing = (props: { readonly row: InboxRow; readonly start: ContactFormStart }) => {
  const desk = useDesk()
  const screen = useScreen()
  const toast = useToast()
  const isNew = props.start.edition === null
  const form = createContactForm(props.start, (contact) => {
    screen.setContactForm(false)
    toast({ title: "Contact saved", text: contact.name })
  })
  const fromProfile = () => isNew && props.row.profileName !== null
  return (
    <div
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return
        event.stopPropagation()
        screen.setContactForm(false)
      }}
    >
      <Show when={isNew}>
        <p class={styles.lead}>
          <UserRoundPlus aria-hidden="true" />
          <span>
            <strong>Save this contact</strong> so that the team sees a name.
          </span>
        </p>
      </Show>
      <ContactFields
        form={form}
        nameHint={fromProfile() ? `Name from the ${channelName(props.row.channel)} profile` : undefined}
        onOpenContact={(contact) => screen.goToContacts(contact.id)}
      >
        <div class={styles.buttons}>
          <Button variant="ghost" onClick={() => screen.setContactForm(false)}>
            {isNew ? "Not now" : "Cancel"}
          </Button>
          <Button
            variant="primary"
            type="submit"
            disabled={!desk.online()}
            busy={form.busy() ? "Saving" : undefined}
          >
            {isNew ? "Save contact" : "Save"}
          </Button>
        </div>
      </ContactFields>
    </div>
  )
}
