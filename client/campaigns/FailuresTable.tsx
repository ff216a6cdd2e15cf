import { Result } from "effect"
import Download from "lucide-solid/icons/download"
import { createSignal, For, lazy, Match, Show, Suspense, Switch } from "solid-js"
import type { CampaignFailure } from "../../domain/campaign/Campaign.ts"
import type { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import { goesBySms } from "../../domain/campaign/goesBySms.ts"
import { failureHelp } from "../../domain/campaign/failureHelp.ts"
import { csvLine, guardFormula } from "../../domain/contact/Csv.ts"
import { saveFile } from "../contact/saveFile.ts"
import { problemText } from "../conversation/problemText.ts"
import { Button } from "../ui/Button.tsx"
import { Tag } from "../ui/Tag.tsx"
import { useToast } from "../ui/Toaster.tsx"
import styles from "./CampaignResults.module.css"
import { counted, messages } from "./campaignText.ts"
import { createRecipientPages } from "./createRecipientPages.ts"

const RecipientsDialog = lazy(() =>
  import("./RecipientsDialog.tsx").then((it) => ({ default: it.RecipientsDialog }))
)

/** A text of a failure is what happened, then what to do about it. */
const partsOf = (label: string): readonly [string, string] => {
  const end = label.indexOf(". ")
  return end < 0 ? [label, ""] : [label.slice(0, end + 1), label.slice(end + 2)]
}

export interface FailuresTableProps {
  readonly id: CampaignId
  readonly failures: ReadonlyArray<CampaignFailure>
  /** The campaign has an SMS fallback. */
  readonly bySms: boolean
  readonly onSendAgain: (failure: CampaignFailure) => void
}

/** Why messages failed, each reason once, with what helps against it. */
export const FailuresTable = (props: FailuresTableProps) => {
  const toast = useToast()
  const pages = createRecipientPages(props.id)
  const [busy, setBusy] = createSignal(false)
  const [shown, setShown] = createSignal<string | null>(null)
  const total = () => props.failures.reduce((sum, { count }) => sum + count, 0)
  const textOf = (key: string) => props.failures.find((failure) => failure.key === key)?.label ?? key
  const download = async () => {
    setBusy(true)
    const lines = [csvLine(["name", "mobile", "what happened"])]
    for (const { key, label } of props.failures) {
      const answer = await pages.all({ _tag: "Failed", reason: key })
      if (Result.isFailure(answer)) {
        setBusy(false)
        return void toast({ title: "Not downloaded", text: problemText(answer.failure), error: true })
      }
      lines.push(
        ...answer.success.map(({ name, phone }) => csvLine([name ?? "", phone, label].map(guardFormula))),
      )
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
                <td>
                  {partsOf(failure.label)[0]}
                  <Show when={props.bySms && failure.bySms > 0}>
                    <span class={styles.failureChannel}>
                      {failure.bySms === failure.count ? "By SMS" : `${counted(failure.bySms)} by SMS`}
                    </span>
                  </Show>
                </td>
                <td>{partsOf(failure.label)[1]}</td>
                <td>
                  <Show when={failure.again > 0}>
                    <Tag tone="success">{counted(failure.again)} sent again</Tag>
                  </Show>
                  <Show when={props.bySms && goesBySms(failure.class) && failure.bySms < failure.count}>
                    <Tag tone="accent">By SMS instead</Tag>
                  </Show>
                  <Switch>
                    <Match when={failureHelp(failure.class) === "people"}>
                      <Button variant="link" onClick={() => setShown(failure.key)}>
                        Show {counted(failure.count)} {failure.count === 1 ? "person" : "people"}
                      </Button>
                    </Match>
                    <Match when={failureHelp(failure.class) === "again" && failure.count > failure.again}>
                      <Button variant="link" onClick={() => props.onSendAgain(failure)}>
                        Send again to {counted(failure.count - failure.again)}
                      </Button>
                    </Match>
                  </Switch>
                </td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
      <Suspense>
        <Show when={shown()}>
          {(key) => (
            <RecipientsDialog
              id={props.id}
              title="Whom it did not reach"
              filter={{ _tag: "Failed", reason: key() }}
              count={props.failures.find((failure) => failure.key === key())?.count ?? 0}
              why={() => textOf(key())}
              fileName="campaign-failures.csv"
              onClose={() => setShown(null)}
            />
          )}
        </Show>
      </Suspense>
    </section>
  )
}
