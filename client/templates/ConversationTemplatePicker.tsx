import { Result } from "effect"
import { createMemo, createSignal, Show } from "solid-js"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { windowAt } from "../../domain/conversation/Window.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import type { TemplatePeople } from "../../domain/template/prefillTemplate.ts"
import { useDesk } from "../sync/createDesk.ts"
import { channelName } from "../ui/ChannelMark.tsx"
import { type ChosenTemplate, TemplatePicker } from "./TemplatePicker.tsx"

export interface ConversationTemplatePickerProps {
  readonly id: ConversationId
  readonly onClose: () => void
}

/** Sends a template in an open conversation. */
export const ConversationTemplatePicker = (props: ConversationTemplatePickerProps) => {
  const desk = useDesk()
  return (
    <Show when={desk.rows.get(props.id)}>
      {(row) => <PickerFor row={row()} onClose={() => props.onClose()} />}
    </Show>
  )
}

const PickerFor = (props: { readonly row: InboxRow; readonly onClose: () => void }) => {
  const desk = useDesk()
  const id = props.row.id
  // What the row does not tell, such as the e-mail; until it is there the row's own name will do.
  const [known, setKnown] = createSignal<TemplatePeople["contact"] | null>(null)
  void desk.link.ask((client) => client["Template.contactOf"]({ id })).then((answer) =>
    Result.isSuccess(answer) && setKnown(answer.success)
  )
  const people = () => ({
    contact: known() ??
      { name: props.row.contact?.name ?? null, phone: props.row.address, email: null },
    user: desk.directory().me,
    workspace: desk.directory().workspace,
  })
  const windowOpen = createMemo(() => windowAt(props.row, desk.clock.now())?.open ?? null)
  const sender = () =>
    desk.sender(props.row.senderId) ??
      { id: props.row.senderId, label: channelName(props.row.channel), channel: props.row.channel }
  const send = async (chosen: ChosenTemplate) => {
    const answer = await desk.link.ask((client) => client["Template.send"]({ id, ...chosen }))
    if (Result.isSuccess(answer)) desk.timeline(id).merge([answer.success])
    return answer
  }
  return (
    <TemplatePicker
      sender={sender()}
      windowOpen={windowOpen()}
      people={people()}
      send={send}
      onSent={() => {
        props.onClose()
        setTimeout(() => document.getElementById("reply")?.focus())
      }}
      onClose={() => props.onClose()}
    />
  )
}
