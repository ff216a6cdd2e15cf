import { A } from "@solidjs/router"
import Inbox from "lucide-solid/icons/inbox"
import Send from "lucide-solid/icons/send"
import { For, type JSX, Show, Suspense } from "solid-js"
import { Dynamic } from "solid-js/web"
import { type InboxView, unreadInMine } from "../../domain/inbox/InboxView.ts"
import { formatNumber } from "../contact/formatNumber.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Avatar } from "../ui/Avatar.tsx"
import { ChannelMark, channelName } from "../ui/ChannelMark.tsx"
import { presenceWord } from "../ui/presenceWord.ts"
import { useScreen } from "./createScreen.ts"
import { SavedFiltersNav } from "./deskParts.ts"
import { type PageLink, pagesOf, teamOf } from "./deskPages.ts"
import { deskPath } from "./deskPath.ts"
import styles from "./Rail.module.css"
import { shortCount } from "./shortCount.ts"

interface NavItemProps {
  readonly view: InboxView
  readonly icon: JSX.Element
  readonly label: string
  readonly unread: number
  /** My Inbox shows its count as a filled badge, the others as a plain number. */
  readonly badge?: boolean
  readonly tooltip?: string | undefined
  readonly description?: string | null
}

const NavItem = (props: NavItemProps) => {
  const screen = useScreen()
  const current = () => screen.inboxes() && deskPath(screen.view()) === deskPath(props.view)
  return (
    <li>
      <A
        href={deskPath(props.view)}
        class={styles.item}
        data-current={current()}
        data-unread={props.unread > 0}
        aria-current={current() ? "page" : undefined}
        data-tooltip={props.tooltip}
        aria-description={props.description ?? undefined}
        onClick={() => screen.dialog() === "menu" && screen.setDialog(null)}
      >
        <span class={styles.icon}>{props.icon}</span>
        <span class={styles.label}>{props.label}</span>
        <Show when={props.unread > 0}>
          <span class={styles.count} data-badge={props.badge === true}>
            <span aria-hidden="true">{shortCount(props.unread)}</span>
            <span class="visually-hidden">{`, ${props.unread} unread`}</span>
          </span>
        </Show>
      </A>
    </li>
  )
}

const PageItem = (props: { readonly page: PageLink; readonly compact: boolean }) => {
  const screen = useScreen()
  const current = () => props.page.isShown(screen)
  return (
    <li>
      <A
        href={props.page.href}
        class={styles.item}
        data-current={current()}
        aria-current={current() ? "page" : undefined}
        data-tooltip={props.compact ? props.page.label : undefined}
        onClick={() => screen.dialog() === "menu" && screen.setDialog(null)}
      >
        <span class={styles.icon}>
          <Dynamic component={props.page.icon} />
        </span>
        <span class={styles.label}>{props.page.label}</span>
      </A>
    </li>
  )
}

/** The views of the desk, each with its unread count. */
export const RailNav = (props: { readonly compact: boolean }) => {
  const desk = useDesk()
  const team = () => teamOf(desk.directory())
  const tip = (text: string) => props.compact ? text : undefined
  return (
    <nav class={styles.nav} aria-label="Inboxes">
      <ul>
        <NavItem
          view={{ _tag: "Mine" }}
          icon={<Inbox />}
          label="My Inbox"
          unread={unreadInMine(desk.counts())}
          badge
          tooltip={tip("My Inbox")}
        />
        <NavItem
          view={{ _tag: "Sent" }}
          icon={<Send />}
          label="Sent Messages"
          unread={0}
          tooltip={tip("Sent Messages")}
        />
      </ul>
      <Show when={desk.directory().senders.length > 1}>
        <h2 class={styles.heading}>Sender IDs</h2>
        <ul>
          <For each={desk.directory().senders}>
            {(sender) => (
              <NavItem
                view={{ _tag: "Sender", senderId: sender.id }}
                icon={<ChannelMark channel={sender.channel} size={16} />}
                label={sender.label}
                unread={desk.counts().senders[sender.id] ?? 0}
                tooltip={[tip(sender.label), formatNumber(sender.address), channelName(sender.channel)]
                  .filter((part) => part).join(" · ")}
              />
            )}
          </For>
        </ul>
      </Show>
      <Show when={team().length > 0}>
        <h2 class={styles.heading} id="team-inbox">Team Inbox</h2>
        <ul>
          <For each={team()}>
            {(user) => (
              <NavItem
                view={{ _tag: "Team", userId: user.id }}
                icon={<Avatar name={user.name} hueKey={user.id} size={18} present={desk.present(user.id)} />}
                label={user.name}
                unread={desk.counts().team[user.id] ?? 0}
                tooltip={[tip(user.name), presenceWord(desk.present(user.id))].filter((part) => part).join(
                  " · ",
                )}
                description={presenceWord(desk.present(user.id))}
              />
            )}
          </For>
        </ul>
      </Show>
      <Show when={desk.directory().savedFilters.length > 0}>
        <Suspense>
          <SavedFiltersNav compact={props.compact} />
        </Suspense>
      </Show>
      <h2 class={`${styles.heading} ${styles.last}`}>Manage</h2>
      <ul>
        <For each={pagesOf(desk.directory())}>
          {(page) => <PageItem page={page} compact={props.compact} />}
        </For>
      </ul>
    </nav>
  )
}
