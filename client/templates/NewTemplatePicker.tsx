import { Result } from "effect"
import { Show } from "solid-js"
import { parseTypedNumber } from "../../domain/contact/PhoneNumber.ts"
import { showConversation } from "../conversation/showConversation.ts"
import { checkNumber, isCountry } from "../conversation/countries.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import { type ChosenTemplate, TemplatePicker } from "./TemplatePicker.tsx"

/** SEND-1: a conversation that is started with a template, to whom the New conversation dialog says. */
export const NewTemplatePicker = (props: { readonly onClose: () => void }) => {
  const desk = useDesk()
  const screen = useScreen()
  const { newConversation: fields } = screen
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
  const onSent = () => {
    screen.setDialog(null)
    Object.assign(fields, { name: "", number: "", text: "", template: null, draftOf: null })
    if (started) showConversation(desk, screen, started)
  }
  return (
    <Show when={sender}>
      {(present) => (
        <TemplatePicker
          sender={present()}
          windowOpen={present().channel === "whatsapp" ? false : null}
          people={people()}
          send={send}
          preselected={fields.template}
          onSent={onSent}
          onClose={() => props.onClose()}
        />
      )}
    </Show>
  )
}
