import { createEffect, createSignal, on, onCleanup } from "solid-js"
import { useDesk } from "../sync/createDesk.ts"

const followAgainMillis = 2_000

/** Calls back at once and whenever the server says that templates changed, also after a lost connection. */
export const followTemplates = (onChange: () => void): void => {
  const desk = useDesk()
  const [round, setRound] = createSignal(0)
  createEffect(on([desk.online, round], ([online]) => {
    if (!online) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const following = desk.link.follow(
      (client) => client["Template.follow"](),
      onChange,
      () => timer = setTimeout(() => setRound((before) => before + 1), followAgainMillis),
    )
    onCleanup(() => {
      clearTimeout(timer)
      following.stop()
    })
  }))
}
