import { Result } from "effect"
import Download from "lucide-solid/icons/download"
import Redo from "lucide-solid/icons/redo-2"
import { createSignal, For, lazy, Show, Suspense } from "solid-js"
import type { CampaignFailure, FallbackProgress } from "../../domain/campaign/Campaign.ts"
import type { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import { failureHelp, mayPass } from "../../domain/campaign/failureHelp.ts"
import { sharesOfSms } from "../../domain/campaign/wholeOf.ts"
import { csvLine, guardFormula } from "../../domain/contact/Csv.ts"
import { notConfirmed } from "../../domain/sending/DeliveryError.ts"
import { saveCsv } from "../ui/saveCsv.ts"
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

const ConfirmDialog = lazy(() =>
  import("../ui/ConfirmDialog.tsx").then((it) => ({ default: it.ConfirmDialog }))
)

/** A text of a failure is what happened, then what to do about it. */
const partsOf = (label: string): readonly [string, string] => {
  const end = label.indexOf(". ")
  return end < 0 ? [label, ""] : [label.slice(0, end + 1), label.slice(end + 2)]
}

/** It may have been sent. */
const isUnconfirmed = (failure: CampaignFailure): boolean => failure.class === notConfirmed.class

const notYetAgain = ({ again, count }: CampaignFailure): number => Math.max(0, count - again)

export interface FailuresTableProps {
  readonly id: CampaignId
  readonly failures: ReadonlyArray<CampaignFailure>
  /** The campaign's SMS fallback. */
  readonly bySms: FallbackProgress | null
  /** How many it reached neither way. */
  readonly notReached: number
  /** For a reason; null: for all that may pass. */
  readonly onSendAgain: (reason: string | null) => void
}

/** Why messages failed, each reason once, with what helps against it. */
export const FailuresTable = (props: FailuresTableProps) => {
  const toast = useToast()
  const pages = createRecipientPages(props.id)
  const [busy, setBusy] = createSignal(false)
  const [shown, setShown] = createSignal<string | null>(null)
  const [asking, setAsking] = createSignal<CampaignFailure | null>(null)
  /** Where several reasons may pass, all of them at once. */
  const atOnce = () => {
    const left = props.failures.filter(({ class: kind }) => mayPass(kind)).map(notYetAgain)
      .filter((count) => count > 0)
    return left.length > 1 ? left.reduce((sum, count) => sum + count, 0) : 0
  }
  const total = () => props.failures.reduce((sum, { count }) => sum + count, 0)
  const passedOn = () => props.bySms?.afterFailure ?? 0
  const noSms = () => props.bySms === null ? 0 : sharesOfSms(props.bySms).leftOut
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
    saveCsv("campaign-failures.csv", lines)
  }
  return (
    <section class={`${styles.card} ${styles.failures}`} aria-label="Why messages failed">
      <div class={styles.failuresHead}>
        <div>
          <h2>Why {messages(total())} failed</h2>
          <Show when={passedOn() > 0}>
            <p class={styles.none}>
              {counted(passedOn())}{" "}
              went on by SMS{noSms() > 0 && `, ${counted(noSms())} cannot get SMS either`}:{" "}
              {counted(props.notReached)} reached neither way.
            </p>
          </Show>
        </div>
        <div class={styles.failuresActions}>
          <Show when={atOnce() > 0}>
            <Button onClick={() => props.onSendAgain(null)}>
              <Redo />Send again to {counted(atOnce())}
            </Button>
          </Show>
          <Button busy={busy() ? "Downloading" : undefined} onClick={() => void download()}>
            <Download />Download list
          </Button>
        </div>
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
              <Failure
                failure={failure}
                bySms={props.bySms}
                onShow={() => setShown(failure.key)}
                onSendAgain={() =>
                  isUnconfirmed(failure) ? setAsking(failure) : props.onSendAgain(failure.key)}
              />
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
              common={textOf(key())}
              why={() => textOf(key())}
              fileName="campaign-failures.csv"
              onClose={() => setShown(null)}
            />
          )}
        </Show>
        <Show when={asking()}>
          {(failure) => (
            <ConfirmDialog
              title={`Send it again to ${counted(notYetAgain(failure()))}?`}
              text="The network did not confirm these messages. They may have arrived: then these people get it twice."
              action="Make a campaign for them"
              onConfirm={() => props.onSendAgain(failure().key)}
              onClose={() => setAsking(null)}
            />
          )}
        </Show>
      </Suspense>
    </section>
  )
}

interface FailureProps {
  readonly failure: CampaignFailure
  readonly bySms: FallbackProgress | null
  readonly onShow: () => void
  readonly onSendAgain: () => void
}

const Failure = (props: FailureProps) => {
  const help = () => failureHelp(props.failure.class)
  const goesInstead = () =>
    props.failure.instead.wanted > 0 && props.bySms !== null &&
    !["cancelling", "cancelled"].includes(props.bySms.state)
  const again = () => help() === "again" ? notYetAgain(props.failure) : 0
  return (
    <tr>
      <td class={styles.failureCount}>{counted(props.failure.count)}</td>
      <td>
        {partsOf(props.failure.label)[0]}
        <Show when={props.bySms !== null && props.failure.bySms > 0}>
          <span class={styles.failureChannel}>
            {props.failure.bySms === props.failure.count
              ? "By SMS"
              : `${counted(props.failure.bySms)} by SMS`}
          </span>
        </Show>
      </td>
      <td>{goesInstead() ? "Sent by SMS instead. Nothing to do." : partsOf(props.failure.label)[1]}</td>
      <td>
        <Show when={props.failure.instead.wanted > 0}>
          <SentInstead {...props.failure.instead} />
        </Show>
        <Show when={props.failure.again > 0}>
          <Tag tone="success">{counted(props.failure.again)} sent again</Tag>
        </Show>
        <Show when={help() === "people"}>
          <Button variant="link" onClick={() => props.onShow()}>
            Show {counted(props.failure.count)} {props.failure.count === 1 ? "person" : "people"}
          </Button>
        </Show>
        <Show when={again() > 0}>
          <Button variant="link" onClick={() => props.onSendAgain()}>Send again to {counted(again())}</Button>
        </Show>
      </td>
    </tr>
  )
}

/** How many of those whom WhatsApp did not reach were sent their SMS. */
const SentInstead = (props: CampaignFailure["instead"]) => (
  <Tag tone={props.sent < props.wanted ? "neutral" : "success"}>
    {counted(props.sent)} of {counted(props.wanted)} sent by SMS
  </Tag>
)
