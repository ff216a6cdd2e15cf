import { Result } from "effect"
import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup } from "solid-js"
import type { Prospect } from "../../domain/conversation/Prospect.ts"
import type { SenderId } from "../../domain/sender/Sender.ts"
import { useDesk } from "../sync/createDesk.ts"

/** After so long without a change the server is asked. */
const askAfterMillis = 150

export interface ProspectTarget {
  readonly senderId: SenderId
  /** As it was typed, with country code. */
  readonly to: string
}

/** What the server knows of whoever would be written to; null while it is not known or there is nobody yet. */
export const createProspect = (target: Accessor<ProspectTarget | null>) => {
  const desk = useDesk()
  const [known, setKnown] = createSignal<{ readonly key: string; readonly prospect: Prospect } | null>(null)
  const key = createMemo(() => {
    const wanted = target()
    return wanted && `${wanted.senderId} ${wanted.to}`
  })
  const ask = async () => {
    const [wanted, asked] = [target(), key()]
    if (!wanted || asked === null) return
    const answer = await desk.link.ask((client) => client["Conversation.prospect"](wanted))
    if (Result.isSuccess(answer) && asked === key()) setKnown({ key: asked, prospect: answer.success })
  }
  createEffect(on([key, desk.online], ([wanted, online]) => {
    if (wanted === null || !online) return
    const timer = setTimeout(() => void ask(), askAfterMillis)
    onCleanup(() => clearTimeout(timer))
  }))
  return {
    prospect: () => {
      const found = known()
      return found && found.key === key() ? found.prospect : null
    },
    /** Asks again, after something about the number was recorded. */
    askAgain: () => void ask(),
  }
}
