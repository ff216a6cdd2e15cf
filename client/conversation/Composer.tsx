import Clock from "lucide-solid/icons/clock"
import Send from "lucide-solid/icons/send"
import { createEffect, createMemo, createSignal, lazy, on, onMount, Show, Suspense } from "solid-js"
import { textLengthMax } from "../../domain/conversation/MessageContent.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import type { MessageItem } from "../../domain/conversation/TimelineItem.ts"
import type { SendVerdict } from "../../domain/sending/SendPolicy.ts"
import { typedEmojiName } from "../emoji/typedEmojiName.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { createUploads, groupsOf } from "../media/createUploads.ts"
import { mmsLimitOf } from "../media/mmsLimitOf.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { createMediaQuery } from "../ui/createMediaQuery.ts"
import styles from "./Composer.module.css"
import { ComposerMeta } from "./ComposerMeta.tsx"
import { ComposerNotice } from "./ComposerNotice.tsx"
import { ComposerTools } from "./ComposerTools.tsx"
import { fitToText } from "./fitToText.ts"
import { NoteForm } from "./NoteForm.tsx"
import { rowVerdict, sameVerdict } from "./rowVerdict.ts"
import { quotableFrom, useQuoting } from "./Quoting.ts"
import { WriteSwitch } from "./WriteSwitch.tsx"

const ComposerBlocked = lazy(() =>
  import("./ComposerBlocked.tsx").then((it) => ({ default: it.ComposerBlocked }))
)
const BotAnswering = lazy(() => import("./BotAnswering.tsx").then((it) => ({ default: it.BotAnswering })))
const CheaperText = lazy(() => import("./CheaperText.tsx").then((it) => ({ default: it.CheaperText })))
const QuotedReply = lazy(() => import("./QuotedReply.tsx").then((it) => ({ default: it.QuotedReply })))
const EmojiCompletions = lazy(() =>
  import("../emoji/EmojiCompletions.tsx").then((it) => ({ default: it.EmojiCompletions }))
)
const ScheduleDialog = lazy(() =>
  import("./ScheduleDialog.tsx").then((it) => ({ default: it.ScheduleDialog }))
)
const AttachmentTray = lazy(() =>
  import("../media/AttachmentTray.tsx").then((it) => ({ default: it.AttachmentTray }))
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
          when={!props.row.bot && mayBeWritten() && mayReply()}
          fallback={
            <>
              <Suspense>
                <Show
                  when={props.row.bot}
                  fallback={<ComposerBlocked row={props.row} verdict={verdict()} />}
                >
                  {(bot) => <BotAnswering row={props.row} bot={bot()} mayReply={mayReply()} />}
                </Show>
              </Suspense>
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
  const quoting = useQuoting()
  const touch = createMediaQuery("(pointer: coarse)")
  let input: HTMLTextAreaElement | undefined
  let form: HTMLFormElement | undefined
  /** From the first emoji name on that is begun: until then nothing of them is loaded. */
  const [naming, setNaming] = createSignal(false)
  const text = () => screen.drafts.get(props.row.id)
  /** What will wait for business hours is put in the queue (SEND-10). */
  const action = () => props.verdict._tag === "Wait" ? "Queue" : "Send"
  const uploads = createUploads(
    () => props.row.channel,
    () => mmsLimitOf(desk.directory(), props.row.senderId),
  )
  const isBlank = () => text().trim() === "" && uploads.files().length === 0
  const mayGo = () => !isBlank() && !uploads.busy() && uploads.problem() === null

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

  /** On a phone what goes with the message is behind a button, `14b`. */
  const [tools, setTools] = createSignal(false)
  /** On touch the input keeps the focus, and the keyboard stays. */
  const keepKeyboard = (event: PointerEvent) => touch() && event.preventDefault()
  const [scheduling, setScheduling] = createSignal(false)
  const send = (goesAt?: number) => {
    if (!mayGo()) return
    begunAt = null
    const message = text().trim()
    screen.drafts.set(props.row.id, "")
    setTools(false)
    const quoted = quoting.quoted()
    quoting.quote(null)
    const common = {
      ...(quoted ? { quoted: quoted.id } : {}),
      ...(goesAt === undefined ? {} : { goesAt }),
    }
    const [first = [], ...rest] = groupsOf(props.row.channel, uploads.take())
    void desk.send(props.row.id, message, desk.directory().me.id, { ...common, uploads: first })
    for (const group of rest) {
      void desk.send(props.row.id, "", desk.directory().me.id, { ...common, uploads: group })
    }
    input?.focus()
  }

  /** In an empty box the arrows go through what can be quoted; whether they did. */
  const quoteByKey = (key: string): boolean => {
    if (key === "Escape" && quoting.quoted() !== null) {
      quoting.quote(null)
      return true
    }
    const canQuote = desk.directory().quotingSenders.includes(props.row.senderId)
    if (text() !== "" || !canQuote || (key !== "ArrowUp" && key !== "ArrowDown")) return false
    const messages = desk.timeline(props.row.id).items().filter((item) => item._tag === "Message")
    quoting.quote(quotableFrom(messages, quoting.quoted(), key === "ArrowUp" ? -1 : 1))
    return true
  }

  const onKeyDown = (event: KeyboardEvent) => {
    // The Enter that ends a composition belongs to the input method.
    if (event.isComposing || event.keyCode === 229) return
    if (event.key === "/" && text() === "") {
      event.preventDefault()
      screen.setDialog("template")
      return
    }
    if (quoteByKey(event.key)) {
      event.preventDefault()
      event.stopPropagation()
      return
    }
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
      data-tools={tools()}
      onDragOver={(event) => event.dataTransfer?.types.includes("Files") && event.preventDefault()}
      onDrop={(event) => {
        const dropped = event.dataTransfer?.files
        if (!dropped || dropped.length === 0) return
        event.preventDefault()
        uploads.add(dropped)
      }}
      onPaste={(event) => {
        const pasted = event.clipboardData?.files
        if (!pasted || pasted.length === 0) return
        event.preventDefault()
        uploads.add(pasted)
      }}
      onSubmit={(event) => {
        event.preventDefault()
        askOrSend()
      }}
    >
      <Suspense>
        <Show when={scheduling()}>
          <ScheduleDialog row={props.row} onSchedule={send} onClose={() => setScheduling(false)} />
        </Show>
      </Suspense>
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
        <Show when={quoting.quoted()}>
          {(item) => <QuotedReply item={item()} row={props.row} onRemove={() => quoting.quote(null)} />}
        </Show>
      </Suspense>
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
      <Suspense>
        <Show when={uploads.files().length > 0}>
          <AttachmentTray uploads={uploads} />
        </Show>
      </Suspense>
      <Suspense>
        <Show when={props.row.channel === "sms" && text().trim() !== ""}>
          <CheaperText text={text()} onReplace={replace} />
        </Show>
      </Suspense>
      <div class={styles.foot}>
        <ComposerTools
          open={tools()}
          onOpen={setTools}
          onPointerDown={keepKeyboard}
          onFiles={uploads.add}
          field={() => input}
          beside={() => form}
          onSchedule={isBlank() ? null : () => setScheduling(true)}
        />
        <ComposerMeta row={props.row} text={text()} files={uploads.files()} />
        <Button
          type="submit"
          variant="primary"
          class={styles.send}
          disabled={!mayGo()}
          aria-label={action()}
          data-tooltip={action()}
          data-tooltip-key="Ctrl Enter"
          onPointerDown={keepKeyboard}
        >
          <span class={styles.sendWord}>{action()}</span>
          <Show when={action() === "Queue"} fallback={<Send aria-hidden="true" />}>
            <Clock aria-hidden="true" />
          </Show>
        </Button>
      </div>
    </form>
  )
}
