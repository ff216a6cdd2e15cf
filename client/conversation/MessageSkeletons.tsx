import { For, Show } from "solid-js"
import { createSlow } from "../ui/createSlow.ts"
import { Skeleton } from "../ui/Skeleton.tsx"
import styles from "./MessageSkeletons.module.css"

const bubbles = [
  { width: "48%", height: "54px", out: false },
  { width: "62%", height: "58px", out: true },
  { width: "40%", height: "36px", out: false },
  { width: "56%", height: "54px", out: true },
  { width: "52%", height: "36px", out: false },
  { width: "50%", height: "36px", out: true },
]

export const MessageSkeletons = () => {
  const slow = createSlow(() => true)
  return (
    <div class={styles.skeletons} aria-busy="true">
      <Show when={slow()}>
        <For each={bubbles}>
          {(bubble) => (
            <div class={styles.line} data-out={bubble.out}>
              <Skeleton width={bubble.width} height={bubble.height} radius="14px" />
            </div>
          )}
        </For>
      </Show>
    </div>
  )
}
