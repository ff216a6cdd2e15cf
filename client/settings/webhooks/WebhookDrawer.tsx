import X from "lucide-solid/icons/x"
import { Result } from "effect"
import { createResource, createSignal, onCleanup, onMount, Show } from "solid-js"
import type { WebhookEntry } from "../../../domain/account/WebhookEntry.ts"
import drawer from "../../contact/ContactDrawer.module.css"
import { problemText } from "../../conversation/problemText.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Button } from "../../ui/Button.tsx"
import { fullTime } from "../../ui/DeskTime.ts"
import { IconButton } from "../../ui/IconButton.tsx"
import { Tag } from "../../ui/Tag.tsx"
import { useToast } from "../../ui/Toaster.tsx"
import { outcomeWords } from "./outcomeWords.ts"
import styles from "./WebhookLogPage.module.css"

export interface WebhookDrawerProps {
  readonly entry: WebhookEntry
  readonly account: string
  readonly onReplayed: (entry: WebhookEntry) => void
  readonly onClose: () => void
}

/** One request beside the table: what was wrong with it, and what it said where it was kept. */
export const WebhookDrawer = (props: WebhookDrawerProps) => {
  const opener = document.activeElement
  let close: HTMLDivElement | undefined
  onMount(() => close?.querySelector("button")?.focus())
  onCleanup(() => setTimeout(() => opener instanceof HTMLElement && opener.isConnected && opener.focus()))
  const outcome = () => outcomeWords[props.entry.outcome]
  return (
    <aside
      class={drawer.drawer}
      aria-label="Request"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return
        event.stopPropagation()
        props.onClose()
      }}
    >
      <header class={drawer.header}>
        <h2>Request {props.entry.id}</h2>
        <div ref={close}>
          <IconButton label="Close" shortcut="Esc" onClick={() => props.onClose()}>
            <X />
          </IconButton>
        </div>
      </header>
      <div class={drawer.body}>
        <dl class={styles.facts}>
          <dt>Account</dt>
          <dd>{props.account}</dd>
          <dt>When</dt>
          <dd>{fullTime(props.entry.at)}</dd>
          <dt>Outcome</dt>
          <dd>
            <Tag tone={outcome().tone}>{outcome().text}</Tag>
          </dd>
          <Show when={props.entry.detail}>
            <dt>Why</dt>
            <dd>{props.entry.detail}</dd>
          </Show>
          <Show when={props.entry.replayedAt}>
            {(at) => (
              <>
                <dt>Replayed</dt>
                <dd>{fullTime(at())}</dd>
              </>
            )}
          </Show>
        </dl>
        <Show
          when={props.entry.replayable}
          fallback={
            <p class={styles.note}>Only its fate was noted: what could not be taken is kept whole.</p>
          }
        >
          <KeptRequest id={props.entry.id} />
        </Show>
      </div>
      <Show when={props.entry.replayable}>
        <footer class={drawer.footer}>
          <span class={drawer.space} />
          <Replay id={props.entry.id} onReplayed={props.onReplayed} />
        </footer>
      </Show>
    </aside>
  )
}

const KeptRequest = (props: { readonly id: WebhookEntry["id"] }) => {
  const desk = useDesk()
  const [answer] = createResource(() => desk.link.ask((client) => client["Webhook.get"]({ id: props.id })))
  const request = () => {
    const result = answer()
    return result && Result.isSuccess(result) ? result.success : null
  }
  const failure = () => {
    const result = answer()
    return result && Result.isFailure(result) ? problemText(result.failure) : null
  }
  const headers = () => request()?.headers.map(({ name, value }) => `${name}: ${value}`).join("\n") ?? ""
  return (
    <>
      <Show when={failure()}>{(text) => <p class={styles.problem} role="alert">{text()}</p>}</Show>
      <Show when={request()}>
        {(known) => (
          <>
            <div>
              <h3 class={styles.title}>Address</h3>
              <pre class={styles.text} tabindex="0" aria-label="Address">{known().method} {known().url}</pre>
            </div>
            <div>
              <h3 class={styles.title}>Body</h3>
              <pre class={styles.text} tabindex="0" aria-label="Body">{known().body}</pre>
              <Show when={known().cut}>
                <p class={styles.note}>Its end is left out here.</p>
              </Show>
            </div>
            <div>
              <h3 class={styles.title}>Headers, without secrets</h3>
              <pre class={styles.text} tabindex="0" aria-label="Headers">{headers()}</pre>
            </div>
          </>
        )}
      </Show>
    </>
  )
}

const Replay = (props: Pick<WebhookDrawerProps, "onReplayed"> & { readonly id: WebhookEntry["id"] }) => {
  const desk = useDesk()
  const toast = useToast()
  const [busy, setBusy] = createSignal(false)
  const replay = async () => {
    setBusy(true)
    const answer = await desk.link.ask((client) => client["Webhook.replay"]({ id: props.id }))
    setBusy(false)
    if (Result.isFailure(answer)) {
      return void toast({ title: "It was not replayed", text: problemText(answer.failure), error: true })
    }
    props.onReplayed(answer.success)
    toast({ title: "Request replayed", text: outcomeWords[answer.success.outcome].text })
  }
  return (
    <Button
      variant="primary"
      disabled={!desk.online()}
      busy={busy() ? "Replaying" : undefined}
      onClick={() => void replay()}
    >
      Replay
    </Button>
  )
}
