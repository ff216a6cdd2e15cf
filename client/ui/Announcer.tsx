import { createContext, createSignal, type JSX, onCleanup, useContext } from "solid-js"

const pauseMillis = 3_000

const AnnouncerContext = createContext<(text: string) => void>()

/** Says something to screen readers, politely and at most once every 3 s: the newest of what came in between. */
export const useAnnounce = (): (text: string) => void => {
  const announce = useContext(AnnouncerContext)
  if (!announce) throw new Error("useAnnounce is for components inside Announcer")
  return announce
}

export const Announcer = (props: { readonly children: JSX.Element }) => {
  const [said, setSaid] = createSignal("")
  let next: string | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(timer))

  const speak = () => {
    timer = undefined
    if (next === null) return
    setSaid(next)
    next = null
    timer = setTimeout(speak, pauseMillis)
  }
  const announce = (text: string) => {
    next = text
    if (timer === undefined) speak()
  }

  return (
    <AnnouncerContext.Provider value={announce}>
      {props.children}
      <div class="visually-hidden" role="status" aria-live="polite">{said()}</div>
    </AnnouncerContext.Provider>
  )
}
