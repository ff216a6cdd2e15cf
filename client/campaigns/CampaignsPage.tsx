import ShieldX from "lucide-solid/icons/shield-x"
import { Match, Show, Switch } from "solid-js"
import { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import { EmptyState } from "../ui/EmptyState.tsx"
import { CampaignList } from "./CampaignList.tsx"
import styles from "./CampaignsPage.module.css"
import { CampaignView } from "./CampaignView.tsx"

/** Campaigns, for admins: the list, or one of them (CAMP-1). */
export const CampaignsPage = () => {
  const desk = useDesk()
  const screen = useScreen()
  const isAdmin = () => desk.directory().me.role === "admin"
  return (
    <section class={styles.page} aria-label="Campaigns">
      <Show
        when={isAdmin()}
        fallback={
          <EmptyState
            icon={<ShieldX />}
            tone="neutral"
            title="This page is for admins. Ask one of them if you need it."
          />
        }
      >
        <Switch>
          <Match when={screen.campaigns() === ""}>
            <CampaignList />
          </Match>
          <Match when={screen.campaigns()} keyed>
            {(which) => {
              const id = CampaignId.make(which === "new" ? crypto.randomUUID() : which)
              return <CampaignView id={id} isNew={which === "new"} />
            }}
          </Match>
        </Switch>
      </Show>
    </section>
  )
}
