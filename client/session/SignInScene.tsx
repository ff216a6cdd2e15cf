import { For, Show } from "solid-js"
import type { Channel } from "../../domain/sender/Sender.ts"
import type { MessageStatus } from "../../domain/conversation/MessageStatus.ts"
import { Avatar } from "../ui/Avatar.tsx"
import { Ticks } from "../ui/Ticks.tsx"
import styles from "./SignInScene.module.css"

interface Line {
  readonly from: string | null
  readonly channel: Channel
  readonly text: string
  readonly time?: string
  readonly status?: MessageStatus
}

const lines: ReadonlyArray<Line> = [
  { from: "Ruth Okafor", channel: "sms", text: "Can I move Thursday’s appointment to the morning?" },
  {
    from: null,
    channel: "sms",
    text: "Of course. Monday 9:40 or 11:20?",
    time: "14:23",
    status: "delivered",
  },
  { from: "Elena Marsh", channel: "whatsapp", text: "The label worked, thank you!" },
  {
    from: null,
    channel: "whatsapp",
    text: "Great. The courier comes on Monday.",
    time: "14:31",
    status: "read",
  },
  { from: "Theo Brandt", channel: "whatsapp", text: "Is the interview online?" },
]

/** The picture beside the sign-in form; it tells nothing that has to be read. */
export const SignInScene = () => (
  <aside class={styles.scene} data-theme="light" aria-hidden="true">
    <div class={styles.talk}>
      <For each={lines}>
        {(line) => (
          <div class={styles.line} data-out={line.from === null}>
            <Show when={line.from}>
              {(name) => <Avatar name={name()} size={36} channel={line.channel} />}
            </Show>
            <div class={styles.bubble} data-channel={line.from === null ? line.channel : undefined}>
              {line.text}
              <Show when={line.status}>
                {(status) => (
                  <span class={styles.meta}>
                    {line.time}
                    <Ticks status={status()} />
                  </span>
                )}
              </Show>
            </div>
            <Show when={line === lines.at(-1)}>
              <span class={styles.typing}>
                <i />
                <i />
                <i />
              </span>
            </Show>
          </div>
        )}
      </For>
      <p class={styles.title}>One inbox for SMS and WhatsApp</p>
      <p class={styles.text}>
        Every conversation has one owner, every message shows where it is, and nothing gets lost between
        shifts.
      </p>
    </div>
  </aside>
)
