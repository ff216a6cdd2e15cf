import { createMemo, For, Show } from "solid-js"
import { clockTime } from "../ui/DeskTime.ts"
import styles from "./CampaignResults.module.css"
import { counted } from "./campaignText.ts"

const barsMax = 30

/** How many were sent in each of the last minutes, as bars, and the same as a table for who does not see them. */
export const SentPerMinute = (props: { readonly minutes: ReadonlyArray<readonly [number, number]> }) => {
  const bars = createMemo(() => {
    const known = new Map(props.minutes)
    const last = props.minutes.at(-1)?.[0]
    const first = props.minutes[0]?.[0]
    if (last === undefined || first === undefined) return []
    const count = Math.min(barsMax, last - first + 1)
    return Array.from({ length: count }, (_, n) => {
      const minute = last - count + 1 + n
      return { minute, sent: known.get(minute) ?? 0 }
    })
  })
  const most = () => Math.max(1, ...bars().map(({ sent }) => sent))
  const timeOf = (minute: number) => clockTime(minute * 60_000)
  return (
    <section class={styles.card} aria-label="Sent per minute">
      <h2>Sent per minute</h2>
      <Show when={bars().length > 0} fallback={<p class={styles.none}>Nothing was sent yet.</p>}>
        <div class={styles.chart} aria-hidden="true">
          <span class={styles.most}>{counted(most())}</span>
          <For each={bars()}>
            {({ minute, sent }) => (
              <span
                class={styles.minute}
                data-tooltip={`${timeOf(minute)}: ${counted(sent)}`}
                style={{ height: `${(sent / most()) * 100}%` }}
              />
            )}
          </For>
        </div>
        <p class={styles.axis} aria-hidden="true">
          <span>{timeOf(bars()[0]?.minute ?? 0)}</span>
          <Show when={bars().length > 1}>
            <span>{timeOf(bars().at(-1)?.minute ?? 0)}</span>
          </Show>
        </p>
        <details class={styles.asTable}>
          <summary>Show as table</summary>
          <table>
            <thead>
              <tr>
                <th scope="col">Minute</th>
                <th scope="col">Sent</th>
              </tr>
            </thead>
            <tbody>
              <For each={bars()}>
                {({ minute, sent }) => (
                  <tr>
                    <th scope="row">{timeOf(minute)}</th>
                    <td>{counted(sent)}</td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </details>
      </Show>
    </section>
  )
}
