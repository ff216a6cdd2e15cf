import { type Accessor, createEffect, createSignal, onCleanup } from "solid-js"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { lookEveryMillis } from "../../domain/inbox/Presence.ts"
import { useDesk } from "../sync/createDesk.ts"

/** Who has not typed for so long is no longer writing. */
const writingLastsMillis = 5_000

/** Tells the others who have the conversation open that one has too, and whether one writes (ASSIGN-5). */
export const createLooking = (
  id: ConversationId,
  sees: Accessor<boolean>,
): { readonly onTyping: () => void } => {
  const desk = useDesk()
  const [visible, setVisible] = createSignal(!document.hidden)
  const [writing, setWriting] = createSignal(false)
  let idle: ReturnType<typeof setTimeout> | undefined
  const follow = () => setVisible(!document.hidden)
  document.addEventListener("visibilitychange", follow)

  createEffect(() => {
    if (!desk.online()) return
    if (!visible() || !sees()) return desk.look(null, false)
    const writes = writing()
    desk.look(id, writes)
    const timer = setInterval(() => desk.look(id, writes), lookEveryMillis)
    onCleanup(() => clearInterval(timer))
  })
  onCleanup(() => {
    document.removeEventListener("visibilitychange", follow)
    clearTimeout(idle)
    if (desk.online()) desk.look(null, false)
  })
  return {
    onTyping: () => {
      setWriting(true)
      clearTimeout(idle)
      idle = setTimeout(() => setWriting(false), writingLastsMillis)
    },
  }
}
