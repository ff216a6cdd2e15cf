import { Result } from "effect"
import { createMemo, For, lazy, Match, Show, Suspense, Switch } from "solid-js"
import { isOpen } from "../../domain/conversation/MessageStatus.ts"
import type { MessageItem } from "../../domain/conversation/TimelineItem.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { matchesOfWords } from "../../domain/search/TextMatch.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { clockTime, fullTime } from "../ui/DeskTime.ts"
import { Marked } from "../ui/Marked.tsx"
import { Ticks } from "../ui/Ticks.tsx"
import { useToast } from "../ui/Toaster.tsx"
import { Bubble } from "./Bubble.tsx"
import styles from "./MessageBubble.module.css"
import { type MessageMarks, shownOf } from "../../domain/conversation/messageMarks.ts"
import { MessageNote } from "./MessageNote.tsx"
import { problemText } from "./problemText.ts"
import { QuoteButton } from "./QuoteButton.tsx"
import { isRich } from "./isRich.ts"
import { statusText, undeliveredHours } from "./statusText.ts"

const FailedActions = lazy(() => import("./FailedActions.tsx").then((it) => ({ default: it.FailedActions })))
const FilledTemplate = lazy(() =>
  import("../templates/FilledTemplate.tsx").then((it) => ({ default: it.FilledTemplate }))
)
const MediaTile = lazy(() => import("../media/MediaTile.tsx").then((it) => ({ default: it.MediaTile })))
const MessageMarksLine = lazy(() =>
  import("./MessageMarksLine.tsx").then((it) => ({ default: it.MessageMarksLine }))
)
const QuoteBlock = lazy(() => import("./QuoteBlock.tsx").then((it) => ({ default: it.QuoteBlock })))
const RichContent = lazy(() => import("./RichContent.tsx").then((it) => ({ default: it.RichContent })))
const TemplateButtons = lazy(() =>
  import("../templates/TemplateButtons.tsx").then((it) => ({ default: it.TemplateButtons }))
)

/** A wait shorter than this is the way of every message. */
const waitShownAfterMillis = 4_000

export interface MessageBubbleProps {
  readonly item: MessageItem
  readonly first: boolean
  readonly marks: MessageMarks | null
  readonly row: InboxRow
}

export const MessageBubble = (props: MessageBubbleProps) => {
  const desk = useDesk()
  const screen = useScreen()
  const item = () => props.item
  const shown = createMemo(() => shownOf(props.item, props.marks))
  const author = () => {
    if (props.item.answers !== null) return "Automatic answer"
    if (props.item.campaign) return `Campaign: ${props.item.campaign.name}`
    if (props.item.bot) return props.item.bot.name
    if (props.item.echoed) return "From the phone"
    const name = props.item.author === null ? null : desk.user(props.item.author)?.name ?? null
    return name !== null && props.item.template ? `${name} · Template` : name
  }
  const found = () => {
    const target = screen.target()
    return target?.id === props.row.id && target.seq === props.item.seq ? target.words : null
  }
  const look = () => {
    const status = props.item.status
    if (status === "failed") return "failed"
    return status !== null && isOpen(status) ? "waiting" : "plain"
  }
  return (
    <Bubble
      direction={props.item.direction}
      channel={props.row.channel}
      first={props.first}
      author={author()}
      byBot={props.item.bot !== undefined}
      look={look()}
      text={<Content item={shown()} row={props.row} found={found()} />}
      meta={
        <>
          <time data-tooltip={fullTime(item().at)}>{clockTime(item().at)}</time>
          <Show when={item().status}>
            {(status) => <Ticks status={status()} tooltip={statusText(item(), desk.clock.now())} />}
          </Show>
        </>
      }
      below={
        <Suspense>
          <Show when={item().template}>{(use) => <TemplateButtons buttons={use().buttons} />}</Show>
        </Suspense>
      }
      actions={<QuoteButton item={shown()} row={props.row} />}
      note={
        <>
          <Suspense>
            <Show when={props.marks}>
              {(marks) => <MessageMarksLine marks={marks()} row={props.row} />}
            </Show>
          </Suspense>
          <Note item={props.item} row={props.row} />
        </>
      }
    />
  )
}

interface ContentProps {
  readonly item: MessageItem
  readonly row: InboxRow
  /** The words for which the message was found. */
  readonly found: string | null
}

const Words = (props: ContentProps) => (
  <Show when={props.found} fallback={props.item.text}>
    {(found) => <Marked text={props.item.text} ranges={matchesOfWords(props.item.text, found())} strong />}
  </Show>
)

const Content = (props: ContentProps) => (
  <>
    <Show when={props.item.forwarded}>
      <span class={styles.forwarded}>Forwarded</span>
    </Show>
    <Suspense>
      <Show when={props.item.quote}>{(quote) => <QuoteBlock quote={quote()} row={props.row} />}</Show>
    </Suspense>
    <For each={props.item.media}>
      {(file, position) => (
        <Suspense fallback={file.name ?? "File"}>
          <MediaTile
            file={file}
            conversationId={props.row.id}
            messageId={props.item.id}
            position={position()}
          />
        </Suspense>
      )}
    </For>
    <Show when={props.item.kind === "erased"}>
      <em>Erased</em>
    </Show>
    <Show
      when={props.item.kind === "unsupported"}
      fallback={
        <Suspense fallback={props.item.text}>
          <Switch fallback={<Words {...props} />}>
            <Match when={isRich(props.item)}>
              <RichContent content={props.item} />
            </Match>
            <Match when={props.item.template}>
              {(use) => (
                <FilledTemplate use={use()} hasFile={props.item.media.length > 0}>
                  <Words {...props} />
                </FilledTemplate>
              )}
            </Match>
          </Switch>
        </Suspense>
      }
    >
      <em class={styles.unsupported}>
        {props.item.text ||
          "A message of a kind that cannot be shown here. Ask the customer to send it as text."}
      </em>
    </Show>
  </>
)

const Note = (props: { readonly item: MessageItem; readonly row: InboxRow }) => {
  const desk = useDesk()
  const toast = useToast()
  const lasting = createMemo(() =>
    props.item.status !== null && isOpen(props.item.status) && !props.item.unconfirmed &&
    (props.item.waitsFor !== null || desk.clock.now() - props.item.at > waitShownAfterMillis)
  )
  const orSay = async (title: string, answer: ReturnType<typeof desk.cancel>) => {
    const result = await answer
    if (Result.isFailure(result)) toast({ title, text: problemText(result.failure), error: true })
  }
  const cancel = () => orSay("Not cancelled", desk.cancel(props.row.id, props.item.id))
  const confirmSent = () => orSay("Not changed", desk.confirmSent(props.row.id, props.item.id))
  const undelivered = createMemo(() => undeliveredHours(props.item, desk.clock.now()) !== null)
  const Actions = () => (
    <Suspense>
      <FailedActions item={props.item} row={props.row} />
    </Suspense>
  )
  return (
    <Switch>
      <Match when={props.item.status === "failed"}>
        <MessageNote
          tone="danger"
          lead="Not sent."
          text={props.item.error?.text ?? "The network gave no reason."}
        >
          <Actions />
        </MessageNote>
      </Match>
      <Match when={props.item.unconfirmed}>
        <MessageNote tone="warn" lead="Not confirmed." text={props.item.error?.text ?? ""}>
          <Show when={props.item.error?.code !== "sent_again"}>
            <Button variant="link" onClick={() => void confirmSent()}>It was sent</Button>
            <Actions />
          </Show>
        </MessageNote>
      </Match>
      <Match when={props.item.status === "cancelled"}>
        <MessageNote tone="quiet" text={props.item.error?.text ?? "Cancelled. It was not sent."} />
      </Match>
      <Match when={undelivered()}>
        <MessageNote tone="quiet" text={statusText(props.item, desk.clock.now())} />
      </Match>
      <Match when={lasting()}>
        <MessageNote tone="quiet" text={statusText(props.item, desk.clock.now())}>
          <Show when={props.item.status === "queued" && desk.online()}>
            <Button variant="link" onClick={() => void cancel()}>Cancel</Button>
          </Show>
        </MessageNote>
      </Match>
    </Switch>
  )
}
