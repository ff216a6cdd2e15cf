import { Result } from "effect"
import { createSignal, For, Show } from "solid-js"
import { connectionText } from "../../../domain/account/connectionText.ts"
import type { ListedNumber, NumberList, NumberQuality } from "../../../domain/account/ListedNumber.ts"
import type { ProviderAccountView } from "../../../domain/account/ProviderAccountView.ts"
import type { ProviderSetup } from "../../../domain/account/ProviderSetup.ts"
import { formatNumber } from "../../contact/formatNumber.ts"
import { problemText } from "../../conversation/problemText.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Button } from "../../ui/Button.tsx"
import { ChannelMark } from "../../ui/ChannelMark.tsx"
import { Tag, type TagProps } from "../../ui/Tag.tsx"
import card from "../SettingsCard.module.css"
import styles from "./NumbersCard.module.css"
import addresses from "./WebhookAddresses.module.css"

const qualityText: Readonly<Record<NumberQuality, string>> = {
  green: "Good quality",
  yellow: "Medium quality",
  red: "Low quality",
  unknown: "No quality yet",
}
const qualityTone: Readonly<Record<NumberQuality, TagProps["tone"]>> = {
  green: "success",
  yellow: "warn",
  red: "danger",
  unknown: "neutral",
}

export interface NumbersCardProps {
  readonly account: ProviderAccountView
  readonly setup: ProviderSetup
  readonly onAdd: (number: ListedNumber) => void
}

/** The numbers that the provider has for this account, to be made Sender IDs. */
export const NumbersCard = (props: NumbersCardProps) => {
  const desk = useDesk()
  const [list, setList] = createSignal<NumberList | null>(null)
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<string | null>(null)
  const read = async () => {
    if (busy()) return
    setBusy(true)
    setProblem(null)
    const { id } = props.account
    const answer = await desk.link.ask((client) => client["Provider.numbers"]({ id }))
    setBusy(false)
    if (Result.isFailure(answer)) return void setProblem(problemText(answer.failure))
    setList(answer.success)
    const failed = answer.success.problem
    if (failed) setProblem(connectionText(failed, props.setup.name))
  }
  const senderOf = ({ address, channel }: ListedNumber) =>
    desk.directory().senders.find((sender) => sender.channel === channel && sender.address === address)
  return (
    <section class={card.card} aria-labelledby="account-numbers">
      <header class={`${card.part} ${styles.head}`}>
        <div>
          <h3 id="account-numbers" class={addresses.title}>Numbers</h3>
          <p class={addresses.text}>What {props.setup.name} has for this account.</p>
        </div>
        <Button
          disabled={!desk.online()}
          busy={busy() ? "Reading" : undefined}
          onClick={() => void read()}
        >
          {list() === null ? `Read from ${props.setup.name}` : "Read again"}
        </Button>
      </header>
      <Show when={problem()}>{(text) => <p class={styles.problem} role="alert">{text()}</p>}</Show>
      <Show when={list()}>
        {(known) => (
          <ul class={styles.rows}>
            <For each={known().numbers} fallback={<li class={styles.row}>There are none.</li>}>
              {(number) => (
                <li class={styles.row}>
                  <ChannelMark channel={number.channel} size={20} />
                  <span class={styles.words}>
                    <span class={styles.number}>{formatNumber(number.address)}</span>
                    <span class={styles.meta}>{number.name}</span>
                  </span>
                  <Show when={number.quality}>
                    {(quality) => <Tag tone={qualityTone[quality()]}>{qualityText[quality()]}</Tag>}
                  </Show>
                  <Show when={number.problem}>{(text) => <Tag tone="warn">{text()}</Tag>}</Show>
                  <Show
                    when={senderOf(number)}
                    fallback={
                      <Button
                        size="small"
                        disabled={!desk.online()}
                        aria-label={`Add ${formatNumber(number.address)} as Sender ID`}
                        onClick={() => props.onAdd(number)}
                      >
                        Add as Sender ID
                      </Button>
                    }
                  >
                    {(sender) => <span class={styles.meta}>{sender().label}</span>}
                  </Show>
                </li>
              )}
            </For>
          </ul>
        )}
      </Show>
      <Show when={list()?.complete === false && list()?.problem === null}>
        <p class={styles.problem}>There are more. Add the others on the Sender IDs page.</p>
      </Show>
    </section>
  )
}
