import { For, Show } from "solid-js"
import { type FallbackProgress, reachedOf } from "../../domain/campaign/Campaign.ts"
import { useDesk } from "../sync/createDesk.ts"
import styles from "./CampaignResults.module.css"
import { counted } from "./campaignText.ts"

/** How far a campaign's SMS are to whom WhatsApp may not or could not reach. */
export const SentBySms = (props: { readonly bySms: FallbackProgress }) => {
  const desk = useDesk()
  const sender = () => props.bySms.senderId === null ? undefined : desk.sender(props.bySms.senderId)
  const numbers = () => {
    const { counts, leftOut, ready } = props.bySms
    const reached = reachedOf(counts)
    const failed = counts.failed + counts.unconfirmed
    const left = Object.values(leftOut).reduce((sum, count) => sum + count, 0)
    const rows: ReadonlyArray<readonly [number, string]> = [
      [reached.sent, `of ${counted(ready)} sent by SMS`],
      [reached.delivered, "delivered"],
      [counts.replied, "replied"],
      [failed, "failed"],
      [left, "could not be written to by SMS either"],
    ]
    return rows.filter(([count], index) => index === 0 || count > 0)
  }
  return (
    <section class={styles.card} aria-label="SMS fallback">
      <h2>SMS fallback</h2>
      <Show when={props.bySms.problem}>
        {(text) => <p class={styles.problem} role="alert">{text()}</p>}
      </Show>
      <ul class={styles.leftOut}>
        <For each={numbers()}>
          {([count, text]) => (
            <li>
              <b>{counted(count)}</b> {text}
            </li>
          )}
        </For>
      </ul>
      <p class={styles.foot}>
        To those without WhatsApp consent and those who are not on WhatsApp, from {sender()?.label ?? ""}.
      </p>
    </section>
  )
}
