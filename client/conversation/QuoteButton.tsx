import Reply from "lucide-solid/icons/reply"
import { Show } from "solid-js"
import type { MessageItem } from "../../domain/conversation/TimelineItem.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { useDesk } from "../sync/createDesk.ts"
import { IconButton } from "../ui/IconButton.tsx"
import styles from "./QuoteButton.module.css"
import { isQuotable, useQuoting } from "./Quoting.ts"

/** Beside a message: the next answer quotes it. Where the provider passes quotes on; in the reply box Arrow up does the same. */
export const QuoteButton = (props: { readonly item: MessageItem; readonly row: InboxRow }) => {
  const desk = useDesk()
  const quoting = useQuoting()
  return (
    <Show when={isQuotable(props.item) && desk.directory().quotingSenders.includes(props.row.senderId)}>
      <IconButton
        label="Answer this message"
        class={styles.quote}
        onClick={() => {
          quoting.quote(props.item)
          document.getElementById("reply")?.focus()
        }}
      >
        <Reply />
      </IconButton>
    </Show>
  )
}
