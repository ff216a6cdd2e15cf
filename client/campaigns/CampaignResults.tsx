import { Result } from "effect"
import Check from "lucide-solid/icons/check"
import CheckCheck from "lucide-solid/icons/check-check"
import CircleX from "lucide-solid/icons/circle-x"
import Copy from "lucide-solid/icons/copy"
import Pause from "lucide-solid/icons/pause"
import Play from "lucide-solid/icons/play"
import Reply from "lucide-solid/icons/reply"
import TriangleAlert from "lucide-solid/icons/triangle-alert"
import { createMemo, createSignal, For, lazy, Show, Suspense } from "solid-js"
import {
  type Campaign,
  type CampaignDraft,
  type CampaignProgress,
  type CampaignState,
  type CampaignTally,
  finishedOf,
} from "../../domain/campaign/Campaign.ts"
import { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import { leftOutText } from "../../domain/campaign/leftOutText.ts"
import { shareDone, wholeOf } from "../../domain/campaign/wholeOf.ts"
import type { RecipientFilter } from "../../domain/rpc/CampaignRpcs.ts"
import { problemText } from "../conversation/problemText.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { ConfirmDialog } from "../ui/ConfirmDialog.tsx"
import { dateAndTime, timeLeftInWords } from "../ui/DeskTime.ts"
import { useToast } from "../ui/Toaster.tsx"
import { CampaignHeader } from "./CampaignHeader.tsx"
import styles from "./CampaignResults.module.css"
import { becameOf, counted, nameOf, percentOf } from "./campaignText.ts"
import { FailuresTable } from "./FailuresTable.tsx"
import { RepliedList } from "./RepliedList.tsx"
import { SentBySms } from "./SentBySms.tsx"
import { SentPerMinute } from "./SentPerMinute.tsx"
import { timeToSend } from "./timeToSend.ts"

const RecipientsDialog = lazy(() =>
  import("./RecipientsDialog.tsx").then((it) => ({ default: it.RecipientsDialog }))
)

export interface CampaignResultsProps {
  readonly progress: CampaignProgress
  readonly draft: CampaignDraft
}

type Step = "Campaign.pause" | "Campaign.resume" | "Campaign.cancel"

/** How far a campaign is and what came of it, as it happens (CAMP-2). */
export const CampaignResults = (props: CampaignResultsProps) => {
  const desk = useDesk()
  const screen = useScreen()
  const toast = useToast()
  const [asking, setAsking] = createSignal(false)
  const [listed, setListed] = createSignal<Listed | null>(null)
  const campaign = () => props.progress.campaign
  /** Of the campaign, or of its SMS to whom WhatsApp did not reach. */
  const isOne = (...states: ReadonlyArray<CampaignState>) =>
    [campaign().state, campaign().bySms?.state].some((state) => state !== undefined && states.includes(state))
  const steer = async (step: Step) => {
    const answer = await desk.link.ask((client) => client[step]({ id: campaign().id }))
    if (Result.isFailure(answer)) toast({ title: "Not done", text: problemText(answer.failure), error: true })
  }
  const draftFrom = async (part: Partial<CampaignDraft>) => {
    const id = CampaignId.make(crypto.randomUUID())
    const draft = { ...props.draft, startAt: null, ...part }
    const answer = await desk.link.ask((client) => client["Campaign.save"]({ id, version: 0, draft }))
    if (Result.isSuccess(answer)) return screen.goToCampaigns(id)
    toast({ title: "Not copied", text: problemText(answer.failure), error: true })
  }
  /** The rows of a file stay with their campaign: it is chosen again. */
  const duplicate = () =>
    draftFrom({
      name: `${props.draft.name} (copy)`.slice(0, 100),
      audience: props.draft.audience?._tag === "File" ? null : props.draft.audience,
    })
  const sendAgain = (reason: string | null) =>
    draftFrom({
      name: `${props.draft.name} (again)`.slice(0, 100),
      audience: { _tag: "Failed", of: campaign().id, reason },
    })
  return (
    <>
      <CampaignHeader title={nameOf(campaign())} state={wholeOf(campaign()).state}>
        <Button disabled={!desk.online()} onClick={() => void duplicate()}>
          <Copy />Duplicate
        </Button>
        <Show when={isOne("sending", "scheduled")}>
          <Button disabled={!desk.online()} onClick={() => void steer("Campaign.pause")}>
            <Pause />Pause
          </Button>
        </Show>
        <Show when={isOne("paused")}>
          <Button variant="primary" disabled={!desk.online()} onClick={() => void steer("Campaign.resume")}>
            <Play />Resume
          </Button>
        </Show>
        <Show when={isOne("sending", "scheduled", "paused")}>
          <Button disabled={!desk.online()} onClick={() => setAsking(true)}>
            <CircleX />Cancel campaign
          </Button>
        </Show>
      </CampaignHeader>
      <div class={styles.body}>
        <Show when={campaign().problem}>
          {(text) => <p class={styles.problem} role="alert">{text()}</p>}
        </Show>
        <Progress campaign={campaign()} />
        <div class={styles.columns}>
          <Results
            campaign={campaign()}
            onShow={() =>
              setListed({
                title: "All recipients",
                filter: { _tag: "All" },
                count: campaign().audience.total,
              })}
          />
          <div class={styles.side}>
            <SentPerMinute minutes={props.progress.minutes} />
            <Replies replies={props.progress.replies} />
          </div>
        </div>
        <Show when={props.progress.failures.length > 0}>
          <FailuresTable
            id={campaign().id}
            failures={props.progress.failures}
            bySms={campaign().bySms}
            notReached={wholeOf(campaign()).failed}
            onSendAgain={(reason) => void sendAgain(reason)}
          />
        </Show>
        <Show when={campaign().bySms}>{(bySms) => <SentBySms bySms={bySms()} />}</Show>
        <LeftOut campaign={campaign()} onShow={setListed} />
        <Show when={wholeOf(campaign()).replied > 0}>
          <RepliedList id={campaign().id} replied={wholeOf(campaign()).replied} />
        </Show>
      </div>
      <Suspense>
        <Show when={listed()}>
          {(list) => (
            <RecipientsDialog
              id={campaign().id}
              {...list()}
              about="What became of it"
              why={(recipient) => recipient.detail ?? becameOf(recipient, campaign())}
              fileName="campaign-recipients.csv"
              onClose={() => setListed(null)}
            />
          )}
        </Show>
      </Suspense>
      <Show when={asking()}>
        <ConfirmDialog
          title="Cancel this campaign?"
          text="What was handed to the network is delivered. Everything else is taken back, for good."
          action="Cancel campaign"
          danger
          onConfirm={() => void steer("Campaign.cancel")}
          onClose={() => setAsking(false)}
        />
      </Show>
    </>
  )
}

const Progress = (props: { readonly campaign: Campaign }) => {
  const desk = useDesk()
  const sender = () => props.campaign.senderId === null ? undefined : desk.sender(props.campaign.senderId)
  const whole = createMemo(() => wholeOf(props.campaign))
  const left = () => {
    const { audience, bySms, counts, state } = props.campaign
    const time = timeToSend([
      { sender: sender(), messages: state === "sending" ? audience.ready - finishedOf(counts) : 0 },
      {
        sender: bySms?.senderId ? desk.sender(bySms.senderId) : undefined,
        messages: bySms?.state === "sending" ? bySms.ready - finishedOf(bySms.counts) : 0,
      },
    ])
    return time === null ? "" : `About ${timeLeftInWords(time.millis)} left · ${time.perMinute}`
  }
  const begun = () => {
    const { startAt, startedAt, startedBy } = props.campaign
    const by = startedBy === null ? "" : ` by ${desk.user(startedBy)?.name ?? "someone"}`
    const when = startedAt !== null
      ? `Started ${dateAndTime(startedAt, desk.clock.now())}`
      : `Starts ${dateAndTime(startAt ?? 0, desk.clock.now())}`
    return `${when}${by} · ${sender()?.label ?? ""}`
  }
  return (
    <section class={styles.card} aria-label="Progress">
      <div class={styles.progressLine}>
        <p role="status">
          <b>{counted(whole().sent)} of {counted(whole().wanted)} sent</b>
          <span>{left()}</span>
        </p>
        <p>{begun()}</p>
      </div>
      <div
        class={styles.bar}
        role="progressbar"
        aria-label="Sent or failed"
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow={Math.round(shareDone(whole()) * 100)}
      >
        <span style={{ width: `${shareDone(whole()) * 100}%` }} />
      </div>
    </section>
  )
}

const Results = (props: { readonly campaign: Campaign; readonly onShow: () => void }) => {
  const whole = createMemo(() => wholeOf(props.campaign))
  const rows = (): ReadonlyArray<readonly [string, typeof Check, number, string]> => [
    ["Sent", Check, whole().sent, "sent"],
    ["Delivered", CheckCheck, whole().delivered, "delivered"],
    ["Read", CheckCheck, whole().read, "read"],
    ["Replied", Reply, whole().replied, "replied"],
    ["Failed", TriangleAlert, whole().failed, "failed"],
  ]
  const widest = () => Math.max(1, whole().sent, whole().failed)
  return (
    <section class={styles.card} aria-label="Results so far">
      <h2>Results so far</h2>
      <ul class={styles.results}>
        <For each={rows()}>
          {([label, Icon, count, kind]) => (
            <li data-kind={kind}>
              <span class={styles.resultName}>
                <Icon aria-hidden="true" />
                {label}
              </span>
              <span class={styles.track} aria-hidden="true">
                <span style={{ width: `${Math.min(100, (count / widest()) * 100)}%` }} />
              </span>
              <b>{counted(count)}</b>
              <span class={styles.share}>
                {kind === "sent" ? `of ${counted(whole().wanted)}` : percentOf(count, whole().sent)}
              </span>
            </li>
          )}
        </For>
      </ul>
      <p class={styles.foot}>
        Percent of sent.
        <Show when={whole().waiting > 0}>{` ${counted(whole().waiting)} still wait.`}</Show>
        <Show when={whole().cancelled > 0}>{` ${counted(whole().cancelled)} taken back.`}</Show>
        <Button variant="link" onClick={() => props.onShow()}>Show all recipients</Button>
      </p>
    </section>
  )
}

const Replies = (props: { readonly replies: ReadonlyArray<CampaignTally> }) => {
  const most = () => Math.max(1, ...props.replies.map(({ count }) => count))
  return (
    <section class={styles.card} aria-label="Replies">
      <h2>Replies</h2>
      <Show when={props.replies.length > 0} fallback={<p class={styles.none}>No replies yet.</p>}>
        <ul class={styles.replies}>
          <For each={props.replies}>
            {({ count, key, label }) => (
              <li data-stop={key === "stop"}>
                <span>{label}</span>
                <span class={styles.track} aria-hidden="true">
                  <span style={{ width: `${(count / most()) * 100}%` }} />
                </span>
                <b>{counted(count)}</b>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </section>
  )
}

/** Whom the dialog lists. */
interface Listed {
  readonly title: string
  readonly filter: RecipientFilter
  readonly count: number
}

const LeftOut = (props: { readonly campaign: Campaign; readonly onShow: (listed: Listed) => void }) => {
  const reasons = () =>
    Object.entries(props.campaign.audience.leftOut).filter(([reason, count]) =>
      count > 0 && reason !== "by_sms"
    )
  const total = () => reasons().reduce((sum, [, count]) => sum + count, 0)
  return (
    <Show when={reasons().length > 0}>
      <section class={styles.card} aria-label="Left out">
        <h2>{counted(total())} of {counted(props.campaign.audience.total)} left out</h2>
        <ul class={styles.leftOut}>
          <For each={reasons()}>
            {([reason, count]) => (
              <li>
                <b>{counted(count)}</b> {leftOutText(reason)}
                <Button
                  variant="link"
                  aria-label={`Show ${counted(count)} ${leftOutText(reason)}`}
                  onClick={() =>
                    props.onShow({ title: "Left out", filter: { _tag: "LeftOut", reason }, count })}
                >
                  Show
                </Button>
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  )
}
