import ChevronLeft from "lucide-solid/icons/chevron-left"
import { A } from "@solidjs/router"
import { createMemo, createSignal, For, Show } from "solid-js"
import type { ProviderSetup } from "../../../domain/account/ProviderSetup.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Button } from "../../ui/Button.tsx"
import { channelName } from "../../ui/ChannelMark.tsx"
import card from "../SettingsCard.module.css"
import { SettingsIntro } from "../SettingsIntro.tsx"
import { settingsPath } from "../settingsPath.ts"
import { AccountFields, ConnectionTest } from "./AccountFields.tsx"
import styles from "./AccountPanel.module.css"
import { createAccountForm } from "./createAccountForm.ts"
import { SetupSteps } from "./SetupSteps.tsx"

export interface NewAccountProps {
  readonly setups: ReadonlyArray<ProviderSetup>
  readonly onAdded: (id: string) => void
}

/** A provider is chosen, then its credentials are typed and tried out. */
export const NewAccount = (props: NewAccountProps) => {
  const [kind, setKind] = createSignal(props.setups[0]?.kind ?? null)
  // Each look at the accounts brings all setups anew; what is typed stays while the provider is the same.
  const setup = createMemo(() => props.setups.find((one) => one.kind === kind()) ?? null, undefined, {
    equals: (before, now) => before?.kind === now?.kind,
  })
  return (
    <div class={styles.panel}>
      <A class={styles.back} href={settingsPath("providers")}>
        <ChevronLeft aria-hidden="true" />
        Provider accounts
      </A>
      <SettingsIntro title="Add a provider account" text="Whom does the desk send and receive with?" />
      <fieldset class={styles.kinds}>
        <legend class="visually-hidden">Provider</legend>
        <For each={props.setups}>
          {(one) => (
            <label class={styles.kind}>
              <input
                type="radio"
                name="provider"
                checked={kind() === one.kind}
                onChange={() => setKind(one.kind)}
              />
              <span>
                <span class={styles.kindName}>{one.name}</span>
                <span class={styles.meta}>{one.channels.map(channelName).join(" and ")}</span>
              </span>
            </label>
          )}
        </For>
      </fieldset>
      <Show when={setup()} keyed>
        {(chosen) => <NewAccountForm setup={chosen} onAdded={props.onAdded} />}
      </Show>
    </div>
  )
}

interface NewAccountFormProps {
  readonly setup: ProviderSetup
  readonly onAdded: (id: string) => void
}

const NewAccountForm = (props: NewAccountFormProps) => {
  const desk = useDesk()
  const form = createAccountForm({ setup: props.setup, account: null, onSaved: props.onAdded })
  return (
    <>
      <SetupSteps setup={props.setup} note="The webhook addresses are shown once the account is added." />
      <form
        id="account-form"
        class={`${card.card} ${card.part}`}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void form.save()
        }}
      >
        <AccountFields form={form} />
        <Show when={form.problem()}>{(text) => <p class={styles.problem} role="alert">{text()}</p>}</Show>
        <div class={styles.actions}>
          <Button
            type="submit"
            variant="primary"
            disabled={!desk.online()}
            busy={form.saving() ? "Adding" : undefined}
          >
            Add account
          </Button>
          <ConnectionTest form={form} />
        </div>
      </form>
    </>
  )
}
