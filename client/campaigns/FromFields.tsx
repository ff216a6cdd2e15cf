import { Show } from "solid-js"
import type { Sender } from "../../domain/sender/Sender.ts"
import type { Template } from "../../domain/template/Template.ts"
import { useDesk } from "../sync/createDesk.ts"
import { ChannelMark } from "../ui/ChannelMark.tsx"
import { Field } from "../ui/Field.tsx"
import { Select, type SelectOption } from "../ui/Select.tsx"
import styles from "./CampaignComposer.module.css"
import type { Composer } from "./createComposer.ts"

export interface FromFieldsProps {
  readonly composer: Composer
  readonly template: Template | null
}

/** Which Sender ID it comes from, and which one writes by SMS to whom WhatsApp does not reach. */
export const FromFields = (props: FromFieldsProps) => {
  const desk = useDesk()
  const draft = () => props.composer.draft()
  const senders = () => desk.directory().senders
  const find = (id: string) => senders().find((sender) => sender.id === id) ?? null
  const byWhatsApp = () => draft().senderId !== null && find(draft().senderId ?? "")?.channel === "whatsapp"
  /** A template of another channel cannot stay. */
  const chooseSender = (id: string) => {
    const sender = find(id)
    const fallback = sender?.channel === "whatsapp" ? draft().fallback : null
    const stays = !sender || !props.template || props.template.channel === sender.channel
    props.composer.change({
      senderId: sender?.id ?? null,
      fallback,
      ...(stays ? {} : { templateId: null, fields: {} }),
    })
  }
  const chooseFallback = (id: string) => {
    const sender = find(id)
    const text = draft().fallback?.text ?? props.template?.body ?? ""
    props.composer.change({ fallback: sender === null ? null : { senderId: sender.id, text } })
  }
  const optionOf = ({ channel, id }: Sender, text: string): SelectOption => ({
    value: id,
    label: text,
    icon: () => <ChannelMark channel={channel} size={16} />,
  })
  return (
    <div class={byWhatsApp() ? styles.pair : undefined}>
      <Field label="Sender ID">
        {(control) => (
          <Select
            id={control.id}
            placeholder="Choose a Sender ID"
            options={senders().map((sender) => optionOf(sender, sender.label))}
            value={draft().senderId ?? ""}
            onChoose={chooseSender}
          />
        )}
      </Field>
      <Show when={byWhatsApp()}>
        <Field label="If WhatsApp fails">
          {(control) => (
            <Select
              id={control.id}
              options={[
                { value: "", label: "Send nothing" },
                ...senders().filter(({ channel }) => channel === "sms")
                  .map((sender) => optionOf(sender, `Send by SMS from ${sender.label}`)),
              ]}
              value={draft().fallback?.senderId ?? ""}
              onChoose={chooseFallback}
            />
          )}
        </Field>
      </Show>
    </div>
  )
}
