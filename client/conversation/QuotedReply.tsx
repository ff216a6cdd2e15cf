import X from "lucide-solid/icons/x"
import { previewText } from "../../domain/conversation/MessageContent.ts"
import type { MessageItem } from "../../domain/conversation/TimelineItem.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { useDesk } from "../sync/createDesk.ts"
import { IconButton } from "../ui/IconButton.tsx"
import { quotedAuthor } from "./QuoteBlock.tsx"
import styles from "./QuotedReply.module.css"

export interface QuotedReplyProps {
  readonly item: MessageItem
  readonly row: InboxRow
  readonly onRemove: () => void
}

/** What the answer that is being written quotes, above the text. */
export const QuotedReply = (props: QuotedReplyProps) => {
  const desk = useDesk()
  return (
    <section class={styles.quoted} aria-label="Answer to">
      <p class={styles.words} role="status">
        <span class={styles.author}>{quotedAuthor(props.item, props.row, (id) => desk.user(id)?.name)}</span>
        <span class={styles.text}>{previewText(props.item)}</span>
      </p>
      <IconButton label="Answer without quoting" onClick={() => props.onRemove()}>
        <X />
      </IconButton>
    </section>
  )
}
