import CircleCheck from "lucide-solid/icons/circle-check"
import LockKeyhole from "lucide-solid/icons/lock-keyhole"
import TriangleAlert from "lucide-solid/icons/triangle-alert"
import { For, Show } from "solid-js"
import { connectionText } from "../../../domain/account/connectionText.ts"
import type { ProviderField } from "../../../domain/account/ProviderSetup.ts"
import { accountLabelMax, baseUrlMax } from "../../../domain/rpc/ProviderRpcs.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Button } from "../../ui/Button.tsx"
import { Field } from "../../ui/Field.tsx"
import input from "../../ui/Input.module.css"
import { TextField } from "../../ui/TextField.tsx"
import card from "../SettingsCard.module.css"
import styles from "./AccountFields.module.css"
import type { AccountForm } from "./createAccountForm.ts"

const valueMax = 4096

/** What is typed for an account: its name, its credentials as the provider calls them, and its address. */
export const AccountFields = (props: { readonly form: AccountForm }) => {
  const form = props.form
  return (
    <div class={card.fields}>
      <TextField
        label="Name"
        hint="What this desk calls the account."
        error={form.nameProblem()}
        maxLength={accountLabelMax}
        value={form.label()}
        onInput={(text) => form.setLabel(text)}
      />
      <For each={form.setup.fields}>
        {(field) => (
          <Show
            when={!field.secret || !form.isKept(field) || form.isReplacing(field)}
            fallback={<KeptSecret form={form} field={field} />}
          >
            <CredentialField form={form} field={field} />
          </Show>
        )}
      </For>
      <TextField
        label="Base URL"
        optional
        hint={`Empty: ${form.setup.defaultBaseUrl}, ${form.setup.name}'s own.`}
        error={form.baseUrlProblem()}
        type="url"
        autocomplete="off"
        spellcheck={false}
        maxLength={baseUrlMax}
        value={form.baseUrl()}
        onInput={(text) => form.setBaseUrl(text)}
      />
    </div>
  )
}

interface FieldProps {
  readonly form: AccountForm
  readonly field: ProviderField
}

const CredentialField = (props: FieldProps) => (
  <Field
    label={props.field.label}
    optional={props.field.optional}
    hint={props.field.hint}
    error={props.form.problemOf(props.field)}
  >
    {(control) => (
      <input
        id={control.id}
        ref={(element) =>
          props.form.isKept(props.field) && props.field.secret && queueMicrotask(() => element.focus())}
        class={input.input}
        type={props.field.secret ? "password" : "text"}
        autocomplete={props.field.secret ? "new-password" : "off"}
        spellcheck={false}
        maxLength={valueMax}
        aria-describedby={control.describedBy}
        aria-invalid={control.invalid}
        value={props.form.value(props.field)}
        onInput={(event) => props.form.setValue(props.field, event.currentTarget.value)}
      />
    )}
  </Field>
)

/** A secret that the desk has: it is not shown again (ADMIN-2). */
const KeptSecret = (props: FieldProps) => (
  <div>
    <p class={styles.caption}>{props.field.label}</p>
    <p class={styles.kept}>
      <LockKeyhole aria-hidden="true" />
      <span>Kept. It is not shown again.</span>
      <Button
        size="small"
        aria-label={`Replace the ${props.field.label}`}
        onClick={() => props.form.setValue(props.field, "")}
      >
        Replace
      </Button>
    </p>
    <Show when={props.form.problemOf(props.field)}>
      {(text) => <p class={styles.problem} role="alert">{text()}</p>}
    </Show>
  </div>
)

/** The button that asks the provider, and what it answered. */
export const ConnectionTest = (props: { readonly form: AccountForm }) => {
  const desk = useDesk()
  const form = props.form
  return (
    <>
      <Button
        disabled={!desk.online()}
        busy={form.testing() ? "Testing" : undefined}
        onClick={() => void form.test()}
      >
        Test connection
      </Button>
      <div class={styles.verdict} role="status">
        <Show when={form.verdict()}>
          {(verdict) => (
            <p data-tone={verdict().outcome === "connected" ? "good" : "bad"}>
              <Show
                when={verdict().outcome === "connected"}
                fallback={<TriangleAlert aria-hidden="true" />}
              >
                <CircleCheck aria-hidden="true" />
              </Show>
              {connectionText(verdict(), form.setup.name)}
            </p>
          )}
        </Show>
      </div>
    </>
  )
}
