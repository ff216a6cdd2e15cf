import { onCleanup } from "solid-js"
import { mayExport, mayPutAside } from "../../domain/conversation/ConversationAccess.ts"
import { unreadIn } from "../../domain/inbox/InboxView.ts"
import { createMarking } from "../conversation/createMarking.ts"
import { useDesk } from "../sync/createDesk.ts"
import { useToast } from "../ui/Toaster.tsx"
import { createAside } from "./createAside.ts"
import { useScreen } from "./createScreen.ts"
import { areSingleKeysOn } from "./singleKeys.ts"

/** `G` waits so long for the letter after it. */
const sequenceMillis = 1_500

/** The keys of a dialog are its own, whoever opened it. */
const isInDialog = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest("[role=dialog], [role=alertdialog]") !== null

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName) ||
    target.getAttribute("role") === "combobox")

/** Ctrl+A in the list. */
const isSelectAll = (event: KeyboardEvent): boolean =>
  (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "a" &&
  document.activeElement?.id === "conversation-list"

/** Ctrl+K, also amid a text that is written. */
const isJump = (event: KeyboardEvent): boolean =>
  (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k"

/** The desk's keys (`?` lists them). Single keys work while no field has the focus and nothing is open above. */
export const createShortcuts = (): void => {
  const desk = useDesk()
  const screen = useScreen()
  const marking = createMarking()
  const toast = useToast()
  const aside = createAside()
  const { selection } = screen
  let goUntil = 0

  const focus = (id: string) => document.getElementById(id)?.focus()
  const write = (noting: boolean) => {
    if (screen.open() === null) return
    screen.setNoting(noting)
    focus("reply")
  }
  const openRow = () => {
    const id = screen.open()
    return id === null ? undefined : desk.rows.get(id)
  }

  /** What does it is there with the bar of the selection. */
  const markSelected = (read: boolean) => {
    if (!desk.online()) return
    import("./createBulkActions.ts").then((it) =>
      it.makeBulkActions({ desk, screen, toast }).markSelected(read)
    )
      .catch(() => undefined)
  }

  const move = (step: number, extending = false) => {
    const list = screen.list()
    const cursor = screen.cursor()
    const at = cursor === null ? -1 : list.indexOf(cursor)
    const next = at < 0 ? 0 : Math.min(list.size() - 1, Math.max(0, at + step))
    const id = list.idAt(next)
    if (extending && id !== null) {
      if (cursor !== null && selection.count() === 0) selection.toggle(cursor)
      selection.extendTo(id)
    }
    screen.setCursor(id)
    focus("conversation-list")
  }

  const toggle = () => {
    const id = screen.cursor()
    if (id !== null && screen.list().indexOf(id) >= 0) selection.toggle(id)
    else selection.setActive(!selection.active())
    focus("conversation-list")
  }

  const nextUnread = () => {
    const ids = screen.list().ids()
    const at = ids.findIndex((id) => id === screen.cursor())
    const rest = [...ids.slice(at + 1), ...ids.slice(0, at + 1)]
    const next = rest.find((id) => {
      const row = desk.rows.get(id)
      return row !== undefined && id !== screen.open() && unreadIn(screen.view(), row) > 0
    })
    if (next) screen.openConversation(next)
  }

  const openCursor = () => {
    const id = screen.cursor()
    if (id !== null) screen.enterConversation(id)
  }

  const actions: Record<string, () => void> = {
    j: () => move(1),
    k: () => move(-1),
    n: nextUnread,
    c: () => screen.setDialog("new"),
    r: () => write(false),
    m: () => write(true),
    "/": () => focus("search"),
    "?": () => screen.setDialog("shortcuts"),
    p: () => screen.open() && screen.setPanel(!screen.panel()),
    x: toggle,
    u: () => {
      if (selection.count() > 0) {
        return markSelected(selection.rows().some((one) => unreadIn(screen.view(), one) > 0))
      }
      const row = openRow()
      if (row && row.inboundCount > 0 && desk.online()) marking.toggle(row)
    },
    s: () => {
      if (openRow() && desk.online()) screen.setContactForm(true)
    },
    d: aside.toggleDone,
    t: aside.togglePin,
    z: () => {
      const row = openRow()
      const chosen = selection.count() > 0 || (row && mayPutAside(row, desk.directory().me))
      if (chosen && desk.online()) screen.setDialog("snooze")
    },
    l: () => {
      if ((selection.count() > 0 || openRow()) && desk.online()) screen.setDialog("labels")
    },
    e: () => {
      const row = openRow()
      if (row && desk.online() && mayExport(row, desk.directory().me)) screen.setDialog("export")
    },
    a: () => {
      if (desk.directory().me.role !== "admin" || !desk.online()) return
      if (selection.count() > 0) screen.setDialog("assignSelected")
      else if (openRow()) screen.setDialog("assign")
    },
  }

  const goTo: Record<string, () => void> = {
    i: () => screen.go({ _tag: "Mine" }),
    s: () => screen.go({ _tag: "Sent" }),
    c: () => screen.goToContacts(),
    t: () => screen.goToTemplates(),
    n: () => screen.setDialog("notices"),
    l: () => screen.inboxes() && screen.setDialog("filterLabel"),
  }

  /** Of the keys of a conversation only those that stand for the whole desk work on the other pages. */
  const actionFor = (key: string) =>
    screen.inboxes() || ["c", "/", "?"].includes(key) ? actions[key] : undefined

  const inList = (event: KeyboardEvent): boolean => {
    if (!(event.target instanceof HTMLElement) || event.target.id !== "conversation-list") return false
    const list = screen.list()
    if (event.key === "ArrowDown") move(1)
    else if (event.key === "ArrowUp") move(-1)
    else if (event.key === "Home") screen.setCursor(list.idAt(0))
    else if (event.key === "End") screen.setCursor(list.idAt(list.size() - 1))
    else if (event.key === "Enter") openCursor()
    else if (event.key === " ") toggle()
    else return false
    return true
  }

  const escape = () => {
    if (screen.contacts()) return screen.goToContacts(null)
    if (screen.templates()) return screen.goToTemplates(null)
    if (screen.campaigns()) return screen.goToCampaigns("")
    if (!screen.inboxes()) return
    if (selection.active()) {
      selection.setActive(false)
      return focus("conversation-list")
    }
    if (document.activeElement?.id === "conversation-list") screen.openConversation(null)
    else focus("conversation-list")
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || screen.dialog() !== null) return
    if (isInDialog(event.target)) return
    if (isJump(event)) {
      event.preventDefault()
      return screen.setDialog("palette")
    }
    if (isTyping(event.target)) return
    if (isSelectAll(event)) {
      event.preventDefault()
      return selection.selectAll()
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === "Escape") return escape()
    if (inList(event)) return event.preventDefault()
    if (!areSingleKeysOn()) return
    const key = event.key.toLowerCase()
    const isSequence = performance.now() < goUntil
    goUntil = 0
    if (!isSequence && key === "g") {
      goUntil = performance.now() + sequenceMillis
      return
    }
    if (event.shiftKey && !isSequence && (key === "j" || key === "k")) {
      event.preventDefault()
      return move(key === "j" ? 1 : -1, true)
    }
    const action = isSequence ? goTo[key] : event.shiftKey && key !== "?" ? undefined : actionFor(key)
    if (!action) return
    event.preventDefault()
    action()
  }
  document.addEventListener("keydown", onKeyDown)
  onCleanup(() => document.removeEventListener("keydown", onKeyDown))
}
