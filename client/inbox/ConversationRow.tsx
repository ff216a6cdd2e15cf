import Bot from "lucide-solid/icons/bot"
import Check from "lucide-solid/icons/check"
import Clock from "lucide-solid/icons/clock"
import FileText from "lucide-solid/icons/file-text"
import Hourglass from "lucide-solid/icons/hourglass"
import Image from "lucide-solid/icons/image"
import Lock from "lucide-solid/icons/lock"
import Mic from "lucide-solid/icons/mic"
import Pin from "lucide-solid/icons/pin"
import Video from "lucide-solid/icons/video"
import { createMemo, type JSX, Match, Show, Switch } from "solid-js"
import { Dynamic } from "solid-js/web"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { unreadIn } from "../../domain/inbox/InboxView.ts"
import { matchesOfPart } from "../../domain/search/TextMatch.ts"
import { contactName } from "../contact/contactName.ts"
import { labelsOf } from "../labels/labelsOf.ts"
import { RowLabels } from "../labels/RowLabels.tsx"
import { asideName } from "../conversation/asideName.ts"
import { windowLeft } from "../conversation/windowLeft.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Avatar } from "../ui/Avatar.tsx"
import { ChannelMark, channelName } from "../ui/ChannelMark.tsx"
import { fullTime, listTime, timeLeft, timeLeftInWords } from "../ui/DeskTime.ts"
import { Marked } from "../ui/Marked.tsx"
import { Tag } from "../ui/Tag.tsx"
import { statusName, Ticks } from "../ui/Ticks.tsx"
import styles from "./ConversationRow.module.css"
import { createLongPress } from "../ui/createLongPress.ts"
import { useScreen } from "./createScreen.ts"
import { isTooLong, waitingTime } from "./waitingTime.ts"
import { shortCount } from "./shortCount.ts"

const hour = 60 * 60 * 1000
const windowShownBelow = 2 * hour

const mediaIcons = { Photo: Image, Video, "Voice message": Mic, File: FileText }
const mediaIcon = (text: string) =>
  text === "Photo" || text === "Video" || text === "Voice message" || text === "File"
    ? mediaIcons[text]
    : FileText

export interface ConversationRowProps {
  readonly id: ConversationId
  readonly index: number
  /** How many rows the list has; -1 while not all are known. */
  readonly total: number
  /** px from the top of the list. */
  readonly top: number
}

export const ConversationRow = (props: ConversationRowProps) => {
  const desk = useDesk()
  return (
    <Show when={desk.rows.get(props.id)}>
      {(row) => <Row {...props} row={row()} />}
    </Show>
  )
}

const Row = (props: ConversationRowProps & { readonly row: InboxRow }) => {
  const desk = useDesk()
  const screen = useScreen()
  const row = () => props.row
  const unread = () => unreadIn(screen.view(), row())
  const { selection } = screen
  const checked = () => selection.has(props.id)
  const press = createLongPress(() => selection.toggle(props.id))
  const onClick = (event: MouseEvent) => {
    if (press.wasLong()) return
    screen.setCursor(props.id)
    const onCheckbox = event.target instanceof Element && event.target.closest("[data-checkbox]") !== null
    if (event.shiftKey) selection.extendTo(props.id)
    else if (onCheckbox || (press.isTouch() && selection.active())) selection.toggle(props.id)
    else screen.openConversation(props.id)
  }
  const isOpen = () => screen.open() === props.id
  const draft = () => isOpen() ? "" : screen.drafts.get(props.id).trim()
  const time = () => listTime(row().lastActivityAt, desk.clock.now())
  const label = () => desk.sender(row().senderId)?.label
  /** Milliseconds until the window closes; null on a channel without one. */
  const left = () => windowLeft(row(), desk.clock.now())
  const closed = createMemo(() => left() === 0)
  const minutesLeft = createMemo(() => {
    const millis = left()
    return millis !== null && millis > 0 && millis < windowShownBelow
      ? Math.ceil(millis / 60_000) * 60_000
      : null
  })
  const labels = () => labelsOf(row(), desk.directory().labels)
  const showsOwner = () => screen.view()._tag !== "Mine" || desk.directory().me.role === "admin"
  /** Nobody waits for an answer of people who opted out, or has a bot. */
  const waitingSince = () => row().optedOutAt === null && !row().bot ? row().waitingSince : null
  const waiting = createMemo(() => {
    const since = waitingSince()
    return since === null ? null : waitingTime(since, desk.clock.now())
  })
  const late = createMemo(() => {
    const since = waitingSince()
    const limit = desk.directory().workspace.waitingLimitMinutes
    return since !== null && isTooLong(since, desk.clock.now(), limit)
  })
  const name = () =>
    [
      contactName(row()),
      channelName(row().channel),
      label(),
      unread() > 0 ? `${unread()} unread` : null,
      draft() ? `draft: ${draft()}` : row().preview?.text,
      !draft() && row().preview?.status ? statusName(row().preview?.status ?? "queued") : null,
      time(),
      row().bot ? "a bot answers" : null,
      row().optedOutAt === null ? null : "opted out",
      row().pinned ? "pinned" : null,
      row().aside?.how,
      ...labels().map((label) => `label ${label.name}`),
      minutesLeft() === null ? null : `reply window closes in ${timeLeftInWords(minutesLeft() ?? 0)}`,
      closed() ? "window closed" : null,
      waiting() === null ? null : `waiting for ${waiting()}${late() ? ", too long" : ""}`,
    ].filter((part) => part).join(", ")

  return (
    <div
      id={`row-${props.id}`}
      role="option"
      class={styles.row}
      style={{ transform: `translateY(${props.top}px)` }}
      aria-label={name()}
      aria-selected={checked()}
      aria-current={isOpen() ? "true" : undefined}
      aria-setsize={props.total}
      aria-posinset={props.index + 1}
      data-unread={unread() > 0}
      data-cursor={screen.cursor() === props.id}
      data-selecting={selection.active()}
      onPointerDown={press.start}
      onPointerUp={press.end}
      onPointerCancel={press.end}
      onPointerMove={press.move}
      onContextMenu={(event) => press.isTouch() && event.preventDefault()}
      onMouseDown={(event) => event.shiftKey && event.preventDefault()}
      onClick={onClick}
    >
      <span class={styles.lead} aria-hidden="true">
        <span class={styles.avatar}>
          <Avatar name={row().contact?.name ?? null} hueKey={row().id} size={36} channel={row().channel} />
        </span>
        <span class={styles.check} data-checkbox>
          <span class={styles.box}>
            <Show when={checked()}>
              <Check />
            </Show>
          </span>
        </span>
      </span>
      <div class={styles.body} aria-hidden="true">
        <div class={styles.line}>
          <span class={styles.name} dir="auto">
            <Marked
              text={contactName(row())}
              ranges={matchesOfPart(contactName(row()), screen.filters().search)}
            />
            <Show when={selection.active()}>
              <span class={styles.channel}>
                <ChannelMark channel={row().channel} size={14} decorative />
              </span>
            </Show>
          </span>
          <Show when={row().pinned}>
            <span class={styles.pin} data-tooltip="Pinned">
              <Pin />
            </span>
          </Show>
          <span class={styles.time} data-tooltip={fullTime(row().lastActivityAt)}>{time()}</span>
        </div>
        <div class={styles.line}>
          <span class={styles.preview}>
            <Preview row={row()} draft={draft()} />
          </span>
          <Show when={unread() > 0}>
            <span class={styles.count}>{shortCount(unread())}</span>
          </Show>
        </div>
        <div class={styles.line}>
          <span class={styles.sender}>{label() ?? channelName(row().channel)}</span>
          <Show when={row().aside}>{(aside) => <Tag tone="neutral">{asideName[aside().how]}</Tag>}</Show>
          <Switch>
            <Match when={row().optedOutAt !== null}>
              <Tag tone="danger">Opted out</Tag>
            </Match>
            <Match when={row().aside}>{null}</Match>
            <Match when={closed()}>
              <Tag tone="neutral">
                <Lock />
                Window closed
              </Tag>
            </Match>
            <Match when={minutesLeft()}>
              {(millis) => (
                <span class={styles.left} data-soon={millis() < hour}>
                  <Hourglass />
                  {timeLeft(millis())}
                </span>
              )}
            </Match>
          </Switch>
          <RowLabels labels={labels()} />
          <span class={styles.gap} />
          <Show when={row().bot}>
            <Tag tone="bot">
              <Bot />
              Bot
            </Tag>
          </Show>
          <Show when={waiting()}>
            {(time) => (
              <span
                class={styles.waiting}
                data-late={late()}
                data-tooltip={late()
                  ? "The customer waits longer than agreed"
                  : "The customer waits for an answer"}
              >
                <Clock />
                {time()}
              </span>
            )}
          </Show>
          <Show when={showsOwner()}>
            <OwnerAvatar row={row()} />
          </Show>
        </div>
      </div>
    </div>
  )
}

const OwnerAvatar = (props: { readonly row: InboxRow }) => {
  const desk = useDesk()
  const owner = () => props.row.owner === null ? undefined : desk.user(props.row.owner)
  return (
    <span data-tooltip={owner() ? `Owner: ${owner()?.name}` : "No owner yet"}>
      <Avatar name={owner()?.name} hueKey={props.row.owner ?? undefined} size={18} />
    </span>
  )
}

const Preview = (props: { readonly row: InboxRow; readonly draft: string }): JSX.Element => (
  <Show
    when={props.draft === ""}
    fallback={
      <>
        <span class={styles.draft}>Draft:</span>
        <span class={styles.previewText} dir="auto">{props.draft}</span>
      </>
    }
  >
    <Show when={props.row.preview}>
      {(preview) => (
        <>
          <Show when={preview().status}>{(status) => <Ticks status={status()} />}</Show>
          <Show when={preview().kind === "media"}>
            <Dynamic component={mediaIcon(preview().text)} />
          </Show>
          <Show when={preview().status === "failed"}>
            <span>Not sent:</span>
          </Show>
          <span class={styles.previewText} dir="auto">{preview().text}</span>
        </>
      )}
    </Show>
  </Show>
)
