import { Show } from "solid-js"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import type { OutboxEntry } from "../sync/Outbox.ts"
import { Button } from "../ui/Button.tsx"
import { clockTime } from "../ui/DeskTime.ts"
import { Ticks } from "../ui/Ticks.tsx"
import { Bubble } from "./Bubble.tsx"
import { MessageNote } from "./MessageNote.tsx"

export interface PendingBubbleProps {
  readonly entry: OutboxEntry
  readonly first: boolean
  readonly row: InboxRow
}

/** A message that the server has not taken yet: it waits for the connection, or was refused. */
export const PendingBubble = (props: PendingBubbleProps) => {
  const desk = useDesk()
  const screen = useScreen()
  const edit = () => {
    const before = screen.drafts.get(props.row.id)
    screen.drafts.set(props.row.id, before === "" ? props.entry.text : `${props.entry.text}\n${before}`)
    desk.outbox.remove(props.entry.messageId)
  }
  return (
    <Bubble
      direction="out"
      channel={props.row.channel}
      first={props.first}
      author={desk.user(props.entry.userId)?.name ?? null}
      look={props.entry.refusal === null ? "waiting" : "failed"}
      text={props.entry.text}
      meta={
        <>
          <time>{clockTime(props.entry.at)}</time>
          <Ticks status={props.entry.refusal === null ? "queued" : "failed"} />
        </>
      }
      note={
        <Show
          when={props.entry.refusal}
          fallback={
            <Show when={!desk.online()}>
              <MessageNote tone="quiet" text="Waiting for the connection. It sends by itself." />
            </Show>
          }
        >
          {(refusal) => (
            <MessageNote tone="danger" lead="Not sent." text={refusal()}>
              <Button variant="link" onClick={edit}>Edit</Button>
              <Button variant="link" onClick={() => desk.outbox.remove(props.entry.messageId)}>
                Discard
              </Button>
            </MessageNote>
          )}
        </Show>
      }
    />
  )
}
