import { For, Show } from "solid-js"
import type { MessageHit } from "../../domain/rpc/InboxRpcs.ts"
import { contactName } from "../contact/contactName.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Avatar } from "../ui/Avatar.tsx"
import { Button } from "../ui/Button.tsx"
import { fullTime, listTime } from "../ui/DeskTime.ts"
import { Marked } from "../ui/Marked.tsx"
import type { MessageHitsState } from "./createMessageHits.ts"
import { useScreen } from "./createScreen.ts"
import styles from "./MessageHits.module.css"

const leads = { in: "", out: "Sent: ", note: "Note: " }

/** Below the conversations that a search found: messages that hold its words, wherever the user may see them. */
export const MessageHits = (props: { readonly state: MessageHitsState }) => {
  const busy = () => props.state.status() === "searching"
  const empty = () => props.state.hits().length === 0
  return (
    <Show when={props.state.status() !== "none" && !(empty() && busy())}>
      <section class={styles.group} aria-labelledby="message-hits">
        <h2 id="message-hits" class={styles.heading}>In messages</h2>
        <ul class={styles.hits}>
          <For each={props.state.hits()}>{(hit) => <Hit hit={hit} />}</For>
        </ul>
        <Show when={empty() && props.state.status() === "ready" && !props.state.more()}>
          <p class={styles.note}>No message has these words.</p>
        </Show>
        <Show when={props.state.status() === "failed"}>
          <div class={styles.note} role="alert">
            Messages were not searched.
            <Button variant="link" onClick={() => void props.state.loadMore()}>Try again</Button>
          </div>
        </Show>
        <Show when={props.state.more() && props.state.status() !== "failed"}>
          <div class={styles.more}>
            <Button size="small" disabled={busy()} onClick={() => void props.state.loadMore()}>
              {busy() ? "Searching…" : "Search older messages"}
            </Button>
          </div>
        </Show>
      </section>
    </Show>
  )
}

const Hit = (props: { readonly hit: MessageHit }) => {
  const desk = useDesk()
  const screen = useScreen()
  const row = () => desk.rows.get(props.hit.row.id) ?? props.hit.row
  const isOpen = () => screen.target()?.id === row().id && screen.target()?.seq === props.hit.seq
  return (
    <li>
      <button
        type="button"
        class={styles.hit}
        aria-current={isOpen() ? "true" : undefined}
        onClick={() =>
          screen.openMessage({ id: row().id, seq: props.hit.seq, words: screen.filters().search })}
      >
        <Avatar name={row().contact?.name ?? null} hueKey={row().id} size={28} channel={row().channel} />
        <span class={styles.body}>
          <span class={styles.line}>
            <span class={styles.name} dir="auto">{contactName(row())}</span>
            <span class={styles.time} data-tooltip={fullTime(props.hit.at)}>
              {listTime(props.hit.at, desk.clock.now())}
            </span>
          </span>
          <span class={styles.text} dir="auto">
            <bdi>{leads[props.hit.direction]}</bdi>
            <Marked text={props.hit.snippet.text} ranges={props.hit.snippet.matches} />
          </span>
        </span>
      </button>
    </li>
  )
}
