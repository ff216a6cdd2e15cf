import AlarmClock from "lucide-solid/icons/alarm-clock"
import CircleCheck from "lucide-solid/icons/circle-check"
import Inbox from "lucide-solid/icons/inbox"
import Pin from "lucide-solid/icons/pin"
import PinOff from "lucide-solid/icons/pin-off"
import { Show } from "solid-js"
import { type Aside, endOfSnooze } from "../../domain/conversation/Aside.ts"
import { mayPin, mayPutAside } from "../../domain/conversation/ConversationAccess.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { createAside } from "../inbox/createAside.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import { IconButton } from "../ui/IconButton.tsx"
import { Tag } from "../ui/Tag.tsx"
import { zoneTime } from "../ui/ZoneTime.ts"
import { asideName } from "./asideName.ts"

/** Where the conversation stands, and what changes that: pinned, done, snoozed (LIFE-1). */
export const AsideButtons = (props: { readonly row: InboxRow }) => {
  const desk = useDesk()
  const screen = useScreen()
  const aside = createAside()
  const asideText = (put: Aside) => {
    const until = endOfSnooze(put)
    const { timeZone } = desk.directory().workspace
    return until === null
      ? asideName[put.how]
      : `Snoozed until ${zoneTime(timeZone, until, desk.clock.now())}`
  }
  return (
    <>
      <Show when={props.row.aside}>
        {(put) => <Tag tone="neutral">{asideText(put())}</Tag>}
      </Show>
      <Show when={mayPin(props.row, desk.directory().me)}>
        <IconButton
          label={props.row.pinned ? "Unpin" : "Pin"}
          shortcut="T"
          disabled={!desk.online()}
          onClick={aside.togglePin}
        >
          <Show when={props.row.pinned} fallback={<Pin />}>
            <PinOff />
          </Show>
        </IconButton>
      </Show>
      <Show when={mayPutAside(props.row, desk.directory().me)}>
        <IconButton
          label={props.row.aside ? "Back to inbox" : "Done"}
          shortcut="D"
          disabled={!desk.online()}
          onClick={aside.toggleDone}
        >
          <Show when={props.row.aside} fallback={<CircleCheck />}>
            <Inbox />
          </Show>
        </IconButton>
        <IconButton
          label="Snooze"
          shortcut="Z"
          aria-haspopup="dialog"
          disabled={!desk.online()}
          onClick={() => screen.setDialog("snooze")}
        >
          <AlarmClock />
        </IconButton>
      </Show>
    </>
  )
}
