import { createResource, createSignal, lazy, Match, Show, Suspense, Switch } from "solid-js"
import { DeskApp } from "./DeskApp.tsx"
import { hasSession, type SessionEnd, whyEnded } from "./session/Session.ts"
import { createTheme } from "./ui/createTheme.ts"
import { TooltipLayer } from "./ui/TooltipLayer.tsx"

const SignInPage = lazy(() => import("./session/SignInPage.tsx").then((it) => ({ default: it.SignInPage })))

const ResetPage = lazy(() => import("./session/LinkPages.tsx").then((it) => ({ default: it.ResetPage })))
const InvitationPage = lazy(() =>
  import("./session/LinkPages.tsx").then((it) => ({ default: it.InvitationPage }))
)

/** The sign-in page or the desk, at whatever address: signing in goes on where one was. What mailed links lead to needs neither. */
export const App = () => {
  const theme = createTheme()
  const [ended, setEnded] = createSignal<SessionEnd | null>(null)
  const [round, setRound] = createSignal(1)
  const [signedIn, { mutate: setSignedIn }] = createResource(hasSession)
  return (
    <>
      <Switch>
        <Match when={location.pathname === "/reset"}>
          <Suspense>
            <ResetPage />
          </Suspense>
        </Match>
        <Match when={location.pathname === "/invitation"}>
          <Suspense>
            <InvitationPage />
          </Suspense>
        </Match>
        <Match when={signedIn() === true}>
          <Show when={round()} keyed>
            <DeskApp
              theme={theme}
              onRoleChanged={() => queueMicrotask(() => setRound((before) => before + 1))}
              onSignedOut={(reason) => {
                setSignedIn(false)
                setEnded(null)
                if (reason === "ended") void whyEnded().then(setEnded)
              }}
            />
          </Show>
        </Match>
        <Match when={signedIn() === false}>
          <Suspense>
            <SignInPage ended={ended()} onSignedIn={() => setSignedIn(true)} />
          </Suspense>
        </Match>
      </Switch>
      <TooltipLayer />
    </>
  )
}
