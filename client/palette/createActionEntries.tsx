import Bell from "lucide-solid/icons/bell"
import CircleQuestionMark from "lucide-solid/icons/circle-question-mark"
import MessageSquareText from "lucide-solid/icons/message-square-text"
import Moon from "lucide-solid/icons/moon"
import Reply from "lucide-solid/icons/reply"
import SquarePen from "lucide-solid/icons/square-pen"
import Sun from "lucide-solid/icons/sun"
import UserRoundPlus from "lucide-solid/icons/user-round-plus"
import type { JSX } from "solid-js"
import { Dynamic } from "solid-js/web"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { createConversationActions } from "../conversation/createConversationActions.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useSession } from "../session/SessionContext.ts"
import { useDesk } from "../sync/createDesk.ts"
import { marksIn } from "./marksIn.ts"
import type { PaletteEntry } from "./PaletteEntry.ts"

interface Action {
  readonly label: string
  readonly icon: () => JSX.Element
  readonly shortcut?: string | undefined
  readonly run: () => void
}

const entriesOf = (actions: ReadonlyArray<Action>, text: string): ReadonlyArray<PaletteEntry> =>
  actions.map((action) => ({
    ...action,
    id: encodeURIComponent(`action ${action.label}`),
    marks: marksIn(action.label, text),
  }))

/** What can be done with the open conversation, and anywhere; of the former there is none where nothing is open. */
export const createActionEntries = (open: InboxRow | undefined) => {
  const desk = useDesk()
  const screen = useScreen()
  const session = useSession()
  const row = () => (open && desk.rows.get(open.id)) ?? open
  const write = (noting: boolean) => {
    screen.setNoting(noting)
    document.getElementById("reply")?.focus()
  }
  const ofHeader = open ? createConversationActions(() => row() ?? open) : []
  const ofConversation = (): ReadonlyArray<Action> =>
    open === undefined ? [] : [
      { label: "Reply", icon: () => <Reply />, shortcut: "R", run: () => write(false) },
      {
        label: "Note for the team",
        icon: () => <MessageSquareText />,
        shortcut: "M",
        run: () => write(true),
      },
      ...(desk.directory().me.role === "admin" && desk.online()
        ? [{
          label: "Assign",
          icon: () => <UserRoundPlus />,
          shortcut: "A",
          run: () => screen.setDialog("assign"),
        }]
        : []),
      // Labels are in the header of a phone only, and here everywhere.
      ...ofHeader.filter((one) =>
        (one.name === "labels" || one.shown()) && !one.disabled() && (one.refusal?.() ?? null) === null
      ).map((one) => ({
        label: one.label(),
        icon: () => <Dynamic component={one.icon()} />,
        shortcut: one.shortcut,
        run: one.run,
      })),
    ]
  const dark = () => session.theme.theme() === "dark"
  const ofDesk = (): ReadonlyArray<Action> => [
    {
      label: "New conversation",
      icon: () => <SquarePen />,
      shortcut: "C",
      run: () => screen.setDialog("new"),
    },
    { label: "Notifications", icon: () => <Bell />, shortcut: "G N", run: () => screen.setDialog("notices") },
    {
      label: "Keyboard shortcuts",
      icon: () => <CircleQuestionMark />,
      shortcut: "?",
      run: () => screen.setDialog("shortcuts"),
    },
    {
      label: dark() ? "Use light colours" : "Use dark colours",
      icon: () => dark() ? <Sun /> : <Moon />,
      run: () => session.theme.toggle(),
    },
  ]
  return {
    ofConversation: () => entriesOf(ofConversation(), ""),
    /** Those whose names have what was typed in them. */
    matching: (text: string) =>
      entriesOf([...ofConversation(), ...ofDesk()], text).filter(({ marks }) => marks.length > 0),
  }
}
