import Bot from "lucide-solid/icons/bot"
import { Result } from "effect"
import { createSignal, Show } from "solid-js"
import type { BotMark } from "../../domain/bot/BotMark.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { useToast } from "../ui/Toaster.tsx"
import styles from "./BotAnswering.module.css"
import { problemText } from "./problemText.ts"

export interface BotAnsweringProps {
  readonly row: InboxRow
  readonly bot: BotMark
  /** The Sender ID is shared with them, or the conversation was given to them. */
  readonly mayReply: boolean
}

/** Stands where the composer would while a bot answers (BOT-1): whoever wants to write takes over first. */
export const BotAnswering = (props: BotAnsweringProps) => {
  const desk = useDesk()
  const toast = useToast()
  const [busy, setBusy] = createSignal(false)
  const takeOver = async () => {
    setBusy(true)
    const result = await desk.link.ask((client) => client["Bot.end"]({ id: props.row.id }))
    setBusy(false)
    if (Result.isSuccess(result)) desk.rows.put(result.success)
    else toast({ title: "Not taken over", text: problemText(result.failure), error: true })
  }
  return (
    <section class={styles.card} id="reply" tabindex="-1" aria-label={`${props.bot.name} is answering`}>
      <span class={styles.icon} aria-hidden="true">
        <Bot />
      </span>
      <div class={styles.words}>
        <h3 class={styles.title}>{props.bot.name} is answering</h3>
        <p class={styles.text}>
          {props.row.waitingSince === null ? "" : "It has not answered the last message yet. "}
          <Show when={props.mayReply} fallback="This Sender ID is not shared with you, so you can only read.">
            Take over to reply yourself. The bot stops in this conversation.
          </Show>
        </p>
      </div>
      <Show when={props.mayReply}>
        <Button
          variant="primary"
          disabled={!desk.online()}
          busy={busy() ? "Taking over" : undefined}
          onClick={() => void takeOver()}
        >
          Take over
        </Button>
      </Show>
    </section>
  )
}
