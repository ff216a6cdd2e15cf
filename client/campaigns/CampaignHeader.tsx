import { A } from "@solidjs/router"
import ArrowLeft from "lucide-solid/icons/arrow-left"
import Menu from "lucide-solid/icons/menu"
import { type JSX, onMount, Show } from "solid-js"
import type { CampaignState } from "../../domain/campaign/Campaign.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { IconButton } from "../ui/IconButton.tsx"
import { Tag } from "../ui/Tag.tsx"
import styles from "./CampaignHeader.module.css"
import { campaignsPath } from "./campaignsPath.ts"
import { stateNames, stateTones } from "./campaignText.ts"

export interface CampaignHeaderProps {
  readonly title: string
  /** Of one campaign, with the way back to all of them; null above the list. */
  readonly state: CampaignState | null
  /** Such as when a draft was saved; said to screen readers as it changes. */
  readonly note?: string | undefined
  /** The buttons at the end. */
  readonly children: JSX.Element
}

/** The line above each campaign page; its title has the focus when the page appears. */
export const CampaignHeader = (props: CampaignHeaderProps) => {
  const screen = useScreen()
  let title: HTMLHeadingElement | undefined
  onMount(() => title?.focus())
  return (
    <header class={styles.header}>
      <Show
        when={props.state !== null}
        fallback={
          <Show when={screen.narrow()}>
            <IconButton label="Menu" onClick={() => screen.setDialog("menu")}>
              <Menu />
            </IconButton>
          </Show>
        }
      >
        <A href={campaignsPath()} class={styles.back} aria-label="Back to campaigns">
          <ArrowLeft />
        </A>
      </Show>
      <h1 ref={title} id="campaigns-title" class={styles.title} tabindex="-1">{props.title}</h1>
      <Show when={props.state}>
        {(state) => <Tag tone={stateTones[state()]}>{stateNames[state()]}</Tag>}
      </Show>
      <Show when={props.note !== undefined}>
        <span class={styles.note} role="status">{props.note}</span>
      </Show>
      <div class={styles.actions}>{props.children}</div>
    </header>
  )
}
