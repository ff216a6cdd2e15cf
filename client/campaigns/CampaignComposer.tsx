import { Result } from "effect"
import CalendarClock from "lucide-solid/icons/calendar-clock"
import Check from "lucide-solid/icons/check"
import Send from "lucide-solid/icons/send"
import { createSignal, type JSX, lazy, Show, Suspense } from "solid-js"
import {
  bySmsAtOnce,
  type Campaign,
  type CampaignDraft,
  type Recipient,
} from "../../domain/campaign/Campaign.ts"
import type { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import { wholeOf } from "../../domain/campaign/wholeOf.ts"
import { unknownVariables } from "../../domain/campaign/fallbackTemplate.ts"
import { problemText } from "../conversation/problemText.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { clockTime } from "../ui/DeskTime.ts"
import input from "../ui/Input.module.css"
import { useToast } from "../ui/Toaster.tsx"
import { AudienceFields } from "./AudienceFields.tsx"
import styles from "./CampaignComposer.module.css"
import { CampaignHeader } from "./CampaignHeader.tsx"
import { CampaignPreview } from "./CampaignPreview.tsx"
import { campaignsPath } from "./campaignsPath.ts"
import { messages } from "./campaignText.ts"
import { createComposer } from "./createComposer.ts"
import { createVariants } from "./createVariants.ts"
import { FallbackText } from "./FallbackText.tsx"
import { FromFields } from "./FromFields.tsx"
import { MessageFields } from "./MessageFields.tsx"
import { WhenFields } from "./WhenFields.tsx"

const TestDialog = lazy(() => import("./TestDialog.tsx").then((it) => ({ default: it.TestDialog })))

export interface CampaignComposerProps {
  readonly id: CampaignId
  readonly first: CampaignDraft
  /** Of `first`. */
  readonly version: number
  readonly known: Campaign | null
  readonly isNew: boolean
  readonly onSaved: (campaign: Campaign) => void
  /** It is to be opened anew. */
  readonly onReload: () => void
}

/** Five steps on one page: name, Sender ID, recipients, message, time; with what each will get beside them (CAMP-1). */
export const CampaignComposer = (props: CampaignComposerProps) => {
  const desk = useDesk()
  const screen = useScreen()
  const toast = useToast()
  const composer = createComposer({
    id: props.id,
    first: props.first,
    version: props.version,
    onSaved: (campaign) => {
      props.onSaved(campaign)
      if (props.isNew) history.replaceState(null, "", campaignsPath(props.id))
    },
  })
  const { draft } = composer
  const [busy, setBusy] = createSignal(false)
  const [testing, setTesting] = createSignal(false)
  const [previewed, setPreviewed] = createSignal<Recipient | null>(null)
  const variants = createVariants(() => draft().templateId)
  const { template } = variants
  const checked = () => props.known?.audience.state === "checked" && !composer.dirty()
  const bySms = () => props.known === null ? 0 : bySmsAtOnce(props.known.audience)
  /** By WhatsApp or, where it has that, by SMS. */
  const ready = () => props.known === null ? 0 : wholeOf(props.known).wanted
  const fallbackComplete = () => {
    const [{ fallback }, said] = [draft(), template()]
    return fallback === null ||
      (said !== null && fallback.text.trim() !== "" && unknownVariables(said, fallback.text).length === 0)
  }
  const complete = () =>
    fallbackComplete() && draft().name.trim() !== "" && draft().senderId !== null && template() !== null &&
    checked() && ready() > 0
  const start = async () => {
    setBusy(true)
    const saved = await composer.saved()
    const answer = saved
      ? await desk.link.ask((client) =>
        client["Campaign.start"]({ id: props.id, version: composer.version() })
      )
      : null
    setBusy(false)
    if (answer === null) return
    if (Result.isFailure(answer)) {
      composer.heed(answer.failure)
      return void composer.setProblem(problemText(answer.failure))
    }
    props.onSaved(answer.success)
    toast({ title: answer.success.state === "scheduled" ? "Campaign scheduled" : "Campaign started" })
  }
  const remove = async () => {
    const answer = props.known === null
      ? null
      : await desk.link.ask((client) => client["Campaign.remove"]({ id: props.id }))
    if (answer !== null && Result.isFailure(answer)) {
      return void composer.setProblem(problemText(answer.failure))
    }
    screen.goToCampaigns("")
  }
  return (
    <>
      <CampaignHeader
        title={props.isNew && draft().name === "" ? "New campaign" : draft().name || "Untitled campaign"}
        state="draft"
        note={composer.savedAt() === null ? "" : `Saved ${clockTime(composer.savedAt() ?? 0)}`}
      >
        <Button variant="ghost" onClick={() => void remove()} disabled={!desk.online()}>Delete draft</Button>
        <Button disabled={template() === null || !desk.online()} onClick={() => setTesting(true)}>
          Send test to me
        </Button>
        <Button
          variant="primary"
          disabled={!complete() || !desk.online()}
          busy={busy() ? "Starting" : undefined}
          onClick={() => void start()}
        >
          {draft().startAt === null ? <Send /> : <CalendarClock />}
          {draft().startAt === null ? "Send" : "Schedule"} {messages(ready())}
        </Button>
      </CampaignHeader>
      <div class={styles.body}>
        <form class={styles.steps} onSubmit={(event) => event.preventDefault()}>
          <Show when={composer.problem()}>
            {(text) => <p class={styles.problem} role="alert">{text()}</p>}
          </Show>
          <Show when={composer.outdated()}>
            <Button class={styles.saved} onClick={() => props.onReload()}>Show it as it is now</Button>
          </Show>
          <Step number={1} title="Name" hint="Only your team sees it" done={draft().name.trim() !== ""}>
            <input
              class={input.input}
              aria-label="Name"
              maxLength={100}
              value={draft().name}
              onInput={(event) => composer.change({ name: event.currentTarget.value })}
            />
          </Step>
          <Step number={2} title="From" done={draft().senderId !== null}>
            <FromFields composer={composer} template={template()} />
          </Step>
          <Step number={3} title="To" done={checked() && ready() > 0}>
            <AudienceFields id={props.id} composer={composer} campaign={props.known} />
          </Step>
          <Step number={4} title="Message" done={template() !== null}>
            <MessageFields composer={composer} variants={variants} />
            <Show when={draft().fallback}>
              {(fallback) => (
                <FallbackText
                  fallback={fallback()}
                  template={template()}
                  onChange={(text) => composer.change({ fallback: { ...fallback(), text } })}
                />
              )}
            </Show>
          </Step>
          <Step number={5} title="When" done={false}>
            <WhenFields composer={composer} ready={ready() - bySms()} bySms={bySms()} />
          </Step>
        </form>
        <aside class={styles.preview} aria-label="Preview">
          <CampaignPreview
            id={props.id}
            template={template()}
            variants={variants.known()}
            campaign={props.known}
            senderId={draft().senderId}
            fallback={draft().fallback}
            onShown={setPreviewed}
          />
        </aside>
      </div>
      <Suspense>
        <Show when={testing()}>
          <TestDialog
            id={props.id}
            like={previewed()}
            bySms={draft().fallback !== null}
            save={composer.saved}
            onClose={() => setTesting(false)}
          />
        </Show>
      </Suspense>
    </>
  )
}

interface StepProps {
  readonly number: number
  readonly title: string
  readonly hint?: string
  readonly done: boolean
  readonly children: JSX.Element
}

const Step = (props: StepProps) => (
  <section class={styles.step} aria-label={props.title}>
    <span class={styles.mark} data-done={props.done} aria-hidden="true">
      {props.done ? <Check /> : props.number}
    </span>
    <h2 class={styles.stepTitle}>
      {props.title}
      <Show when={props.hint}>
        <span>{props.hint}</span>
      </Show>
    </h2>
    <div class={styles.fields}>{props.children}</div>
  </section>
)
