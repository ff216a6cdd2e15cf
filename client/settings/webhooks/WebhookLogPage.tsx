import Webhook from "lucide-solid/icons/webhook"
import { Result } from "effect"
import { createEffect, createResource, createSignal, For, on, Show } from "solid-js"
import type { WebhookEntry } from "../../../domain/account/WebhookEntry.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Button } from "../../ui/Button.tsx"
import { dateAndTime, fullTime } from "../../ui/DeskTime.ts"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { Field } from "../../ui/Field.tsx"
import input from "../../ui/Input.module.css"
import { Tag } from "../../ui/Tag.tsx"
import card from "../SettingsCard.module.css"
import { SettingsIntro } from "../SettingsIntro.tsx"
import table from "../SettingsTable.module.css"
import { createWebhookList, type WebhookList } from "./createWebhookList.ts"
import { outcomeWords, webhookOutcomes } from "./outcomeWords.ts"
import { WebhookDrawer } from "./WebhookDrawer.tsx"
import styles from "./WebhookLogPage.module.css"

/** What providers brought and what became of it (HOOK-6): newest first, for admins. */
export const WebhookLogPage = () => {
  const desk = useDesk()
  const list = createWebhookList()
  const [open, setOpen] = createSignal<WebhookEntry["id"] | null>(null)
  const [accounts] = createResource(async () => {
    const answer = await desk.link.ask((client) => client["Provider.list"]())
    return Result.isSuccess(answer) ? answer.success.accounts : []
  })
  const accountName = (id: string) => accounts.latest?.find((one) => one.id === id)?.label ?? id
  const opened = () => list.entries().find(({ id }) => id === open()) ?? null
  createEffect(on(desk.online, (online) => {
    if (online && list.entries().length === 0) void list.reload()
  }))
  return (
    <>
      <div>
        <SettingsIntro
          title="Webhook log"
          text="What providers brought in the last 7 days. What could not be taken is kept and can be replayed."
        >
          <Button disabled={!desk.online()} onClick={() => void list.reload()}>Show the newest</Button>
        </SettingsIntro>
        <Filters list={list} accounts={accounts.latest ?? []} />
        <Show when={list.problem()}>
          {(text) => (
            <section class={`${card.card} ${card.part}`} role="alert">
              <p>The webhook log did not load. {text()}</p>
              <Button disabled={!desk.online()} onClick={() => void list.reload()}>Try again</Button>
            </section>
          )}
        </Show>
        <Show
          when={list.entries().length > 0 || list.status() === "loading" || list.problem()}
          fallback={<EmptyState icon={<Webhook />} tone="neutral" title="Nothing like this came lately." />}
        >
          <div class={card.card}>
            <table class={table.table}>
              <thead>
                <tr>
                  <th scope="col">When</th>
                  <th scope="col">Account</th>
                  <th scope="col" data-wide>Updates</th>
                  <th scope="col">What became of it</th>
                </tr>
              </thead>
              <tbody>
                <For each={list.entries()}>
                  {(entry) => (
                    <Row
                      entry={entry}
                      account={accountName(entry.accountId)}
                      open={open() === entry.id}
                      onOpen={() => setOpen(entry.id)}
                    />
                  )}
                </For>
              </tbody>
            </table>
            <Show when={!list.complete()}>
              <div class={styles.more}>
                <Button
                  disabled={!desk.online()}
                  busy={list.status() === "loading" ? "Loading" : undefined}
                  onClick={() => void list.loadMore()}
                >
                  Show older
                </Button>
              </div>
            </Show>
          </div>
        </Show>
      </div>
      <Show when={opened()?.id} keyed>
        {(_) => (
          <Show when={opened()}>
            {(entry) => (
              <WebhookDrawer
                entry={entry()}
                account={accountName(entry().accountId)}
                onReplayed={list.replace}
                onClose={() => setOpen(null)}
              />
            )}
          </Show>
        )}
      </Show>
    </>
  )
}

interface FiltersProps {
  readonly list: WebhookList
  readonly accounts: ReadonlyArray<{ readonly id: string; readonly label: string }>
}

const Filters = (props: FiltersProps) => (
  <div class={styles.filters} role="search" aria-label="Filter the webhook log">
    <Field label="Account">
      {(control) => (
        <select
          id={control.id}
          class={input.input}
          onChange={(event) => void props.list.find({ accountId: event.currentTarget.value || null })}
        >
          <option value="">All accounts</option>
          <For each={props.accounts}>{(one) => <option value={one.id}>{one.label}</option>}</For>
        </select>
      )}
    </Field>
    <Field label="What became of it">
      {(control) => (
        <select
          id={control.id}
          class={input.input}
          onChange={(event) => {
            const chosen = webhookOutcomes.find((one) => one === event.currentTarget.value)
            void props.list.find({ outcome: chosen ?? null })
          }}
        >
          <option value="">Everything</option>
          <For each={webhookOutcomes}>
            {(outcome) => <option value={outcome}>{outcomeWords[outcome].text}</option>}
          </For>
        </select>
      )}
    </Field>
  </div>
)

interface RowProps {
  readonly entry: WebhookEntry
  readonly account: string
  readonly open: boolean
  readonly onOpen: () => void
}

const Row = (props: RowProps) => {
  const desk = useDesk()
  const outcome = () => outcomeWords[props.entry.outcome]
  return (
    <tr class={`${table.row} ${styles.row}`} data-open={props.open} onClick={() => props.onOpen()}>
      <td>
        <button
          type="button"
          class={styles.when}
          aria-label={`Request of ${props.account}, ${fullTime(props.entry.at)}, ${outcome().text}`}
          aria-expanded={props.open}
        >
          {dateAndTime(props.entry.at, desk.clock.now())}
        </button>
      </td>
      <td>
        {props.account}
        <span class={styles.meta}>{props.entry.endpoint}</span>
      </td>
      <td data-wide>{props.entry.updates}</td>
      <td>
        <Tag tone={outcome().tone}>{outcome().text}</Tag>
        <span class={styles.meta}>{props.entry.detail}</span>
      </td>
    </tr>
  )
}
