import { createSignal, lazy, Show, Suspense } from "solid-js"
import type { Channel } from "../../domain/sender/Sender.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button, type ButtonProps } from "../ui/Button.tsx"

const RecordConsentDialog = lazy(() =>
  import("../consent/RecordConsentDialog.tsx").then((it) => ({ default: it.RecordConsentDialog }))
)

export interface ConsentButtonProps {
  readonly phone: string
  readonly channel: Channel
  readonly variant?: ButtonProps["variant"]
  readonly size?: ButtonProps["size"]
  readonly onRecorded?: () => void
}

/** Where the consent of a number is missing: the form in which it is recorded, with the number filled in. */
export const ConsentButton = (props: ConsentButtonProps) => {
  const desk = useDesk()
  const [open, setOpen] = createSignal(false)
  return (
    <>
      <Button
        variant={props.variant}
        size={props.size}
        disabled={!desk.online()}
        onClick={() => setOpen(true)}
      >
        Record consent
      </Button>
      <Suspense>
        <Show when={open()}>
          <RecordConsentDialog
            phone={props.phone}
            channel={props.channel}
            onClose={() => setOpen(false)}
            onRecorded={() => props.onRecorded?.()}
          />
        </Show>
      </Suspense>
    </>
  )
}
