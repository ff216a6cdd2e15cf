import { createMemo, Show } from "solid-js"
import { previewText, type Quote } from "../../domain/conversation/MessageContent.ts"
import type { MessageItem } from "../../domain/conversation/TimelineItem.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { contactName } from "../contact/contactName.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import { markMessages, shownOf } from "../../domain/conversation/messageMarks.ts"
import styles from "./QuoteBlock.module.css"

/** The message that another answers, above the answer; a click goes there. */
export const QuoteBlock = (props: { readonly quote: Quote; readonly row: InboxRow }) => {
  const desk = useDesk()
  const screen = useScreen()
  const quoted = createMemo(() => {
    const items = desk.timeline(props.row.id).items()
    const found = items.find((item): item is MessageItem =>
      item._tag === "Message" && item.providerId === props.quote.providerId
    )
    return found && shownOf(found, markMessages(items).of(found))
  })
  return (
    <Show
      when={quoted()}
      fallback={<span class={styles.quote}>{props.quote.text ?? "An earlier message"}</span>}
    >
      {(item) => (
        <button
          type="button"
          class={styles.quote}
          data-tooltip="Go to this message"
          onClick={() => screen.openMessage({ id: props.row.id, seq: item().seq, words: "" })}
        >
          <span class={styles.author}>{quotedAuthor(item(), props.row, (id) => desk.user(id)?.name)}</span>
          <span class={styles.text}>{previewText(item())}</span>
        </button>
      )}
    </Show>
  )
}

/** Who wrote what is quoted. */
export const quotedAuthor = (
  item: MessageItem,
  row: InboxRow,
  nameOf: (id: NonNullable<MessageItem["author"]>) => string | undefined,
): string =>
  item.direction === "in"
    ? contactName(row)
    : item.author === null
    ? "Automatic answer"
    : nameOf(item.author) ?? "Us"
