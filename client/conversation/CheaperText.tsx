import Coins from "lucide-solid/icons/coins"
import { createMemo, Show } from "solid-js"
import { cheaperText, countSegments } from "../../domain/sending/segments.ts"
import { Button } from "../ui/Button.tsx"
import styles from "./Composer.module.css"

/** Of many costly characters as many are named. */
const namedMax = 3

export interface CheaperTextProps {
  readonly text: string
  readonly onReplace: (text: string) => void
}

/** What typographic characters cost in an SMS, and the way out (SEND-11). */
export const CheaperText = (props: CheaperTextProps) => {
  const cheaper = createMemo(() => cheaperText(props.text))
  return (
    <Show when={cheaper()}>
      {(plain) => (
        <p class={styles.costs} role="status">
          <Coins aria-hidden="true" />
          <span>
            {plain().costly.slice(0, namedMax).join(" ")} {plain().costly.length === 1 ? "makes" : "make"}
            {" "}
            this {countSegments(props.text).segments} SMS instead of {plain().segments}.
          </span>
          <Button variant="link" onClick={() => props.onReplace(plain().text)}>Use plain characters</Button>
        </p>
      )}
    </Show>
  )
}
