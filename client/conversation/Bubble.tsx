import Bot from "lucide-solid/icons/bot"
import { type JSX, Show } from "solid-js"
import type { Channel } from "../../domain/sender/Sender.ts"
import styles from "./Bubble.module.css"

export interface BubbleProps {
  readonly direction: "in" | "out"
  readonly channel: Channel
  readonly first: boolean
  /** Who wrote it, above the first of a group of ours. */
  readonly author: string | null
  readonly byBot?: boolean
  readonly look: "plain" | "waiting" | "failed"
  readonly text: JSX.Element
  /** Time and tick, at the end of the last line. */
  readonly meta: JSX.Element
  /** What belongs to the message below its bubble, as wide as that. */
  readonly below?: JSX.Element
  /** What one can do with it, beside it. */
  readonly actions?: JSX.Element
  /** What happened and what to do, below. */
  readonly note?: JSX.Element
}

export const Bubble = (props: BubbleProps) => (
  <div class={styles.message} data-direction={props.direction} data-first={props.first}>
    <Show when={props.first && props.author}>
      {(author) => (
        <p class={styles.author}>
          <Show when={props.byBot}>
            <Bot aria-hidden="true" />
          </Show>
          {author()}
        </p>
      )}
    </Show>
    <div class={styles.line}>
      <div class={styles.stack}>
        <div
          class={styles.bubble}
          data-channel={props.direction === "out" ? props.channel : undefined}
          data-look={props.look}
        >
          <span class={styles.text} dir="auto">{props.text}</span>
          <span class={styles.meta}>{props.meta}</span>
        </div>
        {props.below}
      </div>
      {props.actions}
    </div>
    {props.note}
  </div>
)
