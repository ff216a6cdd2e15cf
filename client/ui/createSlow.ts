import { type Accessor, createEffect, createSignal, on, onCleanup } from "solid-js"

const blinkMillis = 150

/** Whether something is waited for longer than a blink: until then nothing stands in its place. */
export const createSlow = (waiting: Accessor<boolean>, afterMillis = blinkMillis): Accessor<boolean> => {
  const [slow, setSlow] = createSignal(false)
  createEffect(on(waiting, (is) => {
    setSlow(false)
    if (!is) return
    const timer = setTimeout(() => setSlow(true), afterMillis)
    onCleanup(() => clearTimeout(timer))
  }))
  return slow
}
