import { For, Show } from "solid-js"
import type { FallbackProgress } from "../../domain/campaign/Campaign.ts"
import { leftOutText } from "../../domain/campaign/leftOutText.ts"
import { sharesOfSms } from "../../domain/campaign/wholeOf.ts"
import { useDesk } from "../sync/createDesk.ts"
import styles from "./CampaignResults.module.css"
import { counted } from "./campaignText.ts"

/** How far a campaign's SMS are to whom WhatsApp may not or could not reach. */
export const SentBySms = (props: { readonly bySms: FallbackProgress }) => {
  const desk = useDesk()
  const sender = () => props.bySms.senderId === null ? undefined : desk.sender(props.bySms.senderId)
  /** Whoever was taken in stands in one of these. */
  const numbers = () => {
    const { counts, leftOut } = props.bySms
    const { cancelled, delivered, failed, sent, waiting } = sharesOfSms(props.bySms)
    const rows: ReadonlyArray<readonly [number, string]> = [
      [sent, `sent, ${counted(delivered)} of them delivered, ${counted(counts.replied)} replied`],
      [waiting, "still wait"],
      [failed, "failed"],
      [cancelled, "taken back"],
      ...Object.entries(leftOut).map(([reason, count]) => [count, leftOutText(reason)] as const),
    ]
    return rows.filter(([count], index) => index === 0 || count > 0)
  }
  return (
    <section class={styles.card} aria-label="SMS fallback">
      <h2>{counted(props.bySms.total)} go by SMS from {sender()?.label ?? ""}</h2>
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
        {counted(props.bySms.total - props.bySms.afterFailure)} gave no consent to WhatsApp,{" "}
        {counted(props.bySms.afterFailure)} could not be reached by it.
      </p>
    </section>
  )
}
