import { For } from "solid-js"
import { Skeleton } from "../ui/Skeleton.tsx"
import styles from "./RowSkeletons.module.css"

const widths = [
  ["42%", "88%"],
  ["54%", "72%"],
  ["36%", "92%"],
  ["48%", "62%"],
  ["38%", "82%"],
  ["34%", "90%"],
  ["44%", "70%"],
  ["38%", "54%"],
] as const

/** Rows of the size of those that come. */
export const RowSkeletons = () => (
  <div aria-hidden="true">
    <For each={widths}>
      {([name, preview]) => (
        <div class={styles.row}>
          <Skeleton width="36px" height="36px" radius="50%" />
          <div class={styles.lines}>
            <Skeleton width={name} height="11px" />
            <Skeleton width={preview} height="10px" />
            <Skeleton width="24%" height="9px" />
          </div>
        </div>
      )}
    </For>
  </div>
)
