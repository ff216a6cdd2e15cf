import { type Accessor, createEffect, onCleanup } from "solid-js"

/** Has the browser ask whoever reloads or closes the page, as long as something would be lost by it. */
export const createLeaveWarning = (active: Accessor<boolean>): void =>
  createEffect(() => {
    if (!active()) return
    const ask = (event: Event) => event.preventDefault()
    globalThis.addEventListener("beforeunload", ask)
    onCleanup(() => globalThis.removeEventListener("beforeunload", ask))
  })
