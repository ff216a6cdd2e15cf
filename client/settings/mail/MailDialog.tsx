import { Result } from "effect"
import { createResource, Match, Switch } from "solid-js"
import type { MailId } from "../../../domain/mail/Mail.ts"
import { problemText } from "../../conversation/problemText.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Modal } from "../../ui/Modal.tsx"
import { MailFrame } from "./MailFrame.tsx"
import styles from "./MailPage.module.css"

/** A mail as its reader sees it, in a frame without scripts and without network. */
export const MailDialog = (props: { readonly id: MailId; readonly onClose: () => void }) => {
  const desk = useDesk()
  const [answer] = createResource(() => desk.link.ask((client) => client["Mail.get"]({ id: props.id })))
  const found = () => {
    const result = answer()
    return result && Result.isSuccess(result) ? result.success : null
  }
  const failure = () => {
    const result = answer()
    return result && Result.isFailure(result) ? problemText(result.failure) : null
  }
  return (
    <Modal title={found()?.subject ?? "Mail"} width={860} onClose={() => props.onClose()}>
      <Switch>
        <Match when={failure()}>{(text) => <p role="alert">{text()}</p>}</Match>
        <Match when={found()?.html === "" && found()}>
          {(mail) => (
            <p>
              To {mail().to}. Its words are not kept: they had a link with which its reader gets in.
            </p>
          )}
        </Match>
        <Match when={found()}>
          {(mail) => (
            <>
              <p class={styles.meta}>To {mail().to}</p>
              <MailFrame html={mail().html} />
            </>
          )}
        </Match>
      </Switch>
    </Modal>
  )
}
