import { onCleanup } from "solid-js"

const longMillis = 500
const movedMax = 10

/** Holding a finger on something for half a second; a mouse or a scroll is not that. */
export const createLongPress = (onLong: () => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  let touch = false
  let long = false
  let from = { x: 0, y: 0 }
  const end = () => clearTimeout(timer)
  onCleanup(end)
  return {
    start: (event: PointerEvent) => {
      end()
      touch = event.pointerType === "touch"
      long = false
      from = { x: event.clientX, y: event.clientY }
      if (!touch) return
      timer = setTimeout(() => {
        long = true
        onLong()
      }, longMillis)
    },
    move: (event: PointerEvent) => {
      if (Math.hypot(event.clientX - from.x, event.clientY - from.y) > movedMax) end()
    },
    end,
    isTouch: () => touch,
    /** Whether the click that follows belongs to a long press. */
    wasLong: () => long,
  }
}
