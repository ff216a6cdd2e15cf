import { Result } from "effect"
import { createResource, createSignal, Match, Show, Switch } from "solid-js"
import type { MailForm } from "../../../domain/notification/MailForm.ts"
import type { Channel } from "../../../domain/sender/Sender.ts"
import { problemText } from "../../conversation/problemText.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Button } from "../../ui/Button.tsx"
import { Modal } from "../../ui/Modal.tsx"
import { MailFrame } from "../mail/MailFrame.tsx"
import { FormChoice } from "./FormChoice.tsx"
import styles from "./MailTexts.module.css"

/** What the mails look like, and one of them to one's own address. */
export const MailPreview = (props: { readonly onClose: () => void }) => {
  const desk = useDesk()
  const [kind, setKind] = createSignal<{ readonly channel: Channel; readonly form: MailForm }>({
    channel: "whatsapp",
    form: "text",
  })
  const [sending, setSending] = createSignal(false)
  /** In the dialog: a toast would be behind it for screen readers. */
  const [said, setSaid] = createSignal("")
  const [answer] = createResource(
    kind,
    (asked) => desk.link.ask((client) => client["Notification.preview"]({ ...asked, body: null })),
  )
  const shown = () => {
    const found = answer.latest
    return found && Result.isSuccess(found) ? found.success : null
  }
  const problem = () => {
    const found = answer.latest
    return found && Result.isFailure(found) ? problemText(found.failure) : null
  }
  const sendTest = async () => {
    setSending(true)
    const sent = await desk.link.ask((client) => client["Notification.sendTest"]({ ...kind(), body: null }))
    setSending(false)
    setSaid(
      Result.isFailure(sent) ? problemText(sent.failure) : `Test email sent to ${desk.directory().me.email}.`,
    )
  }
  return (
    <Modal
      title="Preview email"
      width={860}
      onClose={() => props.onClose()}
      footer={
        <div class={styles.foot}>
          <span class={styles.said} role="status">{said()}</span>
          <Button variant="ghost" onClick={() => props.onClose()}>Close</Button>
          <Button
            variant="primary"
            disabled={!desk.online()}
            busy={sending() ? "Sending" : undefined}
            onClick={() => void sendTest()}
          >
            Send test email
          </Button>
        </div>
      }
    >
      <FormChoice channel={kind().channel} form={kind().form} onChange={setKind} />
      <Switch>
        <Match when={problem()}>{(text) => <p role="alert">{text()}</p>}</Match>
        <Match when={shown()}>
          {(mail) => (
            <>
              <p class={styles.subject}>{mail().subject}</p>
              <MailFrame html={mail().html} />
            </>
          )}
        </Match>
      </Switch>
      <Show when={answer.loading && !shown()}>
        <p>Loading…</p>
      </Show>
    </Modal>
  )
}
