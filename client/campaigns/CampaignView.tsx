import { Result } from "effect"
import TriangleAlert from "lucide-solid/icons/triangle-alert"
import { createEffect, createSignal, on, onCleanup, Show } from "solid-js"
import { type CampaignDraft, type CampaignProgress, emptyDraft } from "../../domain/campaign/Campaign.ts"
import type { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import { problemText } from "../conversation/problemText.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { EmptyState } from "../ui/EmptyState.tsx"
import { CampaignComposer } from "./CampaignComposer.tsx"
import { CampaignResults } from "./CampaignResults.tsx"

const followAgainMillis = 2_000

interface Opened {
  readonly draft: CampaignDraft
  readonly version: number
}

/** One campaign: composed as long as it is a draft, then followed. */
export const CampaignView = (props: { readonly id: CampaignId; readonly isNew: boolean }) => {
  const desk = useDesk()
  const screen = useScreen()
  /** As it was when it was opened. */
  const [opened, setOpened] = createSignal<Opened | null>(
    props.isNew ? { draft: emptyDraft, version: 0 } : null,
  )
  const [progress, setProgress] = createSignal<CampaignProgress | null>(null)
  const [saved, setSaved] = createSignal(!props.isNew)
  const [problem, setProblem] = createSignal<string | null>(null)
  const [round, setRound] = createSignal(0)

  createEffect(on([desk.online, saved, opened], async ([online, known]) => {
    if (!online || !known || opened() !== null) return
    const answer = await desk.link.ask((client) => client["Campaign.get"]({ id: props.id }))
    if (Result.isFailure(answer)) return void setProblem(problemText(answer.failure))
    setProblem(null)
    const { campaign, draft } = answer.success
    setOpened({ draft, version: campaign.version })
  }))
  createEffect(on([desk.online, saved, round], ([online, known]) => {
    if (!online || !known) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const following = desk.link.follow(
      (client) => client["Campaign.follow"]({ id: props.id }),
      (next) => setProgress((now) => now && now.campaign.version > next.campaign.version ? now : next),
      () => timer = setTimeout(() => setRound((before) => before + 1), followAgainMillis),
    )
    onCleanup(() => {
      clearTimeout(timer)
      following.stop()
    })
  }))
  const running = () => {
    const now = progress()
    return now && now.campaign.state !== "draft" ? now : null
  }
  const loaded = () => {
    const first = opened()
    return running() === null ? first : null
  }
  return (
    <>
      <Show when={problem()}>
        {(text) => (
          <EmptyState icon={<TriangleAlert />} tone="danger" title={text()}>
            <Button onClick={() => screen.goToCampaigns("")}>Show all campaigns</Button>
          </EmptyState>
        )}
      </Show>
      <Show when={running()}>
        {(now) => <CampaignResults progress={now()} draft={opened()?.draft ?? emptyDraft} />}
      </Show>
      <Show when={loaded()}>
        {(first) => (
          <CampaignComposer
            id={props.id}
            first={first().draft}
            version={first().version}
            known={progress()?.campaign ?? null}
            isNew={props.isNew}
            onReload={() => setOpened(null)}
            onSaved={(campaign) => {
              setSaved(true)
              setProgress((now) =>
                now === null || now.campaign.version <= campaign.version
                  ? { failures: [], replies: [], minutes: [], ...now, campaign }
                  : now
              )
            }}
          />
        )}
      </Show>
    </>
  )
}
