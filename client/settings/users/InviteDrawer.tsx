import { Result, Schema } from "effect"
import { createSignal, Show } from "solid-js"
import type { Role } from "../../../domain/user/User.ts"
import { Email, type Invitation, userNameMax } from "../../../domain/user/UserAccount.ts"
import { problemText } from "../../conversation/problemText.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Button } from "../../ui/Button.tsx"
import { Switch } from "../../ui/Switch.tsx"
import { TextField } from "../../ui/TextField.tsx"
import { Drawer } from "./Drawer.tsx"
import { RoleField } from "./RoleField.tsx"
import styles from "./UserDrawer.module.css"

const isEmail = Schema.is(Email)

export interface InviteDrawerProps {
  readonly onInvited: (invitation: Invitation) => void
  readonly onClose: () => void
}

/** Who is to come, and as what. */
export const InviteDrawer = (props: InviteDrawerProps) => {
  const desk = useDesk()
  const [email, setEmail] = createSignal("")
  const [name, setName] = createSignal("")
  const [role, setRole] = createSignal<Role>("standard")
  const [licensed, setLicensed] = createSignal(true)
  const [tried, setTried] = createSignal(false)
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<string | null>(null)
  const emailError = () =>
    tried() && !isEmail(email().trim()) ? "Write an address such as ann@example.com." : null
  const nameError = () => tried() && name().trim() === "" ? "Enter a name." : null
  const invite = async (event: SubmitEvent) => {
    event.preventDefault()
    if (busy()) return
    setTried(true)
    setProblem(null)
    if (emailError() ?? nameError()) return
    setBusy(true)
    const asked = { email: email().trim(), name: name().trim(), role: role(), licensed: licensed() }
    const result = await desk.link.ask((client) => client["User.invite"](asked))
    setBusy(false)
    if (Result.isFailure(result)) return void setProblem(problemText(result.failure))
    props.onInvited(result.success)
  }
  return (
    <form class={styles.form} onSubmit={invite} noValidate>
      <Drawer
        title="Invite a user"
        onClose={() => props.onClose()}
        footer={
          <>
            <Button onClick={() => props.onClose()}>Cancel</Button>
            <Button
              type="submit"
              variant="primary"
              disabled={!desk.online()}
              busy={busy() ? "Sending" : undefined}
            >
              Send invitation
            </Button>
          </>
        }
      >
        <TextField
          label="Work email"
          hint="The link works once, for 7 days."
          error={emailError()}
          type="email"
          value={email()}
          onInput={setEmail}
        />
        <TextField
          label="Name"
          error={nameError()}
          maxlength={userNameMax}
          value={name()}
          onInput={setName}
        />
        <RoleField role={role()} onChange={setRole} />
        <Switch
          label="Portal licence"
          hint="Without one they cannot sign in."
          checked={licensed()}
          onChange={setLicensed}
        />
        <Show when={problem()}>{(text) => <p class={styles.problem} role="alert">{text()}</p>}</Show>
      </Drawer>
    </form>
  )
}
