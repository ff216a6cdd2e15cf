import { A } from "@solidjs/router"
import { Result } from "effect"
import Megaphone from "lucide-solid/icons/megaphone"
import Plus from "lucide-solid/icons/plus"
import { createEffect, createSignal, For, on, onCleanup, Show } from "solid-js"
import { type Campaign, isUnderWay } from "../../domain/campaign/Campaign.ts"
import { wholeOf } from "../../domain/campaign/wholeOf.ts"
import { problemText } from "../conversation/problemText.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { dateAndTime } from "../ui/DeskTime.ts"
import { EmptyState } from "../ui/EmptyState.tsx"
import { Tag } from "../ui/Tag.tsx"
import { CampaignHeader } from "./CampaignHeader.tsx"
import styles from "./CampaignsPage.module.css"
import { campaignsPath } from "./campaignsPath.ts"
import { counted, nameOf, stateNames, stateTones } from "./campaignText.ts"

const pageCampaigns = 50
/** While something goes on by itself. */
const lookEveryMillis = 2_000

/** The workspace's campaigns, newest first. */
export const CampaignList = () => {
  const desk = useDesk()
  const screen = useScreen()
  const [campaigns, setCampaigns] = createSignal<ReadonlyArray<Campaign> | null>(null)
  const [cursor, setCursor] = createSignal<string | null>(null)
  const [problem, setProblem] = createSignal<string | null>(null)
  const ask = async (from: string | null) => {
    const answer = await desk.link.ask((client) =>
      client["Campaign.list"]({ limit: pageCampaigns, cursor: from })
    )
    if (Result.isFailure(answer)) return void setProblem(problemText(answer.failure))
    setProblem(null)
    const { campaigns: page, cursor: next } = answer.success
    const fresh = new Set(page.map(({ id }) => id))
    const known = (campaigns() ?? []).filter(({ id }) => !fresh.has(id))
    setCampaigns(from === null ? [...page, ...known] : [...known, ...page])
    if (from !== null || known.length === 0) setCursor(next)
  }
  createEffect(on(desk.online, (online) => {
    if (!online) return
    void ask(null)
    const timer = setInterval(() => campaigns()?.some(isUnderWay) && void ask(null), lookEveryMillis)
    onCleanup(() => clearInterval(timer))
  }))
  const sender = (campaign: Campaign) =>
    campaign.senderId === null ? "" : desk.sender(campaign.senderId)?.label ?? ""
  return (
    <>
      <CampaignHeader title="Campaigns" state={null}>
        <Button variant="primary" disabled={!desk.online()} onClick={() => screen.goToCampaigns("new")}>
          <Plus />New campaign
        </Button>
      </CampaignHeader>
      <div class={styles.list}>
        <Show when={problem()}>{(text) => <p class={styles.problem} role="alert">{text()}</p>}</Show>
        <Show when={campaigns()?.length === 0}>
          <EmptyState
            icon={<Megaphone />}
            tone="neutral"
            title="No campaigns yet"
            text="Write to many customers at once, with a template."
          />
        </Show>
        <Show when={(campaigns()?.length ?? 0) > 0}>
          <table class={styles.table}>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">State</th>
                <th scope="col">Sender ID</th>
                <th scope="col">Sent</th>
                <th scope="col">Replied</th>
                <th scope="col">Begun</th>
              </tr>
            </thead>
            <tbody>
              <For each={campaigns()}>
                {(campaign) => (
                  <tr>
                    <td>
                      <A href={campaignsPath(campaign.id)} class={styles.name}>{nameOf(campaign)}</A>
                    </td>
                    <td>
                      <Tag tone={stateTones[wholeOf(campaign).state]}>
                        {stateNames[wholeOf(campaign).state]}
                      </Tag>
                    </td>
                    <td>{sender(campaign)}</td>
                    <td class={styles.number} data-unit="sent">
                      {counted(wholeOf(campaign).sent)} of {counted(wholeOf(campaign).wanted)}
                    </td>
                    <td class={styles.number} data-unit="replied">{counted(wholeOf(campaign).replied)}</td>
                    <td>
                      {dateAndTime(
                        campaign.startedAt ?? campaign.startAt ?? campaign.createdAt,
                        desk.clock.now(),
                      )}
                    </td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </Show>
        <Show when={cursor()}>
          {(from) => <Button class={styles.more} onClick={() => void ask(from())}>Show more</Button>}
        </Show>
      </div>
    </>
  )
}
