import { useDesk } from "../sync/createDesk.ts"
import { useToast } from "../ui/Toaster.tsx"
import { useScreen } from "./createScreen.ts"

/** Puts aside what is selected, or else the open conversation, and pins that (LIFE-1). What does it is loaded with the first use. */
export interface AsideActions {
  /** Done, or where it is put aside back to the inbox. */
  readonly toggleDone: () => void
  /** The open conversation at the top of its inbox, or no longer. */
  readonly togglePin: () => void
  readonly snooze: (until: number | null) => void
}

export const createAside = (): AsideActions => {
  const parts = { desk: useDesk(), screen: useScreen(), toast: useToast() }
  const load = () => import("./putAside.ts")
  return {
    toggleDone: () => void load().then((it) => it.toggleDone(parts)).catch(() => undefined),
    togglePin: () => void import("./togglePin.ts").then((it) => it.togglePin(parts)).catch(() => undefined),
    snooze: (until) => void load().then((it) => it.snooze(parts, until)).catch(() => undefined),
  }
}
