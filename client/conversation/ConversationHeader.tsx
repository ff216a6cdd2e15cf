import Bot from "lucide-solid/icons/bot"
import ChevronDown from "lucide-solid/icons/chevron-down"
import ChevronLeft from "lucide-solid/icons/chevron-left"
import Lock from "lucide-solid/icons/lock"
import UserRoundPlus from "lucide-solid/icons/user-round-plus"
import {
  createEffect,
  createMemo,
  createSignal,
  type JSX,
  lazy,
  Match,
  Show,
  Suspense,
  Switch,
} from "solid-js"
import { Dynamic } from "solid-js/web"
import { windowAt } from "../../domain/conversation/Window.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { formatNumber } from "../contact/formatNumber.ts"
import { contactName } from "../contact/contactName.ts"
import { whenIdle } from "../inbox/deskParts.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Avatar } from "../ui/Avatar.tsx"
import { channelName } from "../ui/ChannelMark.tsx"
import { IconButton } from "../ui/IconButton.tsx"
import { Tag, type TagProps } from "../ui/Tag.tsx"
import { asideName } from "./asideName.ts"
import { Viewers } from "./Viewers.tsx"
import styles from "./ConversationHeader.module.css"

const HeaderActions = lazy(() => import("./HeaderActions.tsx").then((it) => ({ default: it.HeaderActions })))

export interface ConversationHeaderProps {
  readonly row: InboxRow
  /** Whether its messages are there: they come before what is loaded for the header. */
  readonly ready: boolean
}

export const ConversationHeader = (props: ConversationHeaderProps) => {
  const desk = useDesk()
  const screen = useScreen()
  const [settled, setSettled] = createSignal(false)
  createEffect(() => props.ready && whenIdle(() => setSettled(true)))
  const closed = createMemo(() => windowAt(props.row, desk.clock.now())?.open === false)
  const details = () => {
    const sender = desk.sender(props.row.senderId)?.label
    const channel = channelName(props.row.channel)
    const owner = props.row.owner === null ? undefined : desk.user(props.row.owner)?.name
    if (screen.narrow()) {
      const { aside } = props.row
      return [aside && asideName[aside.how], sender ?? channel, owner && `owner ${owner}`]
        .filter((part) => part).join(" · ")
    }
    const who = props.row.contact ? formatNumber(props.row.address) : "Not in contacts"
    return `${who}  ·  ${sender ? `${channel} via ${sender}` : channel}`
  }
  return (
    <header class={styles.header}>
      <Show when={screen.narrow()}>
        <IconButton label="Back" onClick={() => screen.openConversation(null)}>
          <ChevronLeft />
        </IconButton>
      </Show>
      <Avatar
        name={props.row.contact?.name ?? null}
        hueKey={props.row.id}
        size={36}
        channel={props.row.channel}
      />
      <div class={styles.who}>
        {/* On a phone it is all that there is. */}
        <Dynamic component={screen.narrow() ? "h1" : "h2"} class={styles.name}>
          <span dir="auto">{contactName(props.row)}</span>
          <Show when={props.row.bot}>
            <HeaderTag tone="bot" icon={<Bot />} text="Bot active" />
          </Show>
          <Show when={closed()}>
            <HeaderTag tone="warn" icon={<Lock />} text="Window closed" />
          </Show>
        </Dynamic>
        <p class={styles.details} data-tooltip={details()}>{details()}</p>
      </div>
      <Viewers id={props.row.id} />
      <Owner row={props.row} />
      <div class={styles.actions}>
        <Suspense>
          <Show when={settled()}>
            <HeaderActions row={props.row} />
          </Show>
        </Suspense>
      </div>
    </header>
  )
}

/** Where there is no room it is its icon, with the words as its name. */
const HeaderTag = (
  props: Omit<TagProps, "children"> & { readonly icon: JSX.Element; readonly text: string },
) => (
  <span class={styles.tag} data-tooltip={props.text}>
    <Tag tone={props.tone}>
      {props.icon}
      <span class={styles.word}>{props.text}</span>
    </Tag>
  </span>
)

/** Whose it is: a button that assigns it for admins, words for others. On a phone the words are in the line below the name. */
const Owner = (props: { readonly row: InboxRow }) => {
  const desk = useDesk()
  const screen = useScreen()
  const owner = () => props.row.owner === null ? undefined : desk.user(props.row.owner)
  const label = () => owner() ? `Owner: ${owner()?.name}. Assign` : "Assign"
  const content = () => (
    <>
      <Avatar name={owner()?.name} hueKey={props.row.owner ?? undefined} size={20} />
      <span class={styles.ownerName}>{owner()?.name ?? "Assign"}</span>
    </>
  )
  return (
    <Switch>
      <Match when={desk.directory().me.role !== "admin"}>
        <Show when={!screen.narrow() && owner()}>
          {(user) => <span class={styles.owner} aria-label={`Owner: ${user().name}`}>{content()}</span>}
        </Show>
      </Match>
      <Match when={screen.narrow()}>
        <IconButton
          label={label()}
          aria-haspopup="dialog"
          disabled={!desk.online()}
          onClick={() => screen.setDialog("assign")}
        >
          <UserRoundPlus />
        </IconButton>
      </Match>
      <Match when>
        <button
          type="button"
          class={styles.owner}
          aria-label={label()}
          aria-haspopup="dialog"
          data-tooltip="Assign"
          data-tooltip-key="A"
          disabled={!desk.online()}
          onClick={() => screen.setDialog("assign")}
        >
          {content()}
          <ChevronDown aria-hidden="true" />
        </button>
      </Match>
    </Switch>
  )
}
