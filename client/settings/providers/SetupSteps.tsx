import { For, Show } from "solid-js"
import type { ProviderSetup } from "../../../domain/account/ProviderSetup.ts"
import card from "../SettingsCard.module.css"
import styles from "./AccountPanel.module.css"
import addresses from "./WebhookAddresses.module.css"

/** How an account is set up, in the words of the provider's console. */
export const SetupSteps = (props: { readonly setup: ProviderSetup; readonly note?: string }) => (
  <section class={`${card.card} ${card.part}`} aria-labelledby="setup-steps">
    <h3 id="setup-steps" class={addresses.title}>Set up at {props.setup.name}</h3>
    <Show when={props.note}>
      <p class={addresses.text}>{props.note}</p>
    </Show>
    <ol class={styles.steps}>
      <For each={props.setup.steps}>{(step) => <li>{step}</li>}</For>
    </ol>
  </section>
)
