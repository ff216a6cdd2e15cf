import { createResource, createSignal, type JSX, Match, onMount, Show, Switch } from "solid-js"
import { Button } from "../ui/Button.tsx"
import { TextField } from "../ui/TextField.tsx"
import { newPasswordError, newPasswordHint } from "./newPasswordError.ts"
import { PasswordField } from "./PasswordField.tsx"
import {
  acceptInvitation,
  type InvitationView,
  type LinkOutcome,
  readInvitation,
  requestPasswordReset,
  resetPassword,
} from "./mailedLinks.ts"
import { SignInFrame } from "./SignInFrame.tsx"
import styles from "./SignInPage.module.css"

/** The token of the link that was followed; it goes from the address bar, where it would be seen and kept. */
const takeToken = (): string | null => {
  const token = new URLSearchParams(location.search).get("token")
  if (token !== null) history.replaceState(null, "", location.pathname)
  return token
}

const problems: Record<Exclude<LinkOutcome, "done" | "notValid">, string> = {
  tooMany: "Too many tries. Wait 5 minutes and try again.",
  unreachable: "The server did not answer. Try again in a moment.",
}

interface FormProps {
  readonly title: string
  readonly text: JSX.Element
  readonly action: string
  readonly busy: string
  readonly problem: string | null
  readonly onSubmit: () => Promise<void>
  readonly children?: JSX.Element
}

const Form = (props: FormProps) => {
  const [busy, setBusy] = createSignal(false)
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    if (busy()) return
    setBusy(true)
    await props.onSubmit()
    setBusy(false)
  }
  return (
    <form class={styles.form} onSubmit={submit} noValidate>
      <h1 class={styles.title}>{props.title}</h1>
      <p class={styles.welcome}>{props.text}</p>
      {props.children}
      <Show when={props.problem}>{(text) => <p class={styles.problem} role="alert">{text()}</p>}</Show>
      <Button
        type="submit"
        variant="primary"
        size="large"
        class={styles.submit}
        busy={busy() ? props.busy : undefined}
      >
        {props.action}
      </Button>
    </form>
  )
}

/** Nothing to fill in: what became of it, and the way on. */
const Told = (
  props: { readonly title: string; readonly text: JSX.Element; readonly children: JSX.Element },
) => {
  let heading: HTMLHeadingElement | undefined
  onMount(() => heading?.focus())
  return (
    <div class={styles.form}>
      <h1 ref={heading} class={styles.title} tabindex="-1">{props.title}</h1>
      <p class={styles.welcome} role="status">{props.text}</p>
      {props.children}
    </div>
  )
}

const BackToSignIn = () => <a href="/">Back to sign-in</a>

const NotValid = (props: { readonly what: string; readonly children: JSX.Element }) => (
  <Told
    title="This link no longer works"
    text={`It was used already, replaced by a newer one, or has expired. ${props.what}`}
  >
    {props.children}
  </Told>
)

const AskForReset = () => {
  const [email, setEmail] = createSignal("")
  const [missing, setMissing] = createSignal(false)
  const [problem, setProblem] = createSignal<string | null>(null)
  const [sent, setSent] = createSignal(false)
  let field: HTMLInputElement | undefined
  const error = () => missing() && email().trim() === "" ? "Enter your work email." : null
  const submit = async () => {
    setMissing(true)
    setProblem(null)
    if (error()) return field?.focus()
    const outcome = await requestPasswordReset(email())
    if (outcome === "done") return void setSent(true)
    setProblem(outcome === "notValid" ? "Enter your work email." : problems[outcome])
  }
  return (
    <Show
      when={!sent()}
      fallback={
        <Told
          title="Look into your mail"
          text={`If ${email().trim()} is an account here, a link is on its way. It works once, for an hour.`}
        >
          <BackToSignIn />
        </Told>
      }
    >
      <Form
        title="Reset your password"
        text="We send you a link with which you set a new one."
        action="Send the link"
        busy="Sending"
        problem={problem()}
        onSubmit={submit}
      >
        <TextField
          label="Work email"
          error={error()}
          ref={field}
          data-size="large"
          type="email"
          name="email"
          autocomplete="username"
          autofocus
          value={email()}
          onInput={setEmail}
        />
      </Form>
    </Show>
  )
}

const SetPassword = (props: { readonly token: string }) => {
  const [password, setPassword] = createSignal("")
  const [tried, setTried] = createSignal(false)
  const [outcome, setOutcome] = createSignal<LinkOutcome | null>(null)
  const [problem, setProblem] = createSignal<string | null>(null)
  let field: HTMLInputElement | undefined
  const error = () => tried() ? newPasswordError(password()) : null
  const submit = async () => {
    setTried(true)
    setProblem(null)
    if (error()) return field?.focus()
    const result = await resetPassword(props.token, password())
    if (result === "done" || result === "notValid") return void setOutcome(result)
    setProblem(problems[result])
  }
  return (
    <Switch
      fallback={
        <Form
          title="Set a new password"
          text="You are signed out everywhere else."
          action="Set the password"
          busy="Saving"
          problem={problem()}
          onSubmit={submit}
        >
          <PasswordField
            ref={(element) => field = element}
            label="New password"
            kind="new-password"
            hint={newPasswordHint}
            value={password()}
            onInput={setPassword}
            error={error()}
          />
        </Form>
      }
    >
      <Match when={outcome() === "done"}>
        <Told title="Your password is set" text="Sign in with it.">
          <a href="/">Sign in</a>
        </Told>
      </Match>
      <Match when={outcome() === "notValid"}>
        <NotValid what="Ask for a new one.">
          <a href="/reset">Reset your password</a>
        </NotValid>
      </Match>
    </Switch>
  )
}

/** `/reset`: asks for a link, or with one sets the new password. */
export const ResetPage = () => {
  const token = takeToken()
  document.title = "Reset your password · Converse Desk"
  return (
    <SignInFrame foot={<BackToSignIn />}>
      <Show when={token} fallback={<AskForReset />}>{(it) => <SetPassword token={it()} />}</Show>
    </SignInFrame>
  )
}

const Accept = (props: { readonly token: string; readonly invitation: InvitationView }) => {
  const [name, setName] = createSignal(props.invitation.name)
  const [password, setPassword] = createSignal("")
  const [tried, setTried] = createSignal(false)
  const [outcome, setOutcome] = createSignal<LinkOutcome | null>(null)
  const [problem, setProblem] = createSignal<string | null>(null)
  let nameField: HTMLInputElement | undefined
  let passwordField: HTMLInputElement | undefined
  const nameError = () => tried() && name().trim() === "" ? "Enter your name." : null
  const passwordError = () => tried() ? newPasswordError(password()) : null
  const submit = async () => {
    setTried(true)
    setProblem(null)
    if (nameError()) return nameField?.focus()
    if (passwordError()) return passwordField?.focus()
    const result = await acceptInvitation(props.token, name(), password())
    if (result === "done" || result === "notValid") return void setOutcome(result)
    setProblem(problems[result])
  }
  return (
    <Switch
      fallback={
        <Form
          title={`Welcome to ${props.invitation.workspace}`}
          text={`You sign in as ${props.invitation.email}.`}
          action="Accept the invitation"
          busy="Saving"
          problem={problem()}
          onSubmit={submit}
        >
          <TextField
            label="Your name"
            hint="As your colleagues see it."
            error={nameError()}
            ref={nameField}
            data-size="large"
            name="name"
            autocomplete="name"
            maxlength="100"
            value={name()}
            onInput={setName}
          />
          <PasswordField
            ref={(element) => passwordField = element}
            label="Password"
            kind="new-password"
            hint={newPasswordHint}
            value={password()}
            onInput={setPassword}
            error={passwordError()}
          />
        </Form>
      }
    >
      <Match when={outcome() === "done"}>
        <Told title="You are in" text={`Sign in as ${props.invitation.email}.`}>
          <a href="/">Sign in</a>
        </Told>
      </Match>
      <Match when={outcome() === "notValid"}>
        <NotValid what="Ask your admin to send it again.">
          <BackToSignIn />
        </NotValid>
      </Match>
    </Switch>
  )
}

/** `/invitation`: whom it is for, and what they choose. */
export const InvitationPage = () => {
  const token = takeToken() ?? ""
  const [invitation, { refetch }] = createResource(() => readInvitation(token))
  const found = () => {
    const view = invitation()
    return typeof view === "object" ? view : null
  }
  const failure = () => {
    const view = invitation()
    return view === "tooMany" || view === "unreachable" ? problems[view] : null
  }
  document.title = "Invitation · Converse Desk"
  return (
    <SignInFrame foot={<BackToSignIn />}>
      <Switch>
        <Match when={found()}>{(view) => <Accept token={token} invitation={view()} />}</Match>
        <Match when={invitation() === "notValid"}>
          <NotValid what="Ask your admin to send it again.">
            <BackToSignIn />
          </NotValid>
        </Match>
        <Match when={failure()}>
          {(text) => (
            <Told title="The invitation did not load" text={text()}>
              <Button onClick={() => void refetch()}>Try again</Button>
            </Told>
          )}
        </Match>
      </Switch>
    </SignInFrame>
  )
}
