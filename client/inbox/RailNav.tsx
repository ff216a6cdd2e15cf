import { A } from "@solidjs/router"
import ContactRound from "lucide-solid/icons/contact-round"
import Inbox from "lucide-solid/icons/inbox"
import LayoutTemplate from "lucide-solid/icons/layout-template"
import Megaphone from "lucide-solid/icons/megaphone"
import Send from "lucide-solid/icons/send"
import Settings from "lucide-solid/icons/settings"
import ShieldCheck from "lucide-solid/icons/shield-check"
import Smartphone from "lucide-solid/icons/smartphone"
import { For, type JSX, Show, Suspense } from "solid-js"
import { type InboxView, unreadInMine } from "../../domain/inbox/InboxView.ts"
import { campaignsPath } from "../campaigns/campaignsPath.ts"
import { consentPath } from "../consent/consentPath.ts"
import { contactsPath } from "../contact/contactsPath.ts"
import { formatNumber } from "../contact/formatNumber.ts"
import { settingsPath } from "../settings/settingsPath.ts"
import { templatesPath } from "../templates/templatesPath.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Avatar } from "../ui/Avatar.tsx"
import { ChannelMark, channelName } from "../ui/ChannelMark.tsx"
import { presenceWord } from "../ui/presenceWord.ts"
import { useScreen } from "./createScreen.ts"
import { SavedFiltersNav } from "./deskParts.ts"
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

interface PageItemProps {
  readonly href: string
  readonly icon: JSX.Element
  readonly label: string
  readonly current: boolean
  readonly compact: boolean
}

const PageItem = (props: PageItemProps) => {
  const screen = useScreen()
  return (
    <li>
      <A
        href={props.href}
        class={styles.item}
        data-current={props.current}
        aria-current={props.current ? "page" : undefined}
        data-tooltip={props.compact ? props.label : undefined}
        onClick={() => screen.dialog() === "menu" && screen.setDialog(null)}
      >
        <span class={styles.icon}>{props.icon}</span>
        <span class={styles.label}>{props.label}</span>
      </A>
    </li>
  )
}

/** The views of the desk, each with its unread count. */
export const RailNav = (props: { readonly compact: boolean }) => {
  const desk = useDesk()
  const screen = useScreen()
  const me = () => desk.directory().me
  const team = () =>
    desk.directory().users
      .filter((user) => user.licensed && user.role === "standard" && user.id !== me().id)
      .sort((a, b) => a.name.localeCompare(b.name))
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
      <Show when={me().role === "admin" && team().length > 0}>
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
        <PageItem
          href={contactsPath()}
          icon={<ContactRound />}
          label="Contacts"
          current={screen.contacts() !== null}
          compact={props.compact}
        />
        <PageItem
          href={templatesPath()}
          icon={<LayoutTemplate />}
          label="Templates"
          current={screen.templates() !== null}
          compact={props.compact}
        />
        <Show when={me().role === "admin"}>
          <PageItem
            href={campaignsPath()}
            icon={<Megaphone />}
            label="Campaigns"
            current={screen.campaigns() !== null}
            compact={props.compact}
          />
          <PageItem
            href={consentPath()}
            icon={<ShieldCheck />}
            label="Consent"
            current={screen.consent() !== null}
            compact={props.compact}
          />
        </Show>
        <Show when={desk.directory().workspace.demo}>
          <PageItem
            href="/simulator"
            icon={<Smartphone />}
            label="Phone simulator"
            current={false}
            compact={props.compact}
          />
        </Show>
        <PageItem
          href={settingsPath()}
          icon={<Settings />}
          label="Settings"
          current={screen.settings() !== null}
          compact={props.compact}
        />
      </ul>
    </nav>
  )
}
