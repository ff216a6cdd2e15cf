import { Show } from "solid-js"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button, type ButtonProps } from "../ui/Button.tsx"
import { splitNumber } from "./countries.ts"
import { createProspect } from "./createProspect.ts"
import { showConversation } from "./showConversation.ts"

export interface SmsInsteadProps {
  /** Whose customer is written to. */
  readonly row: InboxRow
  readonly text: () => string
  /** Whether the text is the conversation's draft: it goes where it is written on. */
  readonly isDraft: boolean
  readonly label: string
  readonly variant?: ButtonProps["variant"]
}

/** The way out by SMS: there where one may use an SMS Sender ID and the customer's number has not opted out of SMS. */
export const SmsInstead = (props: SmsInsteadProps) => {
  const desk = useDesk()
  const screen = useScreen()
  const sender = () => desk.directory().senders.find(({ channel }) => channel === "sms")
  /** Whoever shows WhatsApp a name instead of a number cannot get an SMS. */
  const isNumber = () => /^\+\d+$/.test(props.row.address)
  const { prospect } = createProspect(() => {
    const from = sender()
    return from && isNumber() ? { senderId: from.id, to: props.row.address } : null
  })
  const allowed = () => {
    const known = prospect()
    return known && known.optedOutAt === null ? known : null
  }
  const open = () => {
    const [known, from] = [allowed(), sender()]
    if (!known || !from) return
    const text = props.text()
    const { row } = known
    if (row) {
      const before = screen.drafts.get(row.id)
      desk.rows.put(row)
      screen.drafts.set(row.id, [before, text].filter((part) => part.trim() !== "").join("\n"))
      if (props.isDraft) screen.drafts.set(props.row.id, "")
      screen.setNoting(false)
      return showConversation(desk, screen, row)
    }
    const split = splitNumber(props.row.address)
    Object.assign(screen.newConversation, {
      name: props.row.contact?.name ?? "",
      country: split?.country ?? "",
      number: split?.national ?? props.row.address,
      senderId: from.id,
      text,
      template: null,
      draftOf: props.isDraft ? props.row.id : null,
    })
    screen.setDialog("new")
  }
  return (
    <Show when={allowed()}>
      <Button variant={props.variant} disabled={!desk.online()} onClick={open}>{props.label}</Button>
    </Show>
  )
}
