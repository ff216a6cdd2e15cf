import { For, Show } from "solid-js"
import { botNameMax } from "../../../domain/rpc/BotRpcs.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Switch } from "../../ui/Switch.tsx"
import { TextField } from "../../ui/TextField.tsx"
import styles from "./BotsPage.module.css"
import type { BotForm } from "./createBotForm.ts"

interface TextProps {
  readonly label: string
  readonly hint: string
  readonly value: string
  /** Shown once something was typed. */
  readonly problem: string | null
  readonly onInput: (value: string) => void
  readonly numeric?: boolean
  readonly max?: number
}

const Text = (props: TextProps) => (
  <TextField
    label={props.label}
    hint={props.hint}
    error={props.value === "" ? null : props.problem}
    inputMode={props.numeric ? "numeric" : undefined}
    maxLength={props.max}
    autocomplete="off"
    spellcheck={false}
    value={props.value}
    onInput={(text) => props.onInput(text)}
  />
)

/** What can be decided about a bot. */
export const BotFields = (props: { readonly form: BotForm }) => {
  const desk = useDesk()
  const form = () => props.form
  const takenBy = (id: string) => desk.directory().senders.find((sender) => sender.id === id)?.bot
  return (
    <>
      <Text
        label="Name"
        hint="Agents see it beside the bot’s messages. Customers do not."
        value={form().name()}
        problem={form().problems().name}
        onInput={form().setName}
        max={botNameMax}
      />
      <Text
        label="Webhook address"
        hint="The desk posts each incoming message there, signed."
        value={form().url()}
        problem={form().problems().url}
        onInput={form().setUrl}
        max={2048}
      />
      <Text
        label="Time limit in seconds"
        hint="A bot that does not answer is asked again for about a minute. Then people get the conversation, and also after three minutes without a message from it."
        value={form().limit()}
        problem={form().problems().limit}
        onInput={form().setLimit}
        numeric
        max={2}
      />
      <Text
        label="Answers again after, in hours"
        hint="Where people took over, the bot answers first again once nobody has written for so long."
        value={form().quiet()}
        problem={form().problems().quiet}
        onInput={form().setQuiet}
        numeric
        max={3}
      />
      <fieldset class={styles.senders}>
        <legend class={styles.legend}>Answers first on</legend>
        <For each={desk.directory().senders} fallback={<p class={styles.meta}>There is no Sender ID yet.</p>}>
          {(sender) => (
            <div class={styles.sender}>
              <Switch
                label={sender.label}
                checked={form().senders().includes(sender.id)}
                onChange={(on) => form().toggle(sender.id, on)}
              />
              <Show when={!form().senders().includes(sender.id) && takenBy(sender.id)}>
                {(bot) => <span class={styles.meta}>{bot().name} answers here now</span>}
              </Show>
            </div>
          )}
        </For>
      </fieldset>
    </>
  )
}
