import StickyNote from "lucide-solid/icons/sticky-note"
import { createMemo, type JSX, Show } from "solid-js"
import type { NoteItem } from "../../domain/conversation/TimelineItem.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { matchesOfWords } from "../../domain/search/TextMatch.ts"
import type { UserId } from "../../domain/user/User.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import { clockTime, fullTime } from "../ui/DeskTime.ts"
import { Marked } from "../ui/Marked.tsx"
import { Tag } from "../ui/Tag.tsx"
import { mentionsIn } from "./mentionsIn.ts"
import styles from "./NoteLine.module.css"

/** A private note in the conversation (NOTE-1). */
export const NoteLine = (props: { readonly item: NoteItem; readonly row: InboxRow }) => {
  const desk = useDesk()
  const screen = useScreen()
  const words = () => {
    const target = screen.target()
    return target?.id === props.row.id && target.seq === props.item.seq ? target.words : null
  }
  return (
    <NoteCard
      author={desk.user(props.item.author)?.name ?? null}
      text={props.item.text}
      mentions={props.item.mentions}
      words={words()}
      meta={<time data-tooltip={fullTime(props.item.at)}>{clockTime(props.item.at)}</time>}
    />
  )
}

export interface NoteCardProps {
  readonly author: string | null
  /** Null once the person was erased. */
  readonly text: string | null
  readonly mentions: ReadonlyArray<UserId>
  /** The words for which it was found. */
  readonly words: string | null
  readonly meta: JSX.Element
}

/** Neither side's bubble: what only the team sees lies across the conversation, on a ground of its own. */
export const NoteCard = (props: NoteCardProps) => {
  const desk = useDesk()
  const mentionsMe = () => props.mentions.includes(desk.directory().me.id)
  const ranges = createMemo(() => {
    const text = props.text ?? ""
    if (props.words) return matchesOfWords(text, props.words)
    const users = desk.directory().users.filter((user) => props.mentions.includes(user.id))
    const found = mentionsIn(text, users)
    return found.filter(({ start }, index) => found[index - 1]?.start !== start)
  })
  return (
    <section class={styles.note} data-mine={mentionsMe()} aria-label="Note">
      <p class={styles.head}>
        <StickyNote aria-hidden="true" />
        <span>
          <strong>{props.author ?? "Someone"}</strong> noted, for the team only
        </span>
        <Show when={mentionsMe()}>
          <Tag tone="accent">Mentions you</Tag>
        </Show>
        <span class={styles.meta}>{props.meta}</span>
      </p>
      <Show when={props.text !== null} fallback={<em>Erased</em>}>
        <p class={styles.text} dir="auto">
          <Marked text={props.text ?? ""} ranges={ranges()} strong={Boolean(props.words)} />
        </p>
      </Show>
    </section>
  )
}
