import ArrowLeftRight from "lucide-solid/icons/arrow-left-right"
import Clock from "lucide-solid/icons/clock"
import Hourglass from "lucide-solid/icons/hourglass"
import { createMemo, Match, Switch } from "solid-js"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { soleOwner } from "../../domain/sender/Sender.ts"
import type { SendVerdict } from "../../domain/sending/SendPolicy.ts"
import { useDesk } from "../sync/createDesk.ts"
import { timeLeftInWords } from "../ui/DeskTime.ts"
import styles from "./Composer.module.css"
import { goesAt, waitReason } from "./statusText.ts"
import { windowLeft } from "./windowLeft.ts"

const noticeBelowMillis = 2 * 60 * 60 * 1000

/** What one should know before sending, above the text. */
export const ComposerNotice = (props: { readonly row: InboxRow; readonly verdict: SendVerdict }) => {
  const desk = useDesk()
  const left = createMemo(() => {
    const millis = windowLeft(props.row, desk.clock.now())
    return millis !== null && millis < noticeBelowMillis ? timeLeftInWords(millis) : null
  })
  const wait = () => props.verdict._tag === "Wait" ? props.verdict : null
  /** Whose inbox it leaves when I answer: on a shared Sender ID the sender becomes the owner (INBOX-4). */
  const formerOwner = () => {
    const { owner, senderId } = props.row
    const sender = desk.sender(senderId)
    if (owner === null || owner === desk.directory().me.id || !sender || soleOwner(sender) !== null) {
      return undefined
    }
    return desk.user(owner)
  }
  return (
    <Switch>
      <Match when={wait()}>
        {(waiting) => (
          <p class={styles.notice} data-tone={waiting().windowClosesFirst ? "warn" : undefined}>
            <Clock aria-hidden="true" />
            <span>
              <strong>{goesAt(waiting(), desk.clock.now())}</strong> – {waitReason[waiting().why]}
              {waiting().windowClosesFirst &&
                ". The 24-hour window will have closed by then: choose a template"}
            </span>
          </p>
        )}
      </Match>
      <Match when={left()}>
        {(words) => (
          <p class={styles.notice} data-tone="warn">
            <Hourglass aria-hidden="true" />
            <span>
              <strong>{words()} left</strong> to reply freely. After that you need a template.
            </span>
          </p>
        )}
      </Match>
      <Match when={formerOwner()}>
        {(owner) => (
          <p class={styles.notice}>
            <ArrowLeftRight aria-hidden="true" />
            <span>
              Sending a reply makes <strong>you</strong> the owner. It leaves {owner().name}’s inbox.
            </span>
          </p>
        )}
      </Match>
    </Switch>
  )
}
