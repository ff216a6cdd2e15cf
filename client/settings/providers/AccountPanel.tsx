import ChevronLeft from "lucide-solid/icons/chevron-left"
import TriangleAlert from "lucide-solid/icons/triangle-alert"
import { A } from "@solidjs/router"
import { Result } from "effect"
import { createMemo, createSignal, For, lazy, onMount, Show, Suspense } from "solid-js"
import type { ListedNumber } from "../../../domain/account/ListedNumber.ts"
import type { ProviderAccountView } from "../../../domain/account/ProviderAccountView.ts"
import type { ProviderSetup } from "../../../domain/account/ProviderSetup.ts"
import type { ProviderList } from "../../../domain/rpc/ProviderRpcs.ts"
import { problemText } from "../../conversation/problemText.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Button } from "../../ui/Button.tsx"
import { Tag } from "../../ui/Tag.tsx"
import { useToast } from "../../ui/Toaster.tsx"
import card from "../SettingsCard.module.css"
import { SettingsIntro } from "../SettingsIntro.tsx"
import { settingsPath } from "../settingsPath.ts"
import { AccountFields, ConnectionTest } from "./AccountFields.tsx"
import styles from "./AccountPanel.module.css"
import { createAccountForm } from "./createAccountForm.ts"
import { NumbersCard } from "./NumbersCard.tsx"
import { problemForAdmins } from "./problemWords.ts"
import { SetupSteps } from "./SetupSteps.tsx"
import { WebhookAddresses } from "./WebhookAddresses.tsx"

const ConfirmDialog = lazy(() =>
  import("../../ui/ConfirmDialog.tsx").then((it) => ({ default: it.ConfirmDialog }))
)

export interface AccountPanelProps {
  readonly account: ProviderAccountView
  readonly list: ProviderList
  readonly onChanged: () => Promise<void>
  readonly onAddSender: (number: ListedNumber) => void
}

/** One account: what is wrong with it, its credentials, webhook addresses and numbers. */
export const AccountPanel = (props: AccountPanelProps) => {
  const setup = () => props.list.setups.find(({ kind }) => kind === props.account.kind)
  let panel: HTMLDivElement | undefined
  // One that was just added follows a long form.
  onMount(() => panel?.parentElement?.scrollTo({ top: 0 }))
  return (
    <div ref={panel} class={styles.panel}>
      <A class={styles.back} href={settingsPath("providers")}>
        <ChevronLeft aria-hidden="true" />
        Provider accounts
      </A>
      <SettingsIntro
        title={props.account.label}
        text={
          <>
            {setup()?.name ?? "Made for trying the desk out. Nothing to set up."}{" "}
            <Show when={props.account.disabled}>
              <Tag tone="neutral">Switched off</Tag>
            </Show>
          </>
        }
      >
        <Show when={setup()}>
          <SwitchButton account={props.account} onChanged={props.onChanged} />
        </Show>
      </SettingsIntro>
      <Problems account={props.account} />
      <Show when={setup()}>
        {(known) => (
          <>
            <Credentials account={props.account} setup={known()} onChanged={props.onChanged} />
            <WebhookAddresses
              account={props.account}
              setup={known()}
              unreachable={props.list.unreachable}
            />
            <NumbersCard account={props.account} setup={known()} onAdd={props.onAddSender} />
            <SetupSteps setup={known()} />
          </>
        )}
      </Show>
    </div>
  )
}

const Problems = (props: { readonly account: ProviderAccountView }) => {
  const desk = useDesk()
  const problems = () =>
    desk.directory().accountProblems.filter(({ accountId, kind }) =>
      accountId === props.account.id && kind !== "disabled"
    )
  return (
    <For each={problems()}>
      {(problem) => (
        <div class={styles.alert} role="alert">
          <TriangleAlert aria-hidden="true" />
          <div>
            <p>
              <strong>{problemForAdmins(problem).title}</strong> {problemForAdmins(problem).advice}
            </p>
            <Show when={problem.detail}>
              <p class={styles.detail}>{problem.detail}</p>
            </Show>
          </div>
        </div>
      )}
    </For>
  )
}

interface CredentialsProps {
  readonly account: ProviderAccountView
  readonly setup: ProviderSetup
  readonly onChanged: () => Promise<void>
}

/** Begins afresh with each version of the account: what others changed shows at once, what is typed here is lost with it. */
const Credentials = (props: CredentialsProps) => {
  // Each look at the accounts brings it anew, with the same version while nobody changed it.
  const shown = createMemo(() => props.account, undefined, {
    equals: (before, now) => before.version === now.version,
  })
  return (
    <Show when={shown()} keyed>
      {(account) => <CredentialsForm account={account} setup={props.setup} onChanged={props.onChanged} />}
    </Show>
  )
}

const CredentialsForm = (props: CredentialsProps) => {
  const form = createAccountForm({
    setup: props.setup,
    account: props.account,
    onSaved: () => void props.onChanged(),
  })
  return (
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
        <ConnectionTest form={form} />
      </div>
    </form>
  )
}

const SwitchButton = (props: Omit<CredentialsProps, "setup">) => {
  const desk = useDesk()
  const toast = useToast()
  const [asking, setAsking] = createSignal(false)
  const [busy, setBusy] = createSignal(false)
  const change = async (disabled: boolean) => {
    const { id, label } = props.account
    setBusy(true)
    const answer = await desk.link.ask((client) => client["Provider.switch"]({ id, disabled }))
    setBusy(false)
    if (Result.isFailure(answer)) {
      return void toast({ title: "That did not work", text: problemText(answer.failure), error: true })
    }
    toast({ title: disabled ? "Account switched off" : "Account switched on", text: label })
    await props.onChanged()
  }
  return (
    <>
      <Button
        disabled={!desk.online()}
        busy={busy() ? "Changing" : undefined}
        onClick={() => props.account.disabled ? void change(false) : setAsking(true)}
      >
        {props.account.disabled ? "Switch on" : "Switch off"}
      </Button>
      <Suspense>
        <Show when={asking()}>
          <ConfirmDialog
            title={`Switch ${props.account.label} off?`}
            text="Nothing is sent by it until it is switched on again; agents are told. What customers write still arrives."
            action="Switch off"
            onConfirm={() => void change(true)}
            onClose={() => setAsking(false)}
          />
        </Show>
      </Suspense>
    </>
  )
}
