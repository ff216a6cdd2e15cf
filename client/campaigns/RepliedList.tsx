import { A } from "@solidjs/router"
import { Result } from "effect"
import { createEffect, createSignal, For, on, Show } from "solid-js"
import type { Recipient } from "../../domain/campaign/Campaign.ts"
import type { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import { formatNumber } from "../contact/formatNumber.ts"
import { deskPath } from "../inbox/deskPath.ts"
import { useDesk } from "../sync/createDesk.ts"
import styles from "./CampaignResults.module.css"
import { counted } from "./campaignText.ts"

const shownMax = 100

/** Who answered, each with the way to their conversation. */
export const RepliedList = (props: { readonly id: CampaignId; readonly replied: number }) => {
  const desk = useDesk()
  const [recipients, setRecipients] = createSignal<ReadonlyArray<Recipient>>([])
  createEffect(on(() => props.replied, async () => {
    const answer = await desk.link.ask((client) =>
      client["Campaign.recipients"]({ id: props.id, filter: { _tag: "Replied" }, after: 0, limit: shownMax })
    )
    if (Result.isSuccess(answer)) setRecipients(answer.success)
  }))
  return (
    <section class={styles.card} aria-label="Who replied">
      <h2>{counted(props.replied)} replied</h2>
      <ul class={styles.replied}>
        <For each={recipients()}>
          {({ name, phone, repliedIn }) => (
            <li>
              <A href={deskPath({ _tag: "Mine" }, repliedIn)}>{name ?? formatNumber(phone)}</A>
            </li>
          )}
        </For>
      </ul>
      <Show when={props.replied > recipients().length && recipients().length === shownMax}>
        <p class={styles.none}>The first {shownMax} are shown.</p>
      </Show>
    </section>
  )
}
