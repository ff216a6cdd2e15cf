import { useScreen } from "../inbox/createScreen.ts"
import styles from "./WriteSwitch.module.css"

/** What is written: an answer to the customer, or a note for the team. */
export const WriteSwitch = () => {
  const screen = useScreen()
  const choose = (noting: boolean) => {
    screen.setNoting(noting)
    document.getElementById("reply")?.focus()
  }
  return (
    <div class={styles.switch} role="group" aria-label="Write">
      <button
        type="button"
        aria-pressed={!screen.noting()}
        data-tooltip="Reply to the customer"
        data-tooltip-key="R"
        onClick={() => choose(false)}
      >
        Reply
      </button>
      <button
        type="button"
        aria-pressed={screen.noting()}
        data-tooltip="Note for the team"
        data-tooltip-key="M"
        onClick={() => choose(true)}
      >
        Note
      </button>
    </div>
  )
}
