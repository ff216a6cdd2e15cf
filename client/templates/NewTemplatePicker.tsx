import { Result } from "effect"
import { Show } from "solid-js"
import { parseTypedNumber } from "../../domain/contact/PhoneNumber.ts"
import { checkNumber, isCountry } from "../conversation/countries.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import { type ChosenTemplate, TemplatePicker } from "./TemplatePicker.tsx"

export interface NewTemplatePickerProps {
  readonly onStarted: (row: InboxRow) => void
  readonly onClose: () => void
}

/** SEND-1: a conversation that is started with a template, to whom the New conversation dialog says. */
export const NewTemplatePicker = (props: NewTemplatePickerProps) => {
  const desk = useDesk()
  const { newConversation: fields } = useScreen()
  const sender = fields.senderId === null ? undefined : desk.sender(fields.senderId)
  const checked = isCountry(fields.country) ? checkNumber(fields.country, fields.number) : null
  const to = checked !== null && "number" in checked ? checked.number : ""
  const name = fields.name.trim() || null
  const people = () => ({
    contact: { name, phone: parseTypedNumber(to) ?? to, email: null },
    user: desk.directory().me,
    workspace: desk.directory().workspace,
  })
  let started: InboxRow | null = null
  const send = async (chosen: ChosenTemplate) => {
    if (!sender) return Result.succeed(null)
    const answer = await desk.link.ask((client) =>
      client["Template.start"]({ senderId: sender.id, to, name, ...chosen })
    )
    if (Result.isSuccess(answer)) {
      desk.rows.put(answer.success)
      started = answer.success
    }
    return answer
  }
  return (
    <Show when={sender}>
      {(present) => (
        <TemplatePicker
          sender={present()}
          windowOpen={present().channel === "whatsapp" ? false : null}
          people={people()}
          send={send}
          onSent={() => started && props.onStarted(started)}
          onClose={() => props.onClose()}
        />
      )}
    </Show>
  )
}
