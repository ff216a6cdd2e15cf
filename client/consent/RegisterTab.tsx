import BellOff from "lucide-solid/icons/bell-off"
import Plus from "lucide-solid/icons/plus"
import Search from "lucide-solid/icons/search"
import ShieldCheck from "lucide-solid/icons/shield-check"
import { createEffect, createSignal, For, lazy, on, Show, Suspense } from "solid-js"
import type { RegisterEntry, RegisterQuery } from "../../domain/rpc/ConsentRpcs.ts"
import { formatNumber } from "../contact/formatNumber.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { ChannelMark, channelName } from "../ui/ChannelMark.tsx"
import { dateAndTime } from "../ui/DeskTime.ts"
import { EmptyState } from "../ui/EmptyState.tsx"
import { createRegister } from "./createRegister.ts"
import { nameOf, originText } from "./permissionText.ts"
import table from "../ui/FramedTable.module.css"
import styles from "./RegisterTab.module.css"

const RecordConsentDialog = lazy(() =>
  import("./RecordConsentDialog.tsx").then((it) => ({ default: it.RecordConsentDialog }))
)
const OptOutDialog = lazy(() => import("./OptOutDialog.tsx").then((it) => ({ default: it.OptOutDialog })))
const HistoryDialog = lazy(() => import("./HistoryDialog.tsx").then((it) => ({ default: it.HistoryDialog })))

const counted = (count: number, word: string) =>
  `${count.toLocaleString("en-US")} ${word}${count === 1 ? "" : "s"}`

const searchDelayMillis = 200

export interface RegisterTabProps {
  readonly of: RegisterQuery["of"]
  readonly onTotal: (total: number) => void
}

/** Consents, or opt-outs, newest first, with the history of each number. */
export const RegisterTab = (props: RegisterTabProps) => {
  const desk = useDesk()
  const register = createRegister(desk, props.of)
  const [recording, setRecording] = createSignal(false)
  const [shown, setShown] = createSignal<RegisterEntry | null>(null)
  const [lifting, setLifting] = createSignal<RegisterEntry | null>(null)
  const consents = () => props.of === "consents"
  let timer: ReturnType<typeof setTimeout> | undefined
  createEffect(on(desk.online, (online) => {
    if (online) void register.reload()
  }))
  createEffect(() => {
    const total = register.total()
    if (total !== null && register.search() === "") props.onTotal(total)
  })
  return (
    <>
      <div class={styles.tools}>
        <label class={styles.search}>
          <Search aria-hidden="true" />
          <input
            type="search"
            aria-label="Search by number"
            placeholder="Number, from its country code"
            onInput={(event) => {
              const text = event.currentTarget.value
              clearTimeout(timer)
              timer = setTimeout(() => void register.find(text), searchDelayMillis)
            }}
          />
        </label>
        <p class={styles.total} role="status">
          {register.total() === null
            ? ""
            : counted(register.total() ?? 0, consents() ? "consent" : "opt-out")}
        </p>
        <Show when={consents()}>
          <Button
            class={styles.record}
            variant="primary"
            disabled={!desk.online()}
            onClick={() => setRecording(true)}
          >
            <Plus />
            Record consent
          </Button>
        </Show>
      </div>
      <Show
        when={register.entries().length > 0}
        fallback={
          <Show when={register.status() !== "loading"}>
            <EmptyState
              icon={consents() ? <ShieldCheck /> : <BellOff />}
              tone="neutral"
              title={register.status() === "failed"
                ? "This did not load. Try again."
                : consents()
                ? "No consents on file. Record one, or upload a file."
                : "Nobody opted out."}
            />
          </Show>
        }
      >
        <div class={`${table.frame} ${styles.frame}`}>
          <table class={`${table.table} ${styles.table}`} aria-busy={register.status() === "loading"}>
            <caption class="visually-hidden">{consents() ? "Consents" : "Opt-outs"}</caption>
            <thead>
              <tr>
                <th scope="col">Mobile</th>
                <th scope="col">Channel</th>
                <th scope="col">{consents() ? "Source" : "How"}</th>
                <th scope="col">{consents() ? "Given" : "Since"}</th>
                <th scope="col" data-wide>{consents() ? "Proof" : "Reason"}</th>
                <th scope="col">
                  <span class="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              <For each={register.entries()}>
                {(entry) => (
                  <tr>
                    <td>
                      <strong class={styles.who}>{entry.contact?.name}</strong>
                      <span class={styles.number}>{formatNumber(entry.address)}</span>
                    </td>
                    <td>
                      <span class={styles.channel}>
                        <ChannelMark channel={entry.channel} size={16} decorative />
                        {channelName(entry.channel)}
                      </span>
                    </td>
                    <td>
                      {consents() ? entry.source : originText(entry, nameOf(desk, entry.by))}
                    </td>
                    <td class={styles.time}>{dateAndTime(entry.at, desk.clock.now())}</td>
                    <td data-wide>{consents() ? entry.proof : entry.source}</td>
                    <td class={styles.actions}>
                      <Show when={!consents() && !entry.providerHolds}>
                        <Button size="small" disabled={!desk.online()} onClick={() => setLifting(entry)}>
                          Opt in again
                        </Button>
                      </Show>
                      <Button size="small" disabled={!desk.online()} onClick={() => setShown(entry)}>
                        History<span class="visually-hidden">of {formatNumber(entry.address)}</span>
                      </Button>
                    </td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </div>
        <Show when={register.hasMore()}>
          <div class={styles.more}>
            <Button disabled={!desk.online()} onClick={() => void register.loadMore()}>Show more</Button>
          </div>
        </Show>
      </Show>
      <Suspense>
        <Show when={recording()}>
          <RecordConsentDialog
            onClose={() => setRecording(false)}
            onRecorded={() => void register.reload()}
          />
        </Show>
        <Show when={shown()} keyed>
          {(entry) => (
            <HistoryDialog
              of={{ _tag: "Number", address: entry.address }}
              title={formatNumber(entry.address)}
              onClose={() => setShown(null)}
            />
          )}
        </Show>
        <Show when={lifting()} keyed>
          {(entry) => (
            <OptOutDialog
              of={{ _tag: "Number", address: entry.address }}
              address={entry.address}
              channel={entry.channel}
              optedOut={false}
              onClose={() => setLifting(null)}
              onDone={() => void register.reload()}
            />
          )}
        </Show>
      </Suspense>
    </>
  )
}
