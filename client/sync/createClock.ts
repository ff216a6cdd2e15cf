import { type Accessor, createSignal, onCleanup } from "solid-js"

export interface Clock {
  /** The server's time as far as it is known, epoch milliseconds; changes each second. */
  readonly now: Accessor<number>
  /** Takes the server's time from a heartbeat. */
  readonly adjust: (serverAt: number) => void
}

/** The desk's clock: windows close by the server's time, whatever this computer's clock says. */
export const createClock = (): Clock => {
  let offset = 0
  const [now, setNow] = createSignal(Date.now())
  const timer = setInterval(() => setNow(Date.now() + offset), 1000)
  onCleanup(() => clearInterval(timer))
  return {
    now,
    adjust: (serverAt) => {
      const difference = serverAt - Date.now()
      // Below a second it is the way of the message rather than the clock.
      offset = Math.abs(difference) < 1000 ? 0 : difference
    },
  }
}
