import RefreshCw from "lucide-solid/icons/refresh-cw"
import WifiOff from "lucide-solid/icons/wifi-off"
import { createEffect, createSignal, Match, on, onCleanup, Switch } from "solid-js"
import type { DeskCore } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import styles from "./ConnectionBanner.module.css"

/** A blink of the connection is nobody's concern. */
const quietMillis = 2_000
const backMillis = 3_000

const waits = (count: number): string => count === 0 ? "" : `${count} message${count === 1 ? "" : "s"} sent.`

/** Says that the desk is offline and when it tries again, then that it is back. */
export const ConnectionBanner = (props: { readonly desk: DeskCore }) => {
  const [shown, setShown] = createSignal<"nothing" | "offline" | "back">("nothing")
  const [kept, setKept] = createSignal(0)
  let timer: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(timer))

  const waiting = () => props.desk.outbox.entries().filter((entry) => entry.refusal === null).length
  const isOffline = () => props.desk.linkState().status === "offline"

  createEffect(on(isOffline, (offline) => {
    clearTimeout(timer)
    if (offline) timer = setTimeout(() => setShown("offline"), quietMillis)
    else if (shown() === "offline") {
      setKept(waiting())
      setShown("back")
      timer = setTimeout(() => setShown("nothing"), backMillis)
    }
  }))

  const retry = () => props.desk.link.retryNow()
  addEventListener("online", retry)
  onCleanup(() => removeEventListener("online", retry))

  const countdown = () => {
    const at = props.desk.linkState().retryAt
    if (at === null) return "Trying again now."
    props.desk.clock.now()
    const seconds = Math.max(1, Math.ceil((at - Date.now()) / 1000))
    return `Trying again in ${seconds} second${seconds === 1 ? "" : "s"}.`
  }

  return (
    <>
      <Switch>
        <Match when={shown() === "offline"}>
          <div class={styles.banner} data-tone="offline">
            <WifiOff aria-hidden="true" />
            <p>
              <strong>You’re offline.</strong> {countdown()}{" "}
              What you write is kept and sends when you’re back.
            </p>
            <Button size="small" onClick={retry}>
              <RefreshCw />
              Try now
            </Button>
          </div>
        </Match>
        <Match when={shown() === "back"}>
          <div class={styles.banner} data-tone="back">
            <p>
              <strong>Back online.</strong> {waits(kept() - waiting())}
            </p>
          </div>
        </Match>
      </Switch>
      <p class="visually-hidden" role="status">
        {shown() === "offline" ? "You’re offline." : shown() === "back" ? "Back online." : ""}
      </p>
    </>
  )
}
