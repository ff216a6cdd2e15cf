import { createContext, useContext } from "solid-js"
import type { ThemeSwitch } from "../ui/createTheme.ts"

/** What belongs to the browser's user rather than to the desk's data. */
export interface SessionControls {
  readonly theme: ThemeSwitch
  /** Signs out; nothing happens when the server cannot be reached. */
  readonly leave: () => void
}

export const SessionContext = createContext<SessionControls>()

export const useSession = (): SessionControls => {
  const session = useContext(SessionContext)
  if (!session) throw new Error("useSession is for components inside SessionContext.Provider")
  return session
}
