import { Result } from "effect"
import { createSignal } from "solid-js"
import { problemText } from "../../conversation/problemText.ts"
import { newPasswordError, newPasswordHint } from "../../session/newPasswordError.ts"
import { PasswordField } from "../../session/PasswordField.tsx"
import { useDesk } from "../../sync/createDesk.ts"
import { Button } from "../../ui/Button.tsx"
import { useToast } from "../../ui/Toaster.tsx"
import card from "../SettingsCard.module.css"
import styles from "./AccountCard.module.css"

/** One's own password: the old one first. */
export const PasswordCard = (props: { readonly onChanged: () => void }) => {
  const desk = useDesk()
  const toast = useToast()
  const [password, setPassword] = createSignal("")
  const [next, setNext] = createSignal("")
  const [tried, setTried] = createSignal(false)
  const [problem, setProblem] = createSignal<string | null>(null)
  const [busy, setBusy] = createSignal(false)
  const passwordError = () => problem() ?? (tried() && password() === "" ? "Enter your password." : null)
  const nextError = () => tried() ? newPasswordError(next()) : null
  const save = async (event: SubmitEvent) => {
    event.preventDefault()
    if (busy()) return
    setTried(true)
    setProblem(null)
    if (passwordError() ?? nextError()) return
    setBusy(true)
    const result = await desk.link.ask((client) =>
      client["Account.changePassword"]({ password: password(), next: next() })
    )
    setBusy(false)
    if (Result.isFailure(result)) return void setProblem(problemText(result.failure))
    setPassword("")
    setNext("")
    setTried(false)
    props.onChanged()
    toast({ title: "Password changed", text: "You are signed out everywhere else." })
  }
  return (
    <section class={card.card} aria-label="Password">
      <form class={card.part} onSubmit={save} noValidate>
        <h3 class={styles.head}>Password</h3>
        <p class={styles.text}>A new one signs you out everywhere else.</p>
        <div class={styles.form}>
          <PasswordField
            label="Password now"
            kind="current-password"
            value={password()}
            onInput={setPassword}
            error={passwordError()}
          />
          <PasswordField
            label="New password"
            kind="new-password"
            hint={newPasswordHint}
            value={next()}
            onInput={setNext}
            error={nextError()}
          />
          <div class={styles.buttons}>
            <Button type="submit" disabled={!desk.online()} busy={busy() ? "Saving" : undefined}>
              Change password
            </Button>
          </div>
        </div>
      </form>
    </section>
  )
}
