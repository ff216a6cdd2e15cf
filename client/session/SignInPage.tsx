import { createSignal, Show } from "solid-js"
import { Button } from "../ui/Button.tsx"
import { TextField } from "../ui/TextField.tsx"
import { PasswordField } from "./PasswordField.tsx"
import type { SessionEnd } from "./Session.ts"
import { signIn, type SignInOutcome } from "./signIn.ts"
import { SignInFrame } from "./SignInFrame.tsx"
import styles from "./SignInPage.module.css"

const problems: Record<Exclude<SignInOutcome, "signedIn" | "codeNeeded">, string> = {
  wrong: "Email or password is not right.",
  tooMany: "Too many tries. Wait 5 minutes or reset your password.",
  notLicensed: "You have no Portal licence. Ask an admin in your company.",
  unreachable: "The server did not answer. Try again in a moment.",
  wrongCode: "The code is not right. Try the next one.",
  tooManyCodes: "Too many wrong codes. Wait 15 minutes, or use a recovery code.",
}

const ends: Record<SessionEnd, string> = {
  ended: "Your session ended. Sign in to go on; your drafts are kept.",
  notLicensed: "You no longer have a Portal licence. Ask an admin in your company.",
}

export interface SignInPageProps {
  /** Why a desk that was open was closed. */
  readonly ended: SessionEnd | null
  readonly onSignedIn: () => void
}

export const SignInPage = (props: SignInPageProps) => {
  const [email, setEmail] = createSignal("")
  const [password, setPassword] = createSignal("")
  const [code, setCode] = createSignal("")
  const [step, setStep] = createSignal<"password" | "code">("password")
  const [remember, setRemember] = createSignal(true)
  const [busy, setBusy] = createSignal(false)
  const [missing, setMissing] = createSignal(false)
  const [problem, setProblem] = createSignal<string | null>(null)
  let emailInput: HTMLInputElement | undefined
  let passwordInput: HTMLInputElement | undefined
  let codeInput: HTMLInputElement | undefined
  document.title = "Sign in · Converse Desk"

  const emailError = () => missing() && email().trim() === "" ? "Enter your work email." : null
  const passwordError = () => missing() && password() === "" ? "Enter your password." : null
  const codeError = () => missing() && code().trim() === "" ? "Enter the code." : null

  const askForCode = () => {
    setMissing(false)
    setStep("code")
    codeInput?.focus()
  }
  const startOver = () => {
    setStep("password")
    setCode("")
    setPassword("")
    setProblem(null)
    setMissing(false)
    passwordInput?.focus()
  }

  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    if (busy()) return
    setMissing(true)
    setProblem(null)
    if (emailError()) return emailInput?.focus()
    if (passwordError()) return passwordInput?.focus()
    if (step() === "code" && codeError()) return codeInput?.focus()
    setBusy(true)
    const outcome = await signIn({
      email: email(),
      password: password(),
      remember: remember(),
      code: step() === "code" ? code() : "",
    })
    setBusy(false)
    if (outcome === "signedIn") return props.onSignedIn()
    if (outcome === "codeNeeded") return askForCode()
    setProblem(problems[outcome])
    if (outcome === "wrong") passwordInput?.select()
    if (outcome === "wrongCode") codeInput?.select()
  }

  return (
    <SignInFrame foot="No account? Ask an admin in your company for an invitation.">
      <form class={styles.form} onSubmit={submit} noValidate>
        <h1 class={styles.title}>{step() === "code" ? "Enter your code" : "Sign in"}</h1>
        <p class={styles.welcome}>
          {step() === "code"
            ? "The six digits that your authenticator app shows, or one of your recovery codes."
            : "Welcome back. Your conversations are waiting."}
        </p>
        <Show when={step() === "password" && props.ended}>
          {(why) => <p class={styles.notice} role="status">{ends[why()]}</p>}
        </Show>
        <Show
          when={step() === "password"}
          fallback={
            <TextField
              label="Code"
              error={codeError()}
              ref={codeInput}
              data-size="large"
              name="code"
              autocomplete="one-time-code"
              autocapitalize="characters"
              spellcheck={false}
              value={code()}
              onInput={setCode}
            />
          }
        >
          <TextField
            label="Work email"
            error={emailError()}
            ref={emailInput}
            data-size="large"
            type="email"
            name="email"
            autocomplete="username"
            autofocus
            value={email()}
            onInput={setEmail}
          />
          <PasswordField
            ref={(element) => passwordInput = element}
            label="Password"
            kind="current-password"
            value={password()}
            onInput={setPassword}
            error={passwordError()}
            aside={<a class={styles.aside} href="/reset">Forgot password?</a>}
          />
          <label class={styles.remember}>
            <input
              type="checkbox"
              checked={remember()}
              onChange={(event) => setRemember(event.currentTarget.checked)}
            />
            Keep me signed in for 12 hours
          </label>
        </Show>
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
        <Show when={step() === "code"}>
          <Button variant="link" onClick={startOver}>Use another account</Button>
        </Show>
      </form>
    </SignInFrame>
  )
}
