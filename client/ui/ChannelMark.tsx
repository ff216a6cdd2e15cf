import { Match, Switch } from "solid-js"
import type { Channel } from "../../domain/sender/Sender.ts"
import styles from "./ChannelMark.module.css"

const handset =
  "M22 16.92v3a2 2 0 0 1-2.18 2 19.79 19.79 0 0 1-8.63-3.07 19.5 19.5 0 0 1-6-6 19.79 19.79 0 0 1-3.07-8.67A2 2 0 0 1 4.11 2h3a2 2 0 0 1 2 1.72c.127.96.361 1.903.7 2.81a2 2 0 0 1-.45 2.11L8.09 9.91a16 16 0 0 0 6 6l1.27-1.27a2 2 0 0 1 2.11-.45c.907.339 1.85.573 2.81.7A2 2 0 0 1 22 16.92z"

export const channelName = (channel: Channel): string => channel === "sms" ? "SMS" : "WhatsApp"

export interface ChannelMarkProps {
  readonly channel: Channel
  /** 14, 16, 17, 18, 20 or 28 px. */
  readonly size: number
  /** Where the channel's name stands beside it, the mark has none of its own. */
  readonly decorative?: boolean | undefined
}

/** SMS is a square bubble with dots, WhatsApp a round one with a handset: shape and colour always come together. */
export const ChannelMark = (props: ChannelMarkProps) => (
  <svg
    class={styles.mark}
    data-channel={props.channel}
    width={props.size}
    height={props.size}
    viewBox="0 0 20 20"
    role={props.decorative ? undefined : "img"}
    aria-hidden={props.decorative ? "true" : undefined}
    aria-label={props.decorative ? undefined : channelName(props.channel)}
  >
    <Switch>
      <Match when={props.channel === "sms"}>
        <path
          class={styles.ground}
          d="M4.6 1.2h10.8A3.6 3.6 0 0 1 19 4.8v7a3.6 3.6 0 0 1-3.6 3.6H9l-4.1 3.5c-.5.4-1.2.1-1.2-.6v-3A3.6 3.6 0 0 1 1 11.8v-7a3.6 3.6 0 0 1 3.6-3.6Z"
        />
        <g class={styles.glyph}>
          <circle cx="5.9" cy="8.4" r="1.35" />
          <circle cx="10" cy="8.4" r="1.35" />
          <circle cx="14.1" cy="8.4" r="1.35" />
        </g>
      </Match>
      <Match when={props.channel === "whatsapp"}>
        <path class={styles.ground} d="M10 .6a9.4 9.4 0 0 0-8.2 14L.7 19.3l4.8-1.1A9.4 9.4 0 1 0 10 .6Z" />
        <path class={styles.glyph} transform="translate(4.9 4.9) scale(.425)" d={handset} />
      </Match>
    </Switch>
  </svg>
)
