import Send from "lucide-solid/icons/send"
import { createEffect, createMemo, createSignal, lazy, on, onMount, Show, Suspense } from "solid-js"
import { textLengthMax } from "../../domain/conversation/MessageContent.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import type { MessageItem } from "../../domain/conversation/TimelineItem.ts"
import type { SendVerdict } from "../../domain/sending/SendPolicy.ts"
import { typedEmojiName } from "../emoji/Emoji.ts"
import { EmojiButton } from "../emoji/EmojiButton.tsx"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { createMediaQuery } from "../ui/createMediaQuery.ts"
import styles from "./Composer.module.css"
import { CheaperText } from "./CheaperText.tsx"
import { ComposerBlocked } from "./ComposerBlocked.tsx"
import { ComposerMeta } from "./ComposerMeta.tsx"
import { ComposerNotice } from "./ComposerNotice.tsx"
import { fitToText } from "./fitToText.ts"
import { NoteForm } from "./NoteForm.tsx"
import { rowVerdict, sameVerdict } from "./rowVerdict.ts"
import { WriteSwitch } from "./WriteSwitch.tsx"

const EmojiCompletions = lazy(() =>
  import("../emoji/EmojiCompletions.tsx").then((it) => ({ default: it.EmojiCompletions }))
)
const AnsweredDialog = lazy(() =>
  import("./AnsweredDialog.tsx").then((it) => ({ default: it.AnsweredDialog }))
)

export interface ComposerProps {
  readonly row: InboxRow
  readonly onTyping: () => void
}

/** Where a message is written, or the reason why none can be: from the decision that the server takes (SEND-10). */
export const Composer = (props: ComposerProps) => {
  const desk = useDesk()
  const screen = useScreen()
  const verdict = createMemo(() => rowVerdict(desk, props.row), undefined, { equals: sameVerdict })
  const mayBeWritten = () => verdict()._tag === "Go" || verdict()._tag === "Wait"
  /** The Sender ID is shared with them, or the conversation was given to them. */
  const mayReply = () =>
    desk.sender(props.row.senderId) !== undefined ||
    (props.row.givenToMe && props.row.owner === desk.directory().me.id)
  return (
    <div class={styles.dock}>
      <Show when={!screen.noting()} fallback={<NoteForm row={props.row} />}>
        <Show
          when={mayBeWritten() && mayReply()}
          fallback={
            <>
              <ComposerBlocked row={props.row} verdict={verdict()} />
              <div class={styles.instead}>
                <WriteSwitch />
              </div>
            </>
          }
        >
          <ComposerForm onTyping={props.onTyping} row={props.row} verdict={verdict()} />
        </Show>
      </Show>
    </div>
  )
}

const ComposerForm = (props: ComposerProps & { readonly verdict: SendVerdict }) => {
  const desk = useDesk()
  const screen = useScreen()
  const touch = createMediaQuery("(pointer: coarse)")
  let input: HTMLTextAreaElement | undefined
  let form: HTMLFormElement | undefined
  /** From the first emoji name on that is begun: until then nothing of them is loaded. */
  const [naming, setNaming] = createSignal(false)
  const text = () => screen.drafts.get(props.row.id)
  const isBlank = () => text().trim() === ""

  const fit = () => fitToText(input)
  onMount(fit)
  createEffect(on(text, fit, { defer: true }))

  /** The newest item when the text was begun: an answer of someone else after it is news to the writer (ASSIGN-5). */
  let begunAt: number | null = isBlank() ? null : props.row.lastSeq
  const [answered, setAnswered] = createSignal<MessageItem | null>(null)
  const answerSince = (seq: number): MessageItem | undefined =>
    desk.timeline(props.row.id).items().findLast((item): item is MessageItem =>
      item._tag === "Message" && item.direction === "out" && item.seq > seq &&
      item.author !== null && item.author !== desk.directory().me.id
    )
  const onInput = (value: string) => {
    screen.drafts.set(props.row.id, value)
    if (typedEmojiName(value, input?.selectionStart ?? 0)) setNaming(true)
    if (value.trim() === "") begunAt = null
    else {
      begunAt ??= props.row.lastSeq
      props.onTyping()
    }
  }
  const replace = (value: string) => {
    onInput(value)
    input?.focus()
  }
  const askOrSend = () => {
    const answer = begunAt === null || isBlank() ? undefined : answerSince(begunAt)
    if (answer) setAnswered(answer)
    else send()
  }
  /** The answer is known now, and asked about only once. */
  const leaveQuestion = () => {
    begunAt = props.row.lastSeq
    setAnswered(null)
    input?.focus()
  }

  const send = () => {
    if (isBlank()) return
    begunAt = null
    const message = text().trim()
    screen.drafts.set(props.row.id, "")
    void desk.send(props.row.id, message, desk.directory().me.id)
    input?.focus()
  }

  const onKeyDown = (event: KeyboardEvent) => {
    // The Enter that ends a composition belongs to the input method.
    if (event.isComposing || event.keyCode === 229) return
    if (event.key === "Escape") {
      event.stopPropagation()
      document.getElementById("conversation-list")?.focus()
    }
    if (event.key !== "Enter") return
    const always = event.ctrlKey || event.metaKey
    if (always || (!event.shiftKey && !event.altKey && !touch())) {
      event.preventDefault()
      askOrSend()
    }
  }

  return (
    <form
      ref={form}
      class={styles.composer}
      onSubmit={(event) => {
        event.preventDefault()
        askOrSend()
      }}
    >
      <Show when={answered()}>
        {(answer) => (
          <AnsweredDialog
            answer={answer()}
            onSend={() => {
              leaveQuestion()
              send()
            }}
            onEdit={leaveQuestion}
            onDiscard={() => {
              onInput("")
              leaveQuestion()
            }}
          />
        )}
      </Show>
      <ComposerNotice row={props.row} verdict={props.verdict} />
      <Suspense>
        <Show when={naming() && input}>{(field) => <EmojiCompletions field={field()} />}</Show>
      </Suspense>
      <textarea
        ref={input}
        id="reply"
        class={styles.input}
        rows={1}
        maxLength={textLengthMax}
        placeholder="Write a message"
        aria-label="Message"
        aria-describedby="composer-meta"
        dir="auto"
        enterkeyhint={touch() ? "enter" : "send"}
        value={text()}
        onInput={(event) => onInput(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <CheaperText channel={props.row.channel} text={text()} onReplace={replace} />
      <div class={styles.foot}>
        <div class={styles.tools}>
          <EmojiButton field={() => input} beside={() => form} />
        </div>
        <WriteSwitch />
        <ComposerMeta row={props.row} text={text()} />
        <Button
          type="submit"
          variant="primary"
          class={styles.send}
          disabled={isBlank()}
          aria-label="Send"
          data-tooltip="Send"
          data-tooltip-key="Ctrl Enter"
          // On touch the input keeps the focus, and the keyboard stays.
          onPointerDown={(event) => touch() && event.preventDefault()}
        >
          <span class={styles.sendWord}>Send</span>
          <Send aria-hidden="true" />
        </Button>
      </div>
    </form>
  )
}
