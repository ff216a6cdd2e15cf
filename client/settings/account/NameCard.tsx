import { Result } from "effect"
import { createSignal, Show } from "solid-js"
import { userNameMax } from "../../../domain/user/UserAccount.ts"
import { problemText } from "../../conversation/problemText.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Button } from "../../ui/Button.tsx"
import { TextField } from "../../ui/TextField.tsx"
import { useToast } from "../../ui/Toaster.tsx"
import card from "../SettingsCard.module.css"
import styles from "./AccountCard.module.css"

/** What colleagues see. */
export const NameCard = () => {
  const desk = useDesk()
  const toast = useToast()
  const [typed, setTyped] = createSignal<string | null>(null)
  const [problem, setProblem] = createSignal<string | null>(null)
  const [busy, setBusy] = createSignal(false)
  const name = () => typed() ?? desk.directory().me.name
  const changed = () => name().trim() !== desk.directory().me.name
  const save = async (event: SubmitEvent) => {
    event.preventDefault()
    if (busy()) return
    if (name().trim() === "") return void setProblem("Enter your name.")
    setBusy(true)
    setProblem(null)
    const result = await desk.link.ask((client) => client["Account.rename"]({ name: name() }))
    setBusy(false)
    if (Result.isFailure(result)) return void setProblem(problemText(result.failure))
    setTyped(null)
    toast({ title: "Name saved" })
  }
  return (
    <section class={card.card} aria-label="Name">
      <form class={`${card.part} ${styles.form}`} onSubmit={save} noValidate>
        <TextField
          label="Name"
          hint="As your colleagues see it."
          error={problem()}
          autocomplete="name"
          maxlength={userNameMax}
          value={name()}
          onInput={setTyped}
        />
        <Show when={changed()}>
          <div class={styles.buttons}>
            <Button
              type="submit"
              variant="primary"
              disabled={!desk.online()}
              busy={busy() ? "Saving" : undefined}
            >
              Save
            </Button>
            <Button onClick={() => setTyped(null)}>Cancel</Button>
          </div>
        </Show>
      </form>
    </section>
  )
}
