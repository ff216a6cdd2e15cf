import Plus from "lucide-solid/icons/plus"
import PlugZap from "lucide-solid/icons/plug-zap"
import { createSignal, For, lazy, Show, Suspense } from "solid-js"
import type { ListedNumber } from "../../../domain/account/ListedNumber.ts"
import type { ProviderAccountView } from "../../../domain/account/ProviderAccountView.ts"
import type { ProviderList } from "../../../domain/rpc/ProviderRpcs.ts"
import { useScreen } from "../../inbox/createScreen.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Button } from "../../ui/Button.tsx"
import { dateAndTime } from "../../ui/DeskTime.ts"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { Tag } from "../../ui/Tag.tsx"
import card from "../SettingsCard.module.css"
import { SettingsIntro } from "../SettingsIntro.tsx"
import { settingsPath } from "../settingsPath.ts"
import table from "../SettingsTable.module.css"
import { AccountPanel } from "./AccountPanel.tsx"
import { createAccounts } from "./createAccounts.ts"
import { NewAccount } from "./NewAccount.tsx"
import styles from "./ProviderAccountsPage.module.css"
import { problemLabel } from "./problemWords.ts"

const AddSenderDrawer = lazy(() =>
  import("../senders/AddSenderDrawer.tsx").then((it) => ({ default: it.AddSenderDrawer }))
)

const newAccount = "new"

interface Adding {
  readonly account: ProviderAccountView
  readonly number: ListedNumber
}

/** The accounts at providers, one of them, or a new one (ADMIN-1). */
export const ProviderAccountsPage = () => {
  const screen = useScreen()
  const desk = useDesk()
  const accounts = createAccounts()
  const [adding, setAdding] = createSignal<Adding | null>(null)
  const open = () => screen.settings()?.open ?? null
  const opened = () => accounts.list()?.accounts.find(({ id }) => id === open()) ?? null
  return (
    <>
      <div class={styles.page}>
        <Show when={accounts.failure()}>
          {(text) => (
            <section class={`${card.card} ${card.part}`} role="alert">
              <p>The accounts did not load. {text()}</p>
              <Button disabled={!desk.online()} onClick={() => void accounts.reload()}>Try again</Button>
            </section>
          )}
        </Show>
        <Show when={accounts.list()}>
          {(list) => (
            <Show when={open() !== null} fallback={<AccountTable list={list()} />}>
              <Show
                when={open() !== newAccount}
                fallback={
                  <NewAccount
                    setups={list().setups}
                    onAdded={(id) => void accounts.reload().then(() => screen.goToSettings("providers", id))}
                  />
                }
              >
                <Show
                  when={opened()?.id}
                  keyed
                  fallback={
                    <EmptyState
                      icon={<PlugZap />}
                      tone="neutral"
                      title="There is no such provider account."
                    />
                  }
                >
                  {(_) => (
                    <Show when={opened()}>
                      {(account) => (
                        <AccountPanel
                          account={account()}
                          list={list()}
                          onChanged={accounts.reload}
                          onAddSender={(number) => setAdding({ account: account(), number })}
                        />
                      )}
                    </Show>
                  )}
                </Show>
              </Show>
            </Show>
          )}
        </Show>
      </div>
      <Suspense>
        <Show when={adding()} keyed>
          {({ account, number }) => (
            <AddSenderDrawer
              from={{ accountId: account.id, number }}
              onAdded={() => {
                setAdding(null)
                void accounts.reload()
              }}
              onClose={() => setAdding(null)}
            />
          )}
        </Show>
      </Suspense>
    </>
  )
}

const AccountTable = (props: { readonly list: ProviderList }) => {
  const desk = useDesk()
  const screen = useScreen()
  return (
    <>
      <SettingsIntro
        title="Provider accounts"
        text="The accounts with which this desk sends and receives. A Sender ID belongs to one of them."
      >
        <Button
          variant="primary"
          disabled={!desk.online()}
          onClick={() => screen.goToSettings("providers", newAccount)}
        >
          <Plus />
          Add account
        </Button>
      </SettingsIntro>
      <div class={card.card}>
        <table class={table.table}>
          <thead>
            <tr>
              <th scope="col">Account</th>
              <th scope="col">Sender IDs</th>
              <th scope="col" data-wide>Last webhook</th>
              <th scope="col">Status</th>
            </tr>
          </thead>
          <tbody>
            <For each={props.list.accounts}>
              {(account) => <AccountRow account={account} list={props.list} />}
            </For>
          </tbody>
        </table>
      </div>
    </>
  )
}

const AccountRow = (props: { readonly account: ProviderAccountView; readonly list: ProviderList }) => {
  const desk = useDesk()
  const screen = useScreen()
  const setup = () => props.list.setups.find(({ kind }) => kind === props.account.kind)
  const last = () => Math.max(0, ...props.account.webhooks.map((one) => one.last?.at ?? 0))
  return (
    <tr
      class={`${table.row} ${styles.row}`}
      data-open={setup() !== undefined}
      onClick={(event) => {
        if (!setup() || (event.target instanceof HTMLElement && event.target.closest("a"))) return
        screen.goToSettings("providers", props.account.id)
      }}
    >
      <td>
        <span class={styles.words}>
          <Show when={setup()} fallback={<span class={styles.name}>{props.account.label}</span>}>
            <a class={styles.name} href={settingsPath("providers", props.account.id)}>
              {props.account.label}
            </a>
          </Show>
          <span class={styles.meta}>
            {setup()?.name ?? "Made for trying the desk out. Nothing to set up."}
          </span>
        </span>
      </td>
      <td>{props.account.senders.length || "None"}</td>
      <td data-wide>
        <Show when={setup()} fallback={<span class={styles.meta}>Needs none</span>}>
          {last() === 0 ? "Nothing yet" : dateAndTime(last(), desk.clock.now())}
        </Show>
      </td>
      <td>
        <AccountTags id={props.account.id} disabled={props.account.disabled} />
      </td>
    </tr>
  )
}

/** How an account stands, in a word. */
const AccountTags = (props: { readonly id: string; readonly disabled: boolean }) => {
  const desk = useDesk()
  const problems = () =>
    desk.directory().accountProblems.filter(({ accountId, kind }) =>
      accountId === props.id && kind !== "disabled"
    )
  return (
    <Show when={!props.disabled} fallback={<Tag tone="neutral">Switched off</Tag>}>
      <For each={problems()} fallback={<Tag tone="success">Active</Tag>}>
        {(problem) => <Tag tone="danger">{problemLabel(problem)}</Tag>}
      </For>
    </Show>
  )
}
