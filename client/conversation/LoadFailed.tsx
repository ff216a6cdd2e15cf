import CloudAlert from "lucide-solid/icons/cloud-alert"
import Lock from "lucide-solid/icons/lock"
import RefreshCw from "lucide-solid/icons/refresh-cw"
import { Show } from "solid-js"
import { useScreen } from "../inbox/createScreen.ts"
import { Button } from "../ui/Button.tsx"
import { EmptyState } from "../ui/EmptyState.tsx"

export interface LoadFailedProps {
  /** The user may not see it: trying again does not help. */
  readonly refused: boolean
  /** What the user had typed. */
  readonly kept?: string | undefined
  readonly onRetry: () => void
}

export const LoadFailed = (props: LoadFailedProps) => {
  const screen = useScreen()
  return (
    <Show
      when={props.refused}
      fallback={
        <EmptyState
          icon={<CloudAlert />}
          tone="danger"
          title="This conversation did not load"
          text="The server took too long to answer. Your draft is safe. Try again, or open it later."
        >
          <Button variant="primary" onClick={() => props.onRetry()}>
            <RefreshCw />
            Try again
          </Button>
        </EmptyState>
      }
    >
      <EmptyState
        icon={<Lock />}
        tone="neutral"
        title="This conversation is not open to you"
        text="It was given to someone else, or the address is wrong."
      >
        <Button onClick={() => screen.openConversation(null)}>Back to the list</Button>
        <Show when={props.kept?.trim()}>
          {(text) => (
            <Button onClick={() => void navigator.clipboard.writeText(text())}>Copy what you wrote</Button>
          )}
        </Show>
      </EmptyState>
    </Show>
  )
}
