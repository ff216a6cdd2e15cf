import Eye from "lucide-solid/icons/eye"
import EyeOff from "lucide-solid/icons/eye-off"
import { createSignal, Show } from "solid-js"
import { Button } from "../ui/Button.tsx"
import { Field } from "../ui/Field.tsx"
import { IconButton } from "../ui/IconButton.tsx"
import input from "../ui/Input.module.css"
import { Logo } from "../ui/Logo.tsx"
import { signIn, type SignInOutcome } from "./Session.ts"
import { SignInScene } from "./SignInScene.tsx"
import styles from "./SignInPage.module.css"

const problems: Record<Exclude<SignInOutcome, "signedIn">, string> = {
  wrong: "Email or password is not right.",
  tooMany: "Too many tries. Wait 5 minutes and try again.",
  notLicensed: "You have no Portal licence. Ask an admin in your company.",
  unreachable: "The server did not answer. Try again in a moment.",
}

export interface SignInPageProps {
  /** A session ran out while the desk was open. */
  readonly ended: boolean
  readonly onSignedIn: () => void
}

export const SignInPage = (props: SignInPageProps) => {
  const [email, setEmail] = createSignal("")
  const [password, setPassword] = createSignal("")
  const [remember, setRemember] = createSignal(true)
  const [visible, setVisible] = createSignal(false)
  const [busy, setBusy] = createSignal(false)
  const [missing, setMissing] = createSignal(false)
  const [problem, setProblem] = createSignal<string | null>(null)
  let emailInput: HTMLInputElement | undefined
  let passwordInput: HTMLInputElement | undefined
  document.title = "Sign in · Converse Desk"

  const emailError = () => missing() && email().trim() === "" ? "Enter your work email." : null
  const passwordError = () => missing() && password() === "" ? "Enter your password." : null

  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    if (busy()) return
    setMissing(true)
    setProblem(null)
    if (emailError()) return emailInput?.focus()
    if (passwordError()) return passwordInput?.focus()
    setBusy(true)
    const outcome = await signIn({ email: email(), password: password(), remember: remember() })
    setBusy(false)
    if (outcome === "signedIn") return props.onSignedIn()
    setProblem(problems[outcome])
    if (outcome === "wrong") passwordInput?.select()
  }

  return (
    <div class={styles.page}>
      <main class={styles.column}>
        <div class={styles.brand}>
          <Logo size={26} />
          Converse Desk
        </div>
        <form class={styles.form} onSubmit={submit} noValidate>
          <h1 class={styles.title}>Sign in</h1>
          <p class={styles.welcome}>Welcome back. Your conversations are waiting.</p>
          <Show when={props.ended}>
            <p class={styles.notice} role="status">
              Your session ended. Sign in to go on; your drafts are kept.
            </p>
          </Show>
          <Field label="Work email" error={emailError()}>
            {(control) => (
              <input
                ref={emailInput}
                id={control.id}
                class={input.input}
                data-size="large"
                type="email"
                name="email"
                autocomplete="username"
                autofocus
                value={email()}
                onInput={(event) => setEmail(event.currentTarget.value)}
                aria-invalid={control.invalid}
                aria-describedby={control.describedBy}
              />
            )}
          </Field>
          <Field label="Password" error={passwordError()}>
            {(control) => (
              <div class={styles.password}>
                <input
                  ref={passwordInput}
                  id={control.id}
                  class={input.input}
                  data-size="large"
                  type={visible() ? "text" : "password"}
                  name="password"
                  autocomplete="current-password"
                  value={password()}
                  onInput={(event) => setPassword(event.currentTarget.value)}
                  aria-invalid={control.invalid}
                  aria-describedby={control.describedBy}
                />
                <IconButton
                  label={visible() ? "Hide password" : "Show password"}
                  class={styles.eye}
                  onClick={() => setVisible((before) => !before)}
                >
                  <Show when={visible()} fallback={<Eye />}>
                    <EyeOff />
                  </Show>
                </IconButton>
              </div>
            )}
          </Field>
          <label class={styles.remember}>
            <input
              type="checkbox"
              checked={remember()}
              onChange={(event) => setRemember(event.currentTarget.checked)}
            />
            Keep me signed in for 12 hours
          </label>
          <Show when={problem()}>{(text) => <p class={styles.problem} role="alert">{text()}</p>}</Show>
          <Button
            type="submit"
            variant="primary"
            size="large"
            class={styles.submit}
            busy={busy() ? "Signing in" : undefined}
          >
            Sign in
          </Button>
        </form>
        <p class={styles.foot}>No account? Ask an admin in your company for an invitation.</p>
      </main>
      <SignInScene />
    </div>
  )
}
