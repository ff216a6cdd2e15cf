import { Result } from "effect"
import { createEffect, createResource, on, Show } from "solid-js"
import { problemText } from "../../conversation/problemText.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Button } from "../../ui/Button.tsx"
import card from "../SettingsCard.module.css"
import { SettingsIntro } from "../SettingsIntro.tsx"
import { NameCard } from "./NameCard.tsx"
import { PasswordCard } from "./PasswordCard.tsx"
import { SecondFactorCard } from "./SecondFactorCard.tsx"
import { SessionsCard } from "./SessionsCard.tsx"

/** One's own name and sign-in: password, second factor, and where one is signed in (AUTH-1). */
export const AccountPage = () => {
  const desk = useDesk()
  const [answer, { refetch }] = createResource(() => desk.link.ask((client) => client["Account.get"]()))
  const account = () => {
    const result = answer.latest
    return result && Result.isSuccess(result) ? result.success : null
  }
  const failure = () => {
    const result = answer.latest
    return result && Result.isFailure(result) ? result.failure : null
  }
  createEffect(on(desk.online, (online) => online && failure() && void refetch(), { defer: true }))
  return (
    <div>
      <SettingsIntro title="Your account" text="Your name, how you sign in, and where you are signed in." />
      <NameCard />
      <PasswordCard onChanged={() => void refetch()} />
      <Show when={failure()}>
        {(error) => (
          <section class={`${card.card} ${card.part}`} role="alert">
            <p>{problemText(error())}</p>
            <Button disabled={!desk.online()} onClick={() => void refetch()}>Try again</Button>
          </section>
        )}
      </Show>
      <Show when={account()}>
        {(known) => (
          <>
            <SecondFactorCard account={known()} onChanged={() => void refetch()} />
            <SessionsCard sessions={known().sessions} onChanged={() => void refetch()} />
          </>
        )}
      </Show>
    </div>
  )
}
