import { Result } from "effect"
import { createSignal, For, lazy, Show, Suspense } from "solid-js"
import type { UserList } from "../../../domain/rpc/UserRpcs.ts"
import type { Role, UserId } from "../../../domain/user/User.ts"
import type { UserAccount } from "../../../domain/user/UserAccount.ts"
import { userChangeProblem, userChangeProblemText } from "../../../domain/user/userChangeProblem.ts"
import { problemText } from "../../conversation/problemText.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Button } from "../../ui/Button.tsx"
import { Field } from "../../ui/Field.tsx"
import input from "../../ui/Input.module.css"
import { Switch } from "../../ui/Switch.tsx"
import { useToast } from "../../ui/Toaster.tsx"
import { Drawer } from "./Drawer.tsx"
import { RoleField } from "./RoleField.tsx"
import styles from "./UserDrawer.module.css"

const ConfirmDialog = lazy(() =>
  import("../../ui/ConfirmDialog.tsx").then((it) => ({ default: it.ConfirmDialog }))
)

export interface UserDrawerProps {
  readonly user: UserAccount
  readonly list: UserList
  readonly onChanged: () => void
  readonly onClose: () => void
}

/** One user: role, licence, account; what cannot be is said before it is asked for. */
export const UserDrawer = (props: UserDrawerProps) => {
  const desk = useDesk()
  const toast = useToast()
  const [role, setRole] = createSignal<Role>(props.user.role)
  const [licensed, setLicensed] = createSignal(props.user.licensed)
  const [heir, setHeir] = createSignal<UserId | null>(null)
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<string | null>(null)
  const [asking, setAsking] = createSignal<"deactivate" | "second factor" | null>(null)

  const changeTo = (active: boolean) => ({
    id: props.user.id,
    version: props.user.version,
    role: role(),
    licensed: active && licensed(),
    active,
    newDefaultAdmin: heir(),
  })
  const judged = () => userChangeProblem(props.list, changeTo(props.user.active))
  const wall = () => {
    const found = judged()
    return found === null ? null : userChangeProblemText[found]
  }
  const isDefault = () => props.list.defaultAdmin === props.user.id
  const others = () =>
    props.list.users.filter((user) => user.licensed && user.role === "admin" && user.id !== props.user.id)
  const changed = () => role() !== props.user.role || licensed() !== props.user.licensed || heir() !== null

  const save = async (active: boolean, title: string) => {
    if (busy()) return
    setBusy(true)
    setProblem(null)
    const result = await desk.link.ask((client) => client["User.change"](changeTo(active)))
    setBusy(false)
    if (Result.isFailure(result)) return void setProblem(problemText(result.failure))
    props.onChanged()
    if (result.success._tag === "Saved") {
      toast({ title })
      return props.onClose()
    }
    setProblem("Somebody else changed this user a moment ago. Look at what is different, then save again.")
  }
  const switchOff = async () => {
    const { id } = props.user
    const result = await desk.link.ask((client) => client["User.switchOffSecondFactor"]({ id }))
    if (Result.isFailure(result)) return void setProblem(problemText(result.failure))
    toast({ title: "Second factor switched off", text: `${props.user.name} is told by mail.` })
    props.onChanged()
  }

  return (
    <>
      <Drawer
        title="Edit user"
        onClose={() => props.onClose()}
        footer={
          <>
            <Show
              when={props.user.active}
              fallback={
                <Button disabled={!desk.online()} onClick={() => void save(true, "User activated")}>
                  Activate
                </Button>
              }
            >
              <Button disabled={!desk.online()} onClick={() => setAsking("deactivate")}>Deactivate</Button>
            </Show>
            <Button
              variant="primary"
              disabled={!desk.online() || !changed() || wall() !== null}
              busy={busy() ? "Saving" : undefined}
              onClick={() => void save(props.user.active, "User saved")}
            >
              Save
            </Button>
          </>
        }
      >
        <div>
          <p class={styles.name}>{props.user.name}</p>
          <p class={styles.meta}>{props.user.email}</p>
        </div>
        <RoleField role={role()} onChange={setRole} />
        <Switch
          label="Portal licence"
          hint={props.user.active
            ? "Without one they cannot sign in, and own no new conversations. Open desks close at once."
            : "Activate the user first."}
          checked={licensed()}
          onChange={(on) => setLicensed(on && props.user.active)}
        />
        <Show when={isDefault()}>
          <Field
            label="Default admin"
            hint="First messages from unknown numbers go to this admin."
          >
            {(control) => (
              <select
                id={control.id}
                class={input.input}
                aria-describedby={control.describedBy}
                value={heir() ?? ""}
                onChange={(event) => {
                  const id = event.currentTarget.value
                  setHeir(others().find((user) => user.id === id)?.id ?? null)
                }}
              >
                <option value="">{props.user.name}</option>
                <For each={others()}>{(user) => <option value={user.id}>{user.name}</option>}</For>
              </select>
            )}
          </Field>
        </Show>
        <Show when={!isDefault() && role() === "admin" && licensed()}>
          <Switch
            label="Default admin"
            hint="Gets the first messages from unknown numbers."
            checked={heir() === props.user.id}
            onChange={(on) => setHeir(on ? props.user.id : null)}
          />
        </Show>
        <Show when={props.user.secondFactor}>
          <div>
            <Button disabled={!desk.online()} onClick={() => setAsking("second factor")}>
              Switch off second factor
            </Button>
            <p class={styles.meta}>For somebody who has lost both their app and their recovery codes.</p>
          </div>
        </Show>
        <Show when={problem() ?? wall()}>
          {(text) => <p class={styles.problem} role="alert">{text()}</p>}
        </Show>
      </Drawer>
      <Suspense>
        <Show when={asking() === "deactivate"}>
          <ConfirmDialog
            title={`Deactivate ${props.user.name}?`}
            text="They are signed out everywhere at once, and their API keys stop working. Their conversations stay."
            action="Deactivate"
            danger
            onConfirm={() => void save(false, "User deactivated")}
            onClose={() => setAsking(null)}
          />
        </Show>
        <Show when={asking() === "second factor"}>
          <ConfirmDialog
            title={`Switch off the second factor of ${props.user.name}?`}
            text="Make sure that it is really them who asks. Their password alone lets them in from then on."
            action="Switch off"
            danger
            onConfirm={() => void switchOff()}
            onClose={() => setAsking(null)}
          />
        </Show>
      </Suspense>
    </>
  )
}
