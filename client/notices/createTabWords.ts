import { createEffect, createSignal, on, onCleanup } from "solid-js"
import { areTabAlertsOn, setTabWords } from "../inbox/tabWords.ts"
import { createMediaQuery } from "../ui/createMediaQuery.ts"

const alternateEveryMillis = 2_000
const alternations = 5

/** What the tab says in turn with its title while another one is in front. */
export const createTabWords = () => {
  const calm = createMediaQuery("(prefers-reduced-motion: reduce)")
  const [passing, setPassing] = createSignal<string | null>(null)
  const [staying, setStaying] = createSignal<string | null>(null)
  const [shown, setShown] = createSignal(false)
  const visited = () => {
    if (document.hidden) return
    setPassing(null)
    setStaying(null)
  }
  document.addEventListener("visibilitychange", visited)
  onCleanup(() => document.removeEventListener("visibilitychange", visited))

  const words = () => staying() ?? passing()
  createEffect(on(words, (text) => {
    setShown(text !== null)
    if (text === null || calm()) return
    let left = alternations
    const timer = setInterval(() => {
      left -= 1
      setShown((before) => !before)
      if (left <= 0) setPassing(null)
    }, alternateEveryMillis)
    onCleanup(() => clearInterval(timer))
  }))
  createEffect(() => setTabWords(shown() && areTabAlertsOn() ? words() : null))
  onCleanup(() => setTabWords(null))

  const whileAway = (set: (text: string) => void) => (text: string) => {
    if (document.hidden) set(text)
  }
  return {
    /** For ten seconds; not where motion is unwelcome. */
    pass: whileAway((text) => void (calm() || setPassing(text))),
    /** Until the tab is visited. */
    stay: whileAway((text) => void setStaying(text)),
  }
}
