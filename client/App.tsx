import { createResource, createSignal, lazy, Match, Suspense, Switch } from "solid-js"
import { DeskApp } from "./DeskApp.tsx"
import { hasSession } from "./session/Session.ts"
import { createTheme } from "./ui/createTheme.ts"
import { TooltipLayer } from "./ui/TooltipLayer.tsx"

const SignInPage = lazy(() => import("./session/SignInPage.tsx").then((it) => ({ default: it.SignInPage })))

/** The sign-in page or the desk, at whatever address: signing in goes on where one was. */
export const App = () => {
  const theme = createTheme()
  const [ended, setEnded] = createSignal(false)
  const [signedIn, { mutate: setSignedIn }] = createResource(hasSession)
  return (
    <>
      <Switch>
        <Match when={signedIn() === true}>
          <DeskApp
            theme={theme}
            onSignedOut={(reason) => {
              setEnded(reason === "ended")
              setSignedIn(false)
            }}
          />
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
