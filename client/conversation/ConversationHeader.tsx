import Bot from "lucide-solid/icons/bot"
import ChevronDown from "lucide-solid/icons/chevron-down"
import ChevronLeft from "lucide-solid/icons/chevron-left"
import FileDown from "lucide-solid/icons/file-down"
import Lock from "lucide-solid/icons/lock"
import Mail from "lucide-solid/icons/mail"
import MailOpen from "lucide-solid/icons/mail-open"
import PanelRightOpen from "lucide-solid/icons/panel-right-open"
import UserRoundPen from "lucide-solid/icons/user-round-pen"
import UserRoundPlus from "lucide-solid/icons/user-round-plus"
import { createEffect, createMemo, createSignal, lazy, Show, Suspense } from "solid-js"
import { mayExport } from "../../domain/conversation/ConversationAccess.ts"
import { notYoursToExport } from "../../domain/conversation/Refusal.ts"
import { windowAt } from "../../domain/conversation/Window.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { unreadIn } from "../../domain/inbox/InboxView.ts"
import { formatNumber } from "../contact/formatNumber.ts"
import { contactName } from "../contact/contactName.ts"
import { whenIdle } from "../inbox/deskParts.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { createMarking } from "./createMarking.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Avatar } from "../ui/Avatar.tsx"
import { channelName } from "../ui/ChannelMark.tsx"
import { IconButton } from "../ui/IconButton.tsx"
import { Tag } from "../ui/Tag.tsx"
import { Viewers } from "./Viewers.tsx"
import styles from "./ConversationHeader.module.css"

const AsideButtons = lazy(() => import("./AsideButtons.tsx").then((it) => ({ default: it.AsideButtons })))
const ExportMenu = lazy(() => import("./ExportMenu.tsx").then((it) => ({ default: it.ExportMenu })))
const StartBotButton = lazy(() =>
  import("./StartBotButton.tsx").then((it) => ({ default: it.StartBotButton }))
)

export interface ConversationHeaderProps {
  readonly row: InboxRow
  /** Whether its messages are there: they come before what is loaded for the header. */
  readonly ready: boolean
}

export const ConversationHeader = (props: ConversationHeaderProps) => {
  const desk = useDesk()
  const screen = useScreen()
  const marking = createMarking()
  const [settled, setSettled] = createSignal(false)
  createEffect(() => props.ready && whenIdle(() => setSettled(true)))
  const closed = createMemo(() => windowAt(props.row, desk.clock.now())?.open === false)
  const unread = () => unreadIn(screen.view(), props.row) > 0
  const mayHave = () => mayExport(props.row, desk.directory().me)
  const exporting = () => screen.dialog() === "export"
  const details = () => {
    const sender = desk.sender(props.row.senderId)?.label
    const channel = channelName(props.row.channel)
    const owner = props.row.owner === null ? undefined : desk.user(props.row.owner)?.name
    if (screen.narrow()) return `${sender ?? channel}${owner ? ` · owner ${owner}` : ""}`
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
        <h2 class={styles.name}>
          <span>{contactName(props.row)}</span>
          <Show when={props.row.bot}>
            <Tag tone="bot">
              <Bot />
              Bot active
            </Tag>
          </Show>
          <Show when={closed()}>
            <Tag tone="warn">
              <Lock />
              Window closed
            </Tag>
          </Show>
        </h2>
        <p class={styles.details}>{details()}</p>
      </div>
      <Viewers id={props.row.id} />
      <Owner row={props.row} />
      <div class={styles.actions}>
        <Suspense>
          <Show when={settled()}>
            <AsideButtons row={props.row} />
          </Show>
        </Suspense>
        <Suspense>
          <Show when={desk.sender(props.row.senderId)?.bot}>
            <StartBotButton row={props.row} />
          </Show>
        </Suspense>
        <IconButton
          label={unread() ? "Mark read" : "Mark unread"}
          shortcut="U"
          disabled={!desk.online() || props.row.inboundCount === 0}
          onClick={() => marking.toggle(props.row)}
        >
          <Show when={unread()} fallback={<Mail />}>
            <MailOpen />
          </Show>
        </IconButton>
        <Show when={!screen.narrow()}>
          <IconButton
            label={props.row.contact ? "Edit contact" : "Save contact"}
            shortcut="S"
            disabled={!desk.online()}
            onClick={() => screen.setContactForm(true)}
          >
            <Show when={props.row.contact} fallback={<UserRoundPlus />}>
              <UserRoundPen />
            </Show>
          </IconButton>
        </Show>
        <div class={styles.export}>
          <IconButton
            label={mayHave() ? "Export transcript" : `Export transcript. ${notYoursToExport.message}`}
            shortcut={mayHave() ? "E" : undefined}
            aria-haspopup="dialog"
            aria-expanded={exporting()}
            aria-disabled={!mayHave()}
            disabled={!desk.online()}
            onPointerDown={(event) => exporting() && event.stopPropagation()}
            onClick={() => mayHave() && screen.setDialog(exporting() ? null : "export")}
          >
            <FileDown />
          </IconButton>
          <Suspense>
            <Show when={exporting()}>
              <ExportMenu row={props.row} onClose={() => screen.setDialog(null)} />
            </Show>
          </Suspense>
        </div>
        <Show when={!screen.panel()}>
          <IconButton label="Show contact details" shortcut="P" onClick={() => screen.setPanel(true)}>
            <PanelRightOpen />
          </IconButton>
        </Show>
      </div>
    </header>
  )
}

/** Whose it is: a button that assigns it for admins, words for others. */
const Owner = (props: { readonly row: InboxRow }) => {
  const desk = useDesk()
  const screen = useScreen()
  const owner = () => props.row.owner === null ? undefined : desk.user(props.row.owner)
  const content = () => (
    <>
      <Avatar name={owner()?.name} hueKey={props.row.owner ?? undefined} size={20} />
      <span class={styles.ownerName}>{owner()?.name ?? "Assign"}</span>
    </>
  )
  return (
    <Show
      when={desk.directory().me.role === "admin"}
      fallback={
        <Show when={owner()}>
          {(user) => <span class={styles.owner} aria-label={`Owner: ${user().name}`}>{content()}</span>}
        </Show>
      }
    >
      <button
        type="button"
        class={styles.owner}
        aria-label={owner() ? `Owner: ${owner()?.name}. Assign` : "Assign"}
        aria-haspopup="dialog"
        data-tooltip="Assign"
        data-tooltip-key="A"
        disabled={!desk.online()}
        onClick={() => screen.setDialog("assign")}
      >
        {content()}
        <ChevronDown aria-hidden="true" />
      </button>
    </Show>
  )
}
