import { Result } from "effect"
import { createSignal, For, Match, Show, Switch } from "solid-js"
import type { OwnAccount, SecondFactorKey } from "../../../domain/user/OwnAccount.ts"
import { problemText } from "../../conversation/problemText.ts"
import { PasswordField } from "../../session/PasswordField.tsx"
import { useDesk } from "../../sync/createDesk.ts"
import { Button } from "../../ui/Button.tsx"
import { Tag } from "../../ui/Tag.tsx"
import { TextField } from "../../ui/TextField.tsx"
import { useToast } from "../../ui/Toaster.tsx"
import card from "../SettingsCard.module.css"
import styles from "./AccountCard.module.css"
import { QrCode } from "./QrCode.tsx"

/** What is being done, and needs the password first. */
type Wish = "on" | "off" | "codes"

const wishText: Readonly<Record<Wish, string>> = {
  on: "Go on",
  off: "Switch off",
  codes: "Make new codes",
}

export interface SecondFactorCardProps {
  readonly account: OwnAccount
  readonly onChanged: () => void
}

/** A code of an authenticator app besides the password, and recovery codes for the day it is lost (AUTH-1). */
export const SecondFactorCard = (props: SecondFactorCardProps) => {
  const desk = useDesk()
  const toast = useToast()
  const [wish, setWish] = createSignal<Wish | null>(null)
  const [key, setKey] = createSignal<SecondFactorKey | null>(null)
  const [codes, setCodes] = createSignal<ReadonlyArray<string> | null>(null)
  const [typed, setTyped] = createSignal("")
  const [problem, setProblem] = createSignal<string | null>(null)
  const [busy, setBusy] = createSignal(false)

  const start = (next: Wish | null) => {
    setWish(next)
    setKey(null)
    setTyped("")
    setProblem(null)
  }
  const show = (made: ReadonlyArray<string>) => {
    start(null)
    setCodes(made)
    props.onChanged()
  }

  const ask = async () => {
    const text = typed()
    if (key() !== null) {
      const result = await desk.link.ask((client) => client["Account.confirmSecondFactor"]({ code: text }))
      return Result.map(result, show)
    }
    if (wish() === "on") {
      const result = await desk.link.ask((client) => client["Account.beginSecondFactor"]({ password: text }))
      return Result.map(result, (made) => {
        setTyped("")
        setKey(made)
      })
    }
    if (wish() === "codes") {
      const result = await desk.link.ask((client) => client["Account.renewRecoveryCodes"]({ password: text }))
      return Result.map(result, show)
    }
    const result = await desk.link.ask((client) => client["Account.endSecondFactor"]({ password: text }))
    return Result.map(result, () => {
      start(null)
      setCodes(null)
      props.onChanged()
      toast({ title: "Second factor switched off" })
    })
  }

  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    if (busy()) return
    if (typed() === "") return void setProblem(key() === null ? "Enter your password." : "Enter the code.")
    setBusy(true)
    setProblem(null)
    const result = await ask()
    setBusy(false)
    if (Result.isFailure(result)) setProblem(problemText(result.failure))
  }

  return (
    <section class={card.card} aria-label="Second factor">
      <div class={card.part}>
        <h3 class={styles.head}>
          Second factor{" "}
          <Tag tone={props.account.secondFactor ? "success" : "neutral"}>
            {props.account.secondFactor ? "On" : "Off"}
          </Tag>
        </h3>
        <p class={styles.text}>
          A code of an authenticator app, asked for after your password.
          <Show when={props.account.secondFactor}>
            {` ${props.account.recoveryCodesLeft} recovery codes are left.`}
          </Show>
        </p>
        <Show when={codes()}>
          {(made) => (
            <div role="status">
              <p class={styles.text}>
                Keep these recovery codes where you find them without your phone. Each lets you in once. They
                are not shown again.
              </p>
              <ul class={styles.codes}>
                <For each={made()}>{(code) => <li>{code}</li>}</For>
              </ul>
              <Button onClick={() => setCodes(null)}>I have kept them</Button>
            </div>
          )}
        </Show>
        <Switch>
          <Match when={wish()}>
            {(what) => (
              <form class={styles.form} onSubmit={submit} noValidate>
                <Show
                  when={key()}
                  fallback={
                    <PasswordField
                      label="Password"
                      kind="current-password"
                      value={typed()}
                      onInput={setTyped}
                      error={problem()}
                    />
                  }
                >
                  {(made) => (
                    <>
                      <p>Take a picture of this with your app, then type the code that it shows.</p>
                      <QrCode text={made().uri} class={styles.code} label="Key for your authenticator app" />
                      <p class={styles.meta}>
                        Without a camera, type this key: <span class={styles.secret}>{made().secret}</span>
                      </p>
                      <TextField
                        label="Code"
                        error={problem()}
                        inputmode="numeric"
                        autocomplete="one-time-code"
                        value={typed()}
                        onInput={setTyped}
                      />
                    </>
                  )}
                </Show>
                <div class={styles.buttons}>
                  <Button
                    type="submit"
                    variant={what() === "off" ? "danger" : "primary"}
                    disabled={!desk.online()}
                    busy={busy() ? "Checking" : undefined}
                  >
                    {key() === null ? wishText[what()] : "Switch on"}
                  </Button>
                  <Button onClick={() => start(null)}>Cancel</Button>
                </div>
              </form>
            )}
          </Match>
          <Match when={codes() === null}>
            <div class={styles.buttons}>
              <Show
                when={props.account.secondFactor}
                fallback={<Button onClick={() => start("on")}>Switch on</Button>}
              >
                <Button onClick={() => start("codes")}>New recovery codes</Button>
                <Button onClick={() => start("off")}>Switch off</Button>
              </Show>
            </div>
          </Match>
        </Switch>
      </div>
    </section>
  )
}
