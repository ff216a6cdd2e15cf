import { createSignal, onCleanup, Show } from "solid-js"
import { Portal } from "solid-js/web"
import { Kbd } from "./Kbd.tsx"
import styles from "./TooltipLayer.module.css"

const delayMillis = 400

interface Shown {
  readonly text: string
  readonly key: string | undefined
  readonly x: number
  readonly y: number
  readonly above: boolean
}

const placeOf = (target: HTMLElement): Shown | null => {
  const text = target.dataset.tooltip
  if (!text) return null
  const box = target.getBoundingClientRect()
  const above = box.bottom + 48 > innerHeight
  const middle = box.left + box.width / 2
  return {
    text,
    key: target.dataset.tooltipKey,
    x: Math.min(Math.max(middle, 90), innerWidth - 90),
    y: above ? box.top - 8 : box.bottom + 8,
    above,
  }
}

/**
 * The one tooltip of the page, for whatever carries `data-tooltip` (and `data-tooltip-key`): rows of long lists need no
 * listeners of their own. It repeats names that the elements have, so it is hidden from screen readers.
 */
export const TooltipLayer = () => {
  const [shown, setShown] = createSignal<Shown | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(timer))

  const hide = () => {
    clearTimeout(timer)
    setShown(null)
  }
  const targetOf = (event: Event) =>
    event.target instanceof Element ? event.target.closest<HTMLElement>("[data-tooltip]") : null
  const show = (event: Event) => {
    hide()
    const target = targetOf(event)
    if (!target || (event.type === "focusin" && !target.matches(":focus-visible"))) return
    timer = setTimeout(() => target.isConnected && setShown(placeOf(target)), delayMillis)
  }

  const shows = ["pointerover", "focusin"]
  const hides = ["pointerdown", "pointerleave", "focusout", "keydown", "wheel"]
  for (const type of shows) document.addEventListener(type, show)
  for (const type of hides) document.addEventListener(type, hide, { passive: true })
  onCleanup(() => {
    for (const type of shows) document.removeEventListener(type, show)
    for (const type of hides) document.removeEventListener(type, hide)
  })

  return (
    <Show when={shown()}>
      {(tooltip) => (
        <Portal>
          <div
            class={styles.tooltip}
            data-above={tooltip().above}
            style={{ left: `${tooltip().x}px`, top: `${tooltip().y}px` }}
            aria-hidden="true"
          >
            {tooltip().text}
            <Show when={tooltip().key}>{(key) => <Kbd>{key()}</Kbd>}</Show>
          </div>
        </Portal>
      )}
    </Show>
  )
}
