import AlarmClock from "lucide-solid/icons/alarm-clock"
import Bot from "lucide-solid/icons/bot"
import CircleCheck from "lucide-solid/icons/circle-check"
import FileDown from "lucide-solid/icons/file-down"
import Inbox from "lucide-solid/icons/inbox"
import Mail from "lucide-solid/icons/mail"
import MailOpen from "lucide-solid/icons/mail-open"
import PanelRightClose from "lucide-solid/icons/panel-right-close"
import PanelRightOpen from "lucide-solid/icons/panel-right-open"
import Pin from "lucide-solid/icons/pin"
import PinOff from "lucide-solid/icons/pin-off"
import Tag from "lucide-solid/icons/tag"
import UserRoundPen from "lucide-solid/icons/user-round-pen"
import UserRoundPlus from "lucide-solid/icons/user-round-plus"
import { Result } from "effect"
import type { Accessor, Component } from "solid-js"
import { mayExport, mayPin, mayPutAside } from "../../domain/conversation/ConversationAccess.ts"
import { notYoursToExport } from "../../domain/conversation/Refusal.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { unreadIn } from "../../domain/inbox/InboxView.ts"
import { createAside } from "../inbox/createAside.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import { useToast } from "../ui/Toaster.tsx"
import { createMarking } from "./createMarking.ts"
import { problemText } from "./problemText.ts"

/** Something that can be done with the open conversation: a button of its header, on a phone an item of its menu. */
export interface ConversationAction {
  readonly name: "pin" | "done" | "snooze" | "labels" | "bot" | "mark" | "contact" | "export" | "panel"
  readonly label: Accessor<string>
  readonly icon: Accessor<Component>
  readonly shortcut?: string
  readonly opensDialog?: boolean
  readonly shown: Accessor<boolean>
  readonly disabled: Accessor<boolean>
  /** Why this user may not, who is shown it all the same; null where they may. */
  readonly refusal?: Accessor<string | null>
  readonly run: () => void
}

/** Lets the Sender ID's bot answer (again). */
const createBotStart = (row: Accessor<InboxRow>) => {
  const desk = useDesk()
  const toast = useToast()
  return async () => {
    const result = await desk.link.ask((client) => client["Bot.start"]({ id: row().id }))
    if (Result.isSuccess(result)) desk.rows.put(result.success)
    else toast({ title: "The bot was not started", text: problemText(result.failure), error: true })
  }
}

/** What can be done with a conversation, in the order in which it is offered. */
export const createConversationActions = (
  row: Accessor<InboxRow>,
): ReadonlyArray<ConversationAction> => {
  const desk = useDesk()
  const screen = useScreen()
  const aside = createAside()
  const marking = createMarking()
  const startBot = createBotStart(row)
  const me = () => desk.directory().me
  const offline = () => !desk.online()
  const unread = () => unreadIn(screen.view(), row()) > 0
  const bot = () => row().bot ? null : desk.sender(row().senderId)?.bot ?? null
  const shownToOwner = () => mayPutAside(row(), me())
  return [
    {
      name: "pin",
      label: () => row().pinned ? "Unpin" : "Pin",
      icon: () => row().pinned ? PinOff : Pin,
      shortcut: "T",
      shown: () => mayPin(row(), me()),
      disabled: offline,
      run: aside.togglePin,
    },
    {
      name: "done",
      label: () => row().aside ? "Back to inbox" : "Done",
      icon: () => row().aside ? Inbox : CircleCheck,
      shortcut: "D",
      shown: shownToOwner,
      disabled: offline,
      run: aside.toggleDone,
    },
    {
      name: "snooze",
      label: () => "Snooze",
      icon: () => AlarmClock,
      shortcut: "Z",
      opensDialog: true,
      shown: shownToOwner,
      disabled: offline,
      run: () => screen.setDialog("snooze"),
    },
    {
      name: "labels",
      label: () => "Labels",
      icon: () => Tag,
      shortcut: "L",
      opensDialog: true,
      // Elsewhere they are in the panel beside it, and the header has no room.
      shown: screen.narrow,
      disabled: offline,
      run: () => screen.setDialog("labels"),
    },
    {
      name: "bot",
      label: () => `Let ${bot()?.name} answer`,
      icon: () => Bot,
      shown: () => bot() !== null,
      disabled: offline,
      run: () => void startBot(),
    },
    {
      name: "mark",
      label: () => unread() ? "Mark read" : "Mark unread",
      icon: () => unread() ? MailOpen : Mail,
      shortcut: "U",
      shown: () => true,
      disabled: () => offline() || row().inboundCount === 0,
      run: () => marking.toggle(row()),
    },
    {
      name: "contact",
      label: () => row().contact ? "Edit contact" : "Save contact",
      icon: () => row().contact ? UserRoundPen : UserRoundPlus,
      shortcut: "S",
      shown: () => true,
      disabled: offline,
      run: () => screen.setContactForm(true),
    },
    {
      name: "export",
      label: () => "Export transcript",
      icon: () => FileDown,
      shortcut: "E",
      opensDialog: true,
      shown: () => true,
      disabled: offline,
      refusal: () => mayExport(row(), me()) ? null : notYoursToExport.message,
      run: () => screen.setDialog(screen.dialog() === "export" ? null : "export"),
    },
    {
      name: "panel",
      label: () => screen.panel() ? "Hide contact details" : "Show contact details",
      icon: () => screen.panel() ? PanelRightClose : PanelRightOpen,
      shortcut: "P",
      // Where the panel lies above the messages, the header stays as it was.
      shown: () => screen.overlaid() || !screen.panel(),
      disabled: () => false,
      run: () => screen.setPanel(!screen.panel()),
    },
  ]
}
