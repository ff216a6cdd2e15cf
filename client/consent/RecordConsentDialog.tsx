import { Result } from "effect"
import { createSignal } from "solid-js"
import type { Channel } from "../../domain/sender/Sender.ts"
import { formatNumber } from "../contact/formatNumber.ts"
import { problemText } from "../conversation/problemText.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { Field } from "../ui/Field.tsx"
import input from "../ui/Input.module.css"
import { Modal } from "../ui/Modal.tsx"
import { TextField } from "../ui/TextField.tsx"
import { useToast } from "../ui/Toaster.tsx"
import styles from "./RecordConsentDialog.module.css"

export interface RecordConsentDialogProps {
  /** What is known by the one who asks. */
  readonly phone?: string
  readonly channel?: Channel
  readonly onClose: () => void
  readonly onRecorded: () => void
}

/** Today as a date field has it, where the agent is. */
const today = (): string => {
  const now = new Date()
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10)
}

/** Records one consent, given or withdrawn, with source, day and proof (CONSENT-2). */
export const RecordConsentDialog = (props: RecordConsentDialogProps) => {
  const desk = useDesk()
  const toast = useToast()
  const [phone, setPhone] = createSignal(formatNumber(props.phone ?? ""))
  const [channel, setChannel] = createSignal<Channel>(props.channel ?? "whatsapp")
  const [what, setWhat] = createSignal<"given" | "withdrawn">("given")
  const [source, setSource] = createSignal("")
  const [day, setDay] = createSignal(today())
  const [proof, setProof] = createSignal("")
  const [problem, setProblem] = createSignal<string | null>(null)
  const [asked, setAsked] = createSignal(false)
  const [busy, setBusy] = createSignal(false)
  const noSource = () => asked() && source().trim() === "" ? "Say how the customer agreed." : null
  const noDay = () => asked() && Number.isNaN(Date.parse(day())) ? "Choose a day." : null
  const save = async () => {
    setAsked(true)
    setProblem(null)
    if (noSource() !== null || noDay() !== null) return
    setBusy(true)
    const answer = await desk.link.ask((client) =>
      client["Consent.record"]({
        phone: phone(),
        channel: channel(),
        what: what(),
        source: source(),
        proof: proof().trim() === "" ? null : proof().trim(),
        at: Date.parse(day()),
      })
    )
    setBusy(false)
    if (Result.isFailure(answer)) return void setProblem(problemText(answer.failure))
    toast({ title: what() === "given" ? "Consent recorded" : "Withdrawal recorded" })
    props.onRecorded()
    props.onClose()
  }
  return (
    <Modal
      title="Record consent"
      width={480}
      onClose={() => props.onClose()}
      footer={
        <>
          <Button onClick={() => props.onClose()}>Cancel</Button>
          <Button variant="primary" busy={busy() ? "Recording" : undefined} onClick={() => void save()}>
            Record
          </Button>
        </>
      }
    >
      <form
        class={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
        noValidate
      >
        <TextField
          label="Mobile number"
          hint="With its country code, such as +1 415-555-0136."
          error={problem()}
          type="tel"
          maxlength={64}
          value={phone()}
          onInput={setPhone}
        />
        <Field label="Channel">
          {(control) => (
            <select
              id={control.id}
              class={input.input}
              value={channel()}
              onChange={(event) => setChannel(event.currentTarget.value === "sms" ? "sms" : "whatsapp")}
            >
              <option value="whatsapp">WhatsApp</option>
              <option value="sms">SMS</option>
            </select>
          )}
        </Field>
        <Field label="What they said">
          {(control) => (
            <select
              id={control.id}
              class={input.input}
              value={what()}
              onChange={(event) => setWhat(event.currentTarget.value === "given" ? "given" : "withdrawn")}
            >
              <option value="given">They agree to be written to</option>
              <option value="withdrawn">They no longer agree</option>
            </select>
          )}
        </Field>
        <TextField
          label="Source"
          hint="Such as: web form, paper form, phone call."
          error={noSource()}
          maxlength={500}
          value={source()}
          onInput={setSource}
        />
        <Field label="Date" error={noDay()}>
          {(control) => (
            <input
              id={control.id}
              class={input.input}
              type="date"
              max={today()}
              aria-describedby={control.describedBy}
              aria-invalid={control.invalid}
              value={day()}
              onInput={(event) => setDay(event.currentTarget.value)}
            />
          )}
        </Field>
        <TextField
          label="Proof"
          optional
          hint="Where it can be looked up, such as a form’s number."
          maxlength={500}
          value={proof()}
          onInput={setProof}
        />
        <button type="submit" hidden />
      </form>
    </Modal>
  )
}
