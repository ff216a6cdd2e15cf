import { For, lazy, Show, Suspense } from "solid-js"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import type { OutboxEntry } from "../sync/Outbox.ts"
import { Button } from "../ui/Button.tsx"
import { clockTime } from "../ui/DeskTime.ts"
import { Ticks } from "../ui/Ticks.tsx"
import { Bubble } from "./Bubble.tsx"
import { NoteCard } from "./NoteLine.tsx"
import { MessageNote } from "./MessageNote.tsx"

const QuoteBlock = lazy(() => import("./QuoteBlock.tsx").then((it) => ({ default: it.QuoteBlock })))

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
    const kind = props.entry.mentions ? "note" : "reply"
    const before = screen.drafts.get(props.row.id, kind)
    screen.drafts.set(props.row.id, before === "" ? props.entry.text : `${props.entry.text}\n${before}`, kind)
    desk.outbox.remove(props.entry.messageId)
    screen.setNoting(kind === "note")
  }
  const quote = () => {
    const { quoted } = props.entry
    const item = desk.timeline(props.row.id).items().find((one) =>
      one._tag === "Message" && one.id === quoted
    )
    return item?._tag === "Message" && item.providerId !== null
      ? { providerId: item.providerId, text: null }
      : null
  }
  const author = () => desk.user(props.entry.userId)?.name ?? null
  const Meta = () => (
    <>
      <time>{clockTime(props.entry.at)}</time>
      <Ticks status={props.entry.refusal === null ? "queued" : "failed"} />
    </>
  )
  const Note = (note: { readonly waiting: string; readonly failed: string }) => (
    <Show
      when={props.entry.refusal}
      fallback={
        <Show when={!desk.online()}>
          <MessageNote tone="quiet" text={note.waiting} />
        </Show>
      }
    >
      {(refusal) => (
        <MessageNote tone="danger" lead={note.failed} text={refusal()}>
          <Button variant="link" onClick={edit}>Edit</Button>
          <Button variant="link" onClick={() => desk.outbox.remove(props.entry.messageId)}>
            Discard
          </Button>
        </MessageNote>
      )}
    </Show>
  )
  const Message = () => (
    <Bubble
      direction="out"
      channel={props.row.channel}
      first={props.first}
      author={author()}
      look={props.entry.refusal === null ? "waiting" : "failed"}
      text={
        <>
          <Suspense>
            <Show when={quote()}>{(of) => <QuoteBlock quote={of()} row={props.row} />}</Show>
          </Suspense>
          <For each={props.entry.uploads}>
            {(file) => <em>{`${file.name} `}</em>}
          </For>
          {props.entry.text}
        </>
      }
      meta={<Meta />}
      note={<Note waiting="Waiting for the connection. It sends by itself." failed="Not sent." />}
    />
  )
  return (
    <Show when={props.entry.mentions} fallback={<Message />}>
      {(mentions) => (
        <>
          <NoteCard
            author={author()}
            text={props.entry.text}
            mentions={mentions()}
            words={null}
            meta={<Meta />}
          />
          <Note waiting="Waiting for the connection. It is saved by itself." failed="Not saved." />
        </>
      )}
    </Show>
  )
}
