import Check from "lucide-solid/icons/check"
import Copy from "lucide-solid/icons/copy"
import TriangleAlert from "lucide-solid/icons/triangle-alert"
import { createSignal, For, onCleanup, Show } from "solid-js"
import type { ProviderAccountView, WebhookAddress } from "../../../domain/account/ProviderAccountView.ts"
import type { ProviderSetup } from "../../../domain/account/ProviderSetup.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { dateAndTime } from "../../ui/DeskTime.ts"
import { IconButton } from "../../ui/IconButton.tsx"
import { Tag } from "../../ui/Tag.tsx"
import card from "../SettingsCard.module.css"
import styles from "./WebhookAddresses.module.css"

const copiedMillis = 2_000

export interface WebhookAddressesProps {
  readonly account: ProviderAccountView
  readonly setup: ProviderSetup
  readonly unreachable: string | null
}

/** The desk's addresses to enter at the provider, and whether something has come to them. */
export const WebhookAddresses = (props: WebhookAddressesProps) => {
  const webhookOf = (endpoint: string) => props.setup.webhooks.find((one) => one.endpoint === endpoint)
  const token = () => {
    const { webhookSecret: name } = props.setup
    const field = props.setup.fields.find((one) => one.name === name)
    return field && { label: field.label, value: props.account.values[field.name] ?? "" }
  }
  return (
    <section class={`${card.card} ${card.part}`} aria-labelledby="webhook-addresses">
      <h3 id="webhook-addresses" class={styles.title}>Webhook addresses</h3>
      <p class={styles.text}>Enter these at {props.setup.name}, so that messages and reports come here.</p>
      <Show when={props.unreachable}>
        {(text) => (
          <p class={styles.warning} role="note">
            <TriangleAlert aria-hidden="true" />
            {text()}
          </p>
        )}
      </Show>
      <ul class={styles.list}>
        <For each={props.account.webhooks}>
          {(address) => (
            <li>
              <CopyLine
                label={webhookOf(address.endpoint)?.label ?? address.endpoint}
                note={webhookOf(address.endpoint)?.optional ? "Each message brings it by itself" : ""}
                value={address.url}
              />
              <Arrival address={address} />
            </li>
          )}
        </For>
        <Show when={token()}>
          {(known) => (
            <li>
              <CopyLine label={known().label} note="" value={known().value} />
            </li>
          )}
        </Show>
      </ul>
      <Show when={props.setup.webhooks.some(({ fragment }) => fragment !== "")}>
        <p class={styles.text}>
          Copy them with what stands behind the #: it tells {props.setup.name}{" "}
          to try again when the desk does not answer.
        </p>
      </Show>
    </section>
  )
}

interface CopyLineProps {
  readonly label: string
  readonly note: string
  readonly value: string
}

const CopyLine = (props: CopyLineProps) => {
  const [copied, setCopied] = createSignal(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(timer))
  const copy = async () => {
    await navigator.clipboard.writeText(props.value)
    setCopied(true)
    clearTimeout(timer)
    timer = setTimeout(() => setCopied(false), copiedMillis)
  }
  return (
    <>
      <p class={styles.label}>
        {props.label}
        <Show when={props.note}>
          <span class={styles.note}>{props.note}</span>
        </Show>
      </p>
      <div class={styles.line}>
        <code class={styles.value}>{props.value}</code>
        <IconButton
          label={copied() ? `${props.label} copied` : `Copy ${props.label}`}
          onClick={() => void copy()}
        >
          <Show when={copied()} fallback={<Copy />}>
            <Check />
          </Show>
        </IconButton>
      </div>
    </>
  )
}

const Arrival = (props: { readonly address: WebhookAddress }) => {
  const desk = useDesk()
  const when = (at: number) => dateAndTime(at, desk.clock.now())
  return (
    <p class={styles.arrival}>
      <Show
        when={props.address.last}
        fallback={<Tag tone="neutral">Nothing arrived yet</Tag>}
      >
        {(last) => <Tag tone="success">Last arrived {when(last().at)}</Tag>}
      </Show>
      <Show when={props.address.badSignatureAt}>
        {(at) => (
          <span class={styles.bad}>
            Something came {when(at())} whose signature does not fit. Check the secret that it is signed with.
          </span>
        )}
      </Show>
    </p>
  )
}
