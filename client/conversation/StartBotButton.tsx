import Bot from "lucide-solid/icons/bot"
import { Result } from "effect"
import { Show } from "solid-js"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { useDesk } from "../sync/createDesk.ts"
import { IconButton } from "../ui/IconButton.tsx"
import { useToast } from "../ui/Toaster.tsx"
import { problemText } from "./problemText.ts"

/** Lets the Sender ID's bot answer (again); nothing where it has none, or where a bot answers. */
export const StartBotButton = (props: { readonly row: InboxRow }) => {
  const desk = useDesk()
  const toast = useToast()
  const bot = () => props.row.bot ? undefined : desk.sender(props.row.senderId)?.bot
  const start = async () => {
    const result = await desk.link.ask((client) => client["Bot.start"]({ id: props.row.id }))
    if (Result.isSuccess(result)) desk.rows.put(result.success)
    else toast({ title: "The bot was not started", text: problemText(result.failure), error: true })
  }
  return (
    <Show when={bot()}>
      {(mark) => (
        <IconButton
          label={`Let ${mark().name} answer`}
          disabled={!desk.online()}
          onClick={() => void start()}
        >
          <Bot />
        </IconButton>
      )}
    </Show>
  )
}
