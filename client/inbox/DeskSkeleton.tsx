import { For, Show } from "solid-js"
import { createSlow } from "../ui/createSlow.ts"
import { Logo } from "../ui/Logo.tsx"
import { Skeleton } from "../ui/Skeleton.tsx"
import styles from "./DeskPage.module.css"
import rail from "./Rail.module.css"
import { RowSkeletons } from "./RowSkeletons.tsx"

/** The frame of the desk until the server has said who is there; only when that takes longer than a blink. */
export const DeskSkeleton = () => {
  const slow = createSlow(() => true)
  return (
    <div class={styles.desk} data-panel="false" aria-busy="true">
      <aside class={rail.rail}>
        <div class={rail.brand}>
          <Logo size={24} />
          <span class={rail.label}>Converse Desk</span>
        </div>
        <Show when={slow()}>
          <div class={rail.skeletons}>
            <For each={[150, 110, 130, 90]}>
              {(width) => <Skeleton width={`min(100%, ${width}px)`} height="14px" />}
            </For>
          </div>
        </Show>
      </aside>
      <main class={styles.main}>
        <section class={styles.list}>
          <Show when={slow()}>
            <RowSkeletons />
          </Show>
        </section>
        <section class={styles.conversation} />
      </main>
    </div>
  )
}
