import { Result } from "effect"
import Download from "lucide-solid/icons/download"
import { createSignal, For, Show } from "solid-js"
import type { CampaignTally, Recipient } from "../../domain/campaign/Campaign.ts"
import type { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import { csvLine, guardFormula } from "../../domain/contact/Csv.ts"
import { saveFile } from "../contact/saveFile.ts"
import { problemText } from "../conversation/problemText.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { useToast } from "../ui/Toaster.tsx"
import styles from "./CampaignResults.module.css"
import { counted, messages } from "./campaignText.ts"

const pageRecipients = 100

/** What helps where it is not to send again: by the code, an opt-out stays and a wrong number has to be asked for. */
const hopeless = /opted_out|erased|invalid_number|30003|30005|30006|21211|21614|131026/

/** A text of a failure is what happened, then what to do about it. */
const partsOf = (label: string): readonly [string, string] => {
  const end = label.indexOf(". ")
  return end < 0 ? [label, ""] : [label.slice(0, end + 1), label.slice(end + 2)]
}

export interface FailuresTableProps {
  readonly id: CampaignId
  readonly failures: ReadonlyArray<CampaignTally>
  readonly onSendAgain: (failure: CampaignTally) => void
}

/** Why messages failed, each reason once, with what helps against it. */
export const FailuresTable = (props: FailuresTableProps) => {
  const desk = useDesk()
  const toast = useToast()
  const [busy, setBusy] = createSignal(false)
  const total = () => props.failures.reduce((sum, { count }) => sum + count, 0)
  const download = async () => {
    setBusy(true)
    const texts = new Map(props.failures.map(({ key, label }) => [key, label]))
    const lines = [csvLine(["name", "mobile", "what happened"])]
    for (const { key } of props.failures) {
      let page: ReadonlyArray<Recipient> = []
      do {
        const after = page.at(-1)?.no ?? 0
        const answer = await desk.link.ask((client) =>
          client["Campaign.recipients"]({
            id: props.id,
            filter: { _tag: "Failed", reason: key },
            after,
            limit: pageRecipients,
          })
        )
        if (Result.isFailure(answer)) {
          setBusy(false)
          return void toast({ title: "Not downloaded", text: problemText(answer.failure), error: true })
        }
        page = answer.success
        lines.push(
          ...page.map(({ name, phone }) =>
            csvLine([name ?? "", phone, texts.get(key) ?? key].map(guardFormula))
          ),
        )
      } while (page.length === pageRecipients)
    }
    setBusy(false)
    saveFile("campaign-failures.csv", "text/csv;charset=utf-8", ["\uFEFF", ...lines])
  }
  return (
    <section class={`${styles.card} ${styles.failures}`} aria-label="Why messages failed">
      <div class={styles.failuresHead}>
        <h2>Why {messages(total())} failed</h2>
        <Button busy={busy() ? "Downloading" : undefined} onClick={() => void download()}>
          <Download />Download list
        </Button>
      </div>
      <table>
        <thead>
          <tr>
            <th scope="col">Messages</th>
            <th scope="col">What happened</th>
            <th scope="col">What to do</th>
            <th scope="col">
              <span class="visually-hidden">Action</span>
            </th>
          </tr>
        </thead>
        <tbody>
          <For each={props.failures}>
            {(failure) => (
              <tr>
                <td class={styles.failureCount}>{counted(failure.count)}</td>
                <td>{partsOf(failure.label)[0]}</td>
                <td>{partsOf(failure.label)[1]}</td>
                <td>
                  <Show when={!hopeless.test(failure.key)}>
                    <Button variant="link" onClick={() => props.onSendAgain(failure)}>
                      Send again to {counted(failure.count)}
                    </Button>
                  </Show>
                </td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </section>
  )
}
