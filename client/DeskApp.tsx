import { Route, Router } from "@solidjs/router"
import { createEffect, lazy, Show, Suspense } from "solid-js"
import type { Directory } from "../domain/inbox/DeskChange.ts"
import type { Role } from "../domain/user/User.ts"
import { ConnectionBanner } from "./inbox/ConnectionBanner.tsx"
import { DeskPage } from "./inbox/DeskPage.tsx"
import { preloadFor } from "./inbox/deskParts.ts"
import { DeskSkeleton } from "./inbox/DeskSkeleton.tsx"
import { openDeskLink } from "./rpc/DeskLink.ts"
import { hasSession, signOut } from "./session/Session.ts"
import { SessionContext } from "./session/SessionContext.ts"
import { createDesk, DeskContext } from "./sync/createDesk.ts"
import { openOutboxStorage } from "./sync/openOutboxStorage.ts"
import { Announcer } from "./ui/Announcer.tsx"
import type { ThemeSwitch } from "./ui/createTheme.ts"
import { Toaster } from "./ui/Toaster.tsx"
import styles from "./DeskApp.module.css"

const SimulatorPage = lazy(() =>
  import("./simulator/SimulatorPage.tsx").then((it) => ({ default: it.SimulatorPage }))
)

/** What is wrong with accounts and bots is for the banners; null where nothing is. */
const hasProblems = (directory: Directory | null) =>
  directory && directory.accountProblems.length + directory.botProblems.length > 0 ? directory : null

const ProblemBanners = lazy(() =>
  import("./inbox/ProblemBanners.tsx").then((it) => ({ default: it.ProblemBanners }))
)

const rpcUrl = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/rpc`

export interface DeskAppProps {
  readonly theme: ThemeSwitch
  readonly onSignedOut: (reason: "ended" | "left") => void
  /** The user may see more or less than before (SYNC-3): nothing that this desk holds is to stay. */
  readonly onRoleChanged: () => void
}

/** The desk of a signed-in user: one connection, one store, whatever page is shown. */
export const DeskApp = (props: DeskAppProps) => {
  preloadFor(location.pathname)
  const desk = createDesk({
    openLink: (handlers) => openDeskLink({ ...handlers, url: rpcUrl, isSignedIn: hasSession }),
    storage: openOutboxStorage(),
  })
  createEffect(() => desk.linkState().status === "signedOut" && props.onSignedOut("ended"))
  createEffect((before: Role | undefined) => {
    const role = desk.directory()?.me.role
    if (before !== undefined && role !== undefined && role !== before) props.onRoleChanged()
    return role ?? before
  }, undefined)
  const leave = async () => {
    if (await signOut()) props.onSignedOut("left")
  }
  return (
    <Announcer>
      <Toaster>
        <div class={styles.app}>
          <ConnectionBanner desk={desk} />
          <Show when={hasProblems(desk.directory())}>
            {(directory) => (
              <Suspense>
                <ProblemBanners directory={directory()} />
              </Suspense>
            )}
          </Show>
          <div class={styles.page}>
            <Show when={desk.directory()} fallback={<DeskSkeleton />}>
              {(directory) => (
                <DeskContext.Provider value={{ ...desk, directory }}>
                  <SessionContext.Provider value={{ theme: props.theme, leave }}>
                    <Router>
                      <Route path="/simulator" component={SimulatorPage} />
                      <Route path="/*" component={DeskPage} />
                    </Router>
                  </SessionContext.Provider>
                </DeskContext.Provider>
              )}
            </Show>
          </div>
        </div>
      </Toaster>
    </Announcer>
  )
}
