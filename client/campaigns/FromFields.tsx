import { For, Show } from "solid-js"
import type { Template } from "../../domain/template/Template.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Field } from "../ui/Field.tsx"
import input from "../ui/Input.module.css"
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
  return (
    <div class={byWhatsApp() ? styles.pair : undefined}>
      <Field label="Sender ID">
        {(control) => (
          <select
            id={control.id}
            class={input.input}
            value={draft().senderId ?? ""}
            onChange={(event) => chooseSender(event.currentTarget.value)}
          >
            <option value="">Choose a Sender ID</option>
            <For each={senders()}>
              {(sender) => (
                <option value={sender.id} selected={sender.id === draft().senderId}>
                  {sender.label} ({sender.channel === "sms" ? "SMS" : "WhatsApp"})
                </option>
              )}
            </For>
          </select>
        )}
      </Field>
      <Show when={byWhatsApp()}>
        <Field label="If WhatsApp fails">
          {(control) => (
            <select
              id={control.id}
              class={input.input}
              value={draft().fallback?.senderId ?? ""}
              onChange={(event) => chooseFallback(event.currentTarget.value)}
            >
              <option value="">Send nothing</option>
              <For each={senders().filter(({ channel }) => channel === "sms")}>
                {(sender) => (
                  <option value={sender.id} selected={sender.id === draft().fallback?.senderId}>
                    Send by SMS from {sender.label}
                  </option>
                )}
              </For>
            </select>
          )}
        </Field>
      </Show>
    </div>
  )
}
