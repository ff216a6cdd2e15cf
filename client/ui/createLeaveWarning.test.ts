import { createRoot, createSignal } from "solid-js"
import { assert, it } from "vitest"
import { createLeaveWarning } from "./createLeaveWarning.ts"

it("FIT-3: asks whoever leaves while something would be lost by it, and nobody before or after", () => {
  const isAsked = () => !globalThis.dispatchEvent(new Event("beforeunload", { cancelable: true }))
  const [active, setActive] = createSignal(false)
  const dispose = createRoot((end) => {
    createLeaveWarning(active)
    return end
  })
  assert.isFalse(isAsked())
  setActive(true)
  assert.isTrue(isAsked())
  setActive(false)
  assert.isFalse(isAsked())
  setActive(true)
  dispose()
  assert.isFalse(isAsked())
})
