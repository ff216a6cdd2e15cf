import { Result } from "effect"
import { createSignal } from "solid-js"
import type { Address } from "../../domain/contact/Address.ts"
import type { PermissionSubject } from "../../domain/rpc/ConsentRpcs.ts"
import type { Channel } from "../../domain/sender/Sender.ts"
import { formatNumber } from "../contact/formatNumber.ts"
import { problemText } from "../conversation/problemText.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { channelName } from "../ui/ChannelMark.tsx"
import { Modal } from "../ui/Modal.tsx"
import { TextField } from "../ui/TextField.tsx"

export interface OptOutDialogProps {
  readonly of: PermissionSubject
  readonly address: Address
  readonly channel: Channel
  /** What it shall be. */
  readonly optedOut: boolean
  readonly onClose: () => void
  readonly onDone: () => void
}

/** Records that someone opted out, or lifts that, with the reason that goes into the history. */
export const OptOutDialog = (props: OptOutDialogProps) => {
  const desk = useDesk()
  const [reason, setReason] = createSignal("")
  const [problem, setProblem] = createSignal<string | null>(null)
  const [busy, setBusy] = createSignal(false)
  const save = async () => {
    if (reason().trim() === "") return void setProblem("Say how you know, such as: they asked on the phone.")
    setBusy(true)
    const { address, channel, of, optedOut } = props
    const answer = await desk.link.ask((client) =>
      client["Permission.setOptOut"]({ of, address, channel, optedOut, reason: reason() })
    )
    setBusy(false)
    if (Result.isFailure(answer)) return void setProblem(problemText(answer.failure))
    props.onDone()
    props.onClose()
  }
  return (
    <Modal
      title={props.optedOut ? "Opt this person out?" : "Opt this person in again?"}
      width={480}
      onClose={() => props.onClose()}
      footer={
        <>
          <Button onClick={() => props.onClose()}>Cancel</Button>
          <Button
            variant={props.optedOut ? "danger" : "primary"}
            busy={busy() ? "Saving" : undefined}
            onClick={() => void save()}
          >
            {props.optedOut ? "Opt out" : "Opt in again"}
          </Button>
        </>
      }
    >
      <p>
        {props.optedOut
          ? `No ${channelName(props.channel)} message goes to ${
            formatNumber(props.address)
          } any more, from no Sender ID. What waits is cancelled.`
          : `${channelName(props.channel)} messages go to ${
            formatNumber(props.address)
          } again. Do this only when they asked for it.`}
      </p>
      <TextField
        label="Reason"
        error={problem()}
        hint="Kept in the history."
        maxlength={500}
        value={reason()}
        onInput={setReason}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.isComposing) void save()
        }}
      />
    </Modal>
  )
}
