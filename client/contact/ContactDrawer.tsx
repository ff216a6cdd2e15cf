import { Result } from "effect"
import X from "lucide-solid/icons/x"
import {
  createEffect,
  createResource,
  createSignal,
  For,
  type JSX,
  lazy,
  Match,
  on,
  Show,
  Suspense,
  Switch,
} from "solid-js"
import type { Contact, ContactDetails, ContactId } from "../../domain/contact/Contact.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { ContactPermissions } from "../consent/ContactPermissions.tsx"
import { problemText } from "../conversation/problemText.ts"
import { showConversation } from "../conversation/showConversation.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Avatar } from "../ui/Avatar.tsx"
import { Button } from "../ui/Button.tsx"
import { ChannelMark } from "../ui/ChannelMark.tsx"
import { comesFromWithin } from "../ui/comesFromWithin.ts"
import { listTime, shortDate } from "../ui/DeskTime.ts"
import { IconButton } from "../ui/IconButton.tsx"
import { Skeleton } from "../ui/Skeleton.tsx"
import { useToast } from "../ui/Toaster.tsx"
import { ContactNotes } from "./ContactNotes.tsx"
import styles from "./ContactDrawer.module.css"
import { ContactFields } from "./ContactFields.tsx"
import { createErasing } from "./createErasing.ts"
import { createContactForm, emptyContact, startFrom } from "./createContactForm.ts"
import { formatNumber } from "./formatNumber.ts"

const ConfirmDialog = lazy(() =>
  import("../ui/ConfirmDialog.tsx").then((it) => ({ default: it.ConfirmDialog }))
)

export interface ContactDrawerProps {
  readonly which: ContactId | "new"
  readonly onSaved: (contact: Contact, isNew: boolean) => void
  /** It is no longer there, or no longer the user's to see. */
  readonly onGone: (id: ContactId) => void
}

/** One contact beside the table: to edit, with the conversations that the user may see (CONTACT-5), or a new one. */
export const ContactDrawer = (props: ContactDrawerProps) => {
  const desk = useDesk()
  const screen = useScreen()
  const opener = document.activeElement
  const [details, { mutate, refetch }] = createResource(async () => {
    if (props.which === "new") return null
    const id = props.which
    const answer = await desk.link.ask((client) => client["Contact.get"]({ id }))
    if (Result.isFailure(answer) && answer.failure._tag === "Refusal") props.onGone(id)
    return answer
  })
  const [failedOnce, setFailedOnce] = createSignal(false)
  const failure = () => {
    const answer = details()
    return answer && Result.isFailure(answer) ? answer.failure : null
  }
  const found = () => {
    const answer = details()
    return answer && Result.isSuccess(answer) ? answer.success : null
  }
  createEffect(() => failure() && setFailedOnce(true))
  createEffect(on(desk.online, (online) => {
    if (online && failedOnce() && failure()?._tag !== "Refusal") void refetch()
  }, { defer: true }))
  const close = () => {
    screen.goToContacts(null)
    setTimeout(() => opener instanceof HTMLElement && opener.isConnected && opener.focus())
  }
  return (
    <aside
      class={styles.drawer}
      aria-label={props.which === "new" ? "Add contact" : "Edit contact"}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented || !comesFromWithin(event)) return
        event.stopPropagation()
        close()
      }}
    >
      <header class={styles.header}>
        <h2>{props.which === "new" ? "Add contact" : "Edit contact"}</h2>
        <IconButton label="Close" shortcut="Esc" onClick={close}>
          <X />
        </IconButton>
      </header>
      <Switch
        fallback={
          <div class={styles.body} aria-busy="true">
            <Skeleton width="60%" height="20px" />
            <Skeleton width="100%" height="34px" />
            <Skeleton width="100%" height="34px" />
          </div>
        }
      >
        <Match when={props.which === "new"}>
          <Editing
            details={null}
            onClose={close}
            onSaved={(contact) => {
              props.onSaved(contact, true)
              screen.goToContacts(contact.id)
            }}
          />
        </Match>
        <Match when={failure()}>
          {(error) => (
            <div class={styles.body} role="alert">
              <p>The contact did not load. {problemText(error())}</p>
              <Show when={error()._tag !== "Refusal"}>
                <Button onClick={() => void refetch()}>Try again</Button>
              </Show>
            </div>
          )}
        </Match>
        <Match when={found()} keyed>
          {(present) => (
            <Editing
              details={present}
              onClose={close}
              onSaved={(contact) => {
                props.onSaved(contact, false)
                mutate(Result.succeed({ ...present, contact }))
                void refetch()
              }}
            >
              <Erase
                contact={present.contact}
                onErased={() => {
                  props.onGone(present.contact.id)
                  close()
                }}
              />
            </Editing>
          )}
        </Match>
      </Switch>
    </aside>
  )
}

interface EditingProps {
  /** Null for a new contact. */
  readonly details: ContactDetails | null
  readonly onClose: () => void
  readonly onSaved: (contact: Contact) => void
  readonly children?: JSX.Element
}

const Editing = (props: EditingProps) => {
  const desk = useDesk()
  const screen = useScreen()
  const toast = useToast()
  const details = props.details
  const form = createContactForm(details ? startFrom(details.contact) : emptyContact, (contact) => {
    toast({ title: "Contact saved", text: contact.name })
    props.onSaved(contact)
  })
  return (
    <>
      <div class={styles.body}>
        <Show when={details}>{(present) => <Who contact={present().contact} />}</Show>
        <ContactFields form={form} onOpenContact={(contact) => screen.goToContacts(contact.id)} />
        <Show when={props.details}>
          {(present) => (
            <>
              <ContactPermissions contact={present().contact} />
              <div class={styles.notes}>
                <ContactNotes contact={present().contact.id} />
              </div>
            </>
          )}
        </Show>
        <Show when={details}>{(present) => <Threads rows={present().conversations} />}</Show>
      </div>
      <footer class={styles.footer}>
        {props.children}
        <span class={styles.space} />
        <Button onClick={() => props.onClose()}>Cancel</Button>
        <Button
          variant="primary"
          type="submit"
          form="contact-form"
          disabled={!desk.online() || !form.edited()}
          busy={form.busy() ? "Saving" : undefined}
        >
          Save
        </Button>
      </footer>
    </>
  )
}

/** CONTACT-6, for admins. */
const Erase = (props: { readonly contact: Contact; readonly onErased: () => void }) => {
  const desk = useDesk()
  const [asking, setAsking] = createSignal(false)
  const erasing = createErasing(() => props.onErased())
  return (
    <Show when={desk.directory().me.role === "admin"}>
      <Button
        variant="ghost"
        class={styles.erase}
        disabled={!desk.online()}
        busy={erasing.busy() ? "Erasing" : undefined}
        onClick={() => setAsking(true)}
      >
        Erase person
      </Button>
      <Suspense>
        <Show when={asking()}>
          <ConfirmDialog
            title={`Erase ${props.contact.name}?`}
            text="The name, the email and what all messages say are gone for ever. The conversations stay, empty. This cannot be undone."
            action="Erase for ever"
            danger
            onConfirm={() => void erasing.start(props.contact)}
            onClose={() => setAsking(false)}
          />
        </Show>
      </Suspense>
    </Show>
  )
}

const Who = (props: { readonly contact: Contact }) => {
  const desk = useDesk()
  const maker = () => props.contact.createdBy === null ? undefined : desk.user(props.contact.createdBy)?.name
  return (
    <div class={styles.who}>
      <Avatar name={props.contact.name} hueKey={props.contact.id} size={56} />
      <div>
        <p class={styles.name}>{props.contact.name}</p>
        <p class={styles.meta}>
          Added {shortDate(props.contact.createdAt, desk.clock.now())}
          {maker() ? ` by ${maker()}` : ""}
        </p>
      </div>
    </div>
  )
}

const Threads = (props: { readonly rows: ReadonlyArray<InboxRow> }) => {
  const desk = useDesk()
  const screen = useScreen()
  return (
    <section class={styles.threads} aria-labelledby="threads-title">
      <h3 id="threads-title">Conversations</h3>
      <ul>
        <For
          each={props.rows}
          fallback={<li class={styles.meta}>None that you may see.</li>}
        >
          {(row) => (
            <li>
              <button type="button" class={styles.thread} onClick={() => showConversation(desk, screen, row)}>
                <ChannelMark channel={row.channel} size={18} />
                <span class={styles.threadWords}>
                  <span class={styles.threadName}>
                    {desk.sender(row.senderId)?.label ?? formatNumber(row.address)}
                  </span>
                  <span class={styles.meta}>{row.preview?.text}</span>
                </span>
                <span class={styles.meta}>{listTime(row.lastActivityAt, desk.clock.now())}</span>
              </button>
            </li>
          )}
        </For>
      </ul>
    </section>
  )
}
