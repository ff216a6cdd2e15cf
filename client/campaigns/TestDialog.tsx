import { Result } from "effect"
import { createSignal, For } from "solid-js"
import type { Recipient, TestOutcome } from "../../domain/campaign/Campaign.ts"
import type { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import { parseTypedNumber } from "../../domain/contact/PhoneNumber.ts"
import { formatNumber } from "../contact/formatNumber.ts"
import { problemText } from "../conversation/problemText.ts"
import { useDesk } from "../sync/createDesk.ts"
import { newMessageId } from "../sync/newMessageId.ts"
import { Button } from "../ui/Button.tsx"
import { Field } from "../ui/Field.tsx"
import input from "../ui/Input.module.css"
import { Modal } from "../ui/Modal.tsx"
import { zoneTime } from "../ui/ZoneTime.ts"
import styles from "./CampaignComposer.module.css"
import { keepOwnNumber, ownNumber } from "./ownNumber.ts"

export interface TestDialogProps {
  readonly id: CampaignId
  /** With whose values it is filled; null: with those of the user. */
  readonly like: Recipient | null
  /** It goes by SMS too, as to whom WhatsApp does not reach. */
  readonly bySms: boolean
  /** What was typed is kept before the test is sent: it sends what is stored. */
  readonly save: () => Promise<boolean>
  readonly onClose: () => void
}

/** Sends the message to one's own number, as a recipient would get it, and says what became of it. */
export const TestDialog = (props: TestDialogProps) => {
  const desk = useDesk()
  const me = desk.directory().me.id
  const [to, setTo] = createSignal(ownNumber(me))
  const [problem, setProblem] = createSignal<string | null>(null)
  const [done, setDone] = createSignal<ReadonlyArray<string>>([])
  const [busy, setBusy] = createSignal(false)
  const said = ({ outcome, waitsUntil, why }: TestOutcome): string => {
    const zone = desk.directory().workspace.timeZone
    if (waitsUntil !== null) return `It waits. It goes ${zoneTime(zone, waitsUntil, desk.clock.now())}.`
    if (outcome === "failed" || outcome === "cancelled" || outcome === "unconfirmed") {
      return `Not sent. ${why ?? ""}`
    }
    return outcome === "queued" ? "It is on its way." : `Sent to ${formatNumber(to())}.`
  }
  const testTo = (to: string, bySms: boolean) => {
    const messageId = newMessageId()
    const no = props.like?.no ?? null
    return desk.link.ask((client) => client["Campaign.test"]({ id: props.id, messageId, to, no, bySms }))
  }
  const send = async () => {
    setDone([])
    const number = parseTypedNumber(to())
    if (number === null) {
      return void setProblem("Write your number with its country code, such as +1 415-555-0136.")
    }
    setTo(number)
    setProblem(null)
    setBusy(true)
    const saved = await props.save()
    if (!saved) setProblem("The draft could not be saved. Close this and look at it.")
    else if (props.bySms) {
      const answers = await Promise.all([testTo(number, false), testTo(number, true)])
      const lines = answers.map((answer) =>
        Result.isFailure(answer) ? `Not sent. ${problemText(answer.failure)}` : said(answer.success)
      )
      setDone(lines.map((line, nth) => `${nth === 0 ? "WhatsApp" : "SMS"}: ${line}`))
      if (answers.some(Result.isSuccess)) keepOwnNumber(me, number)
    } else {
      const answer = await testTo(number, false)
      if (Result.isFailure(answer)) setProblem(problemText(answer.failure))
      else {
        keepOwnNumber(me, number)
        setDone([said(answer.success)])
      }
    }
    setBusy(false)
  }
  return (
    <Modal
      title="Send a test to yourself"
      width={480}
      onClose={() => props.onClose()}
      footer={
        <>
          <Button onClick={() => props.onClose()}>Close</Button>
          <Button variant="primary" busy={busy() ? "Sending" : undefined} onClick={() => void send()}>
            Send test
          </Button>
        </>
      }
    >
      <p class={styles.testText}>
        {props.bySms ? "Two real messages, by WhatsApp and by SMS" : "One real message"}, filled{" "}
        {props.like === null
          ? "with what is known of you"
          : `as for ${props.like.name ?? formatNumber(props.like.phone)}`}.{" "}
        {props.bySms ? "They count" : "It counts"} in no campaign.
      </p>
      <Field label="Your mobile number" error={problem()} hint="Remembered in this browser.">
        {(control) => (
          <input
            id={control.id}
            class={input.input}
            type="tel"
            autocomplete="tel"
            maxLength={64}
            aria-describedby={control.describedBy}
            aria-invalid={control.invalid}
            value={to()}
            onInput={(event) => setTo(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && !event.isComposing && !busy()) void send()
            }}
          />
        )}
      </Field>
      <div class={styles.tested} role="status">
        <For each={done()}>{(line) => <p>{line}</p>}</For>
      </div>
    </Modal>
  )
}
