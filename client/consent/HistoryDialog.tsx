import { Result } from "effect"
import { createResource, For, Match, Show, Switch } from "solid-js"
import type { PermissionEntry, PermissionSubject } from "../../domain/rpc/ConsentRpcs.ts"
import { formatNumber } from "../contact/formatNumber.ts"
import { problemText } from "../conversation/problemText.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { ChannelMark } from "../ui/ChannelMark.tsx"
import { dateAndTime, fullTime } from "../ui/DeskTime.ts"
import { Modal } from "../ui/Modal.tsx"
import { Skeleton } from "../ui/Skeleton.tsx"
import styles from "./HistoryDialog.module.css"
import { nameOf, originText, permissionWords } from "./permissionText.ts"

export interface HistoryDialogProps {
  readonly of: PermissionSubject
  readonly title: string
  readonly onClose: () => void
}

/** Every consent and opt-out of a person, newest first, with source, time and proof (CONSENT-2). */
export const HistoryDialog = (props: HistoryDialogProps) => {
  const desk = useDesk()
  const [answer] = createResource(() =>
    desk.link.ask((client) => client["Permission.history"]({ of: props.of }))
  )
  const entries = () => {
    const found = answer()
    return found && Result.isSuccess(found) ? found.success.entries : null
  }
  const problem = () => {
    const found = answer()
    return found && Result.isFailure(found) ? problemText(found.failure) : null
  }
  return (
    <Modal
      title={`Consent history of ${props.title}`}
      width={580}
      onClose={() => props.onClose()}
      footer={<Button onClick={() => props.onClose()}>Close</Button>}
    >
      <Switch fallback={<Skeleton width="60%" height="18px" />}>
        <Match when={problem()}>{(text) => <p role="alert">{text()}</p>}</Match>
        <Match when={entries()}>
          {(all) => (
            <Show when={all().length > 0} fallback={<p>Nothing is recorded.</p>}>
              <ol class={styles.list}>
                <For each={all()}>{(entry) => <Entry entry={entry} />}</For>
              </ol>
            </Show>
          )}
        </Match>
      </Switch>
    </Modal>
  )
}

const Entry = (props: { readonly entry: PermissionEntry }) => {
  const desk = useDesk()
  const entry = () => props.entry
  return (
    <li class={styles.entry} data-what={entry().what}>
      <ChannelMark channel={entry().channel} size={18} />
      <div>
        <p>
          <strong>{permissionWords(entry())}</strong>{" "}
          <time data-tooltip={fullTime(entry().at)}>{dateAndTime(entry().at, desk.clock.now())}</time>
        </p>
        <p class={styles.detail}>
          {formatNumber(entry().address)} · {originText(entry(), nameOf(desk, entry().by))}
          <Show when={entry().source}>{(source) => <>· {source()}</>}</Show>
          <Show when={entry().proof}>{(proof) => <>· Proof: {proof()}</>}</Show>
        </p>
        <Show when={entry().recordedAt - entry().at > 86_400_000}>
          <p class={styles.detail}>Recorded on {dateAndTime(entry().recordedAt, desk.clock.now())}</p>
        </Show>
      </div>
    </li>
  )
}
