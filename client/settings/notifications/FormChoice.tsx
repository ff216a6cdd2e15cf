import { For } from "solid-js"
import type { MailForm } from "../../../domain/notification/MailForm.ts"
import type { Channel } from "../../../domain/sender/Sender.ts"
import styles from "./MailTexts.module.css"

export interface MailChoice {
  readonly channel: Channel
  readonly form: MailForm
}

const choices: ReadonlyArray<MailChoice & { readonly label: string }> = [
  { channel: "whatsapp", form: "text", label: "WhatsApp" },
  { channel: "whatsapp", form: "media", label: "WhatsApp with files" },
  { channel: "sms", form: "text", label: "SMS" },
  { channel: "sms", form: "media", label: "SMS with files" },
]

/** Which of the four mails is meant. */
export const FormChoice = (props: MailChoice & { readonly onChange: (choice: MailChoice) => void }) => (
  <div class={styles.choices} role="group" aria-label="Which email">
    <For each={choices}>
      {({ channel, form, label }) => (
        <button
          type="button"
          class={styles.one}
          aria-pressed={props.channel === channel && props.form === form}
          onClick={() => props.onChange({ channel, form })}
        >
          {label}
        </button>
      )}
    </For>
  </div>
)
