import { Result } from "effect"
import { createSignal, For, lazy, Show, Suspense } from "solid-js"
import { type Address, canonicalAddress } from "../../domain/contact/Address.ts"
import type { Contact } from "../../domain/contact/Contact.ts"
import type { PermissionHistory } from "../../domain/rpc/ConsentRpcs.ts"
import type { Channel } from "../../domain/sender/Sender.ts"
import { formatNumber } from "../contact/formatNumber.ts"
import { problemText } from "../conversation/problemText.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { ChannelMark, channelName } from "../ui/ChannelMark.tsx"
import { dateAndTime, shortDate } from "../ui/DeskTime.ts"
import { Skeleton } from "../ui/Skeleton.tsx"
import { Tag } from "../ui/Tag.tsx"
import styles from "./ContactPermissions.module.css"
import { nameOf, originText } from "./permissionText.ts"

const HistoryDialog = lazy(() => import("./HistoryDialog.tsx").then((it) => ({ default: it.HistoryDialog })))
const OptOutDialog = lazy(() => import("./OptOutDialog.tsx").then((it) => ({ default: it.OptOutDialog })))
const RecordConsentDialog = lazy(() =>
  import("./RecordConsentDialog.tsx").then((it) => ({ default: it.RecordConsentDialog }))
)

const channels: ReadonlyArray<Channel> = ["whatsapp", "sms"]

/** A number on a channel, and what is being done about it. */
interface Asked {
  readonly what: "optOut" | "optIn" | "record"
  readonly phone: Address
  readonly channel: Channel
}

/** What the numbers of a contact allow on each channel, since when and by what, and the ways to change it (CONTACT-5). */
export const ContactPermissions = (props: { readonly contact: Contact }) => {
  const desk = useDesk()
  const [known, setKnown] = createSignal<PermissionHistory | null>(null)
  const [problem, setProblem] = createSignal<string | null>(null)
  const [showsHistory, setShowsHistory] = createSignal(false)
  const [asked, setAsked] = createSignal<Asked | null>(null)
  const of = () => ({ _tag: "Contact" as const, id: props.contact.id })
  // Not as a resource: while it is asked for, the drawer would give way to what stands for its loading.
  const refetch = async () => {
    const answer = await desk.link.ask((client) => client["Permission.history"]({ of: of() }))
    if (Result.isSuccess(answer)) setKnown(answer.success)
    setProblem(Result.isSuccess(answer) ? null : problemText(answer.failure))
  }
  void refetch()
  return (
    <section class={styles.section} aria-labelledby="permissions-title">
      <div class={styles.head}>
        <h3 id="permissions-title">Consent</h3>
        <Button variant="link" disabled={!desk.online()} onClick={() => setShowsHistory(true)}>
          History
        </Button>
      </div>
      <Show when={problem()}>
        {(text) => (
          <p role="alert">
            {text()} <Button variant="link" onClick={() => void refetch()}>Try again</Button>
          </p>
        )}
      </Show>
      <Show when={known()} fallback={<Skeleton width="100%" height="88px" />}>
        {(history) => (
          <For each={props.contact.phones}>
            {(phone) => (
              <>
                <Show when={props.contact.phones.length > 1}>
                  <p class={styles.phone}>{formatNumber(phone)}</p>
                </Show>
                <For each={channels}>
                  {(channel) => <Row phone={phone} channel={channel} history={history()} onAsk={setAsked} />}
                </For>
              </>
            )}
          </For>
        )}
      </Show>
      <Suspense>
        <Show when={showsHistory()}>
          <HistoryDialog of={of()} title={props.contact.name} onClose={() => setShowsHistory(false)} />
        </Show>
        <Show when={asked()} keyed>
          {({ channel, phone, what }) => (
            <Show
              when={what === "record"}
              fallback={
                <OptOutDialog
                  of={of()}
                  address={phone}
                  channel={channel}
                  optedOut={what === "optOut"}
                  onClose={() => setAsked(null)}
                  onDone={() => void refetch()}
                />
              }
            >
              <RecordConsentDialog
                phone={phone}
                channel={channel}
                onClose={() => setAsked(null)}
                onRecorded={() => void refetch()}
              />
            </Show>
          )}
        </Show>
      </Suspense>
    </section>
  )
}

interface RowProps {
  readonly phone: Address
  readonly channel: Channel
  readonly history: PermissionHistory
  readonly onAsk: (asked: Asked) => void
}

const Row = (props: RowProps) => {
  const desk = useDesk()
  const isIt = (one: { readonly address: string; readonly channel: Channel }) =>
    one.channel === props.channel && canonicalAddress(one.address) === canonicalAddress(props.phone)
  const number = () => props.history.numbers.find(isIt)
  const now = () => desk.clock.now()
  const ask = (what: Asked["what"]) => props.onAsk({ what, phone: props.phone, channel: props.channel })
  const state = () => {
    const { consentAt = null, optedOutAt = null } = number() ?? {}
    if (optedOutAt !== null) return `Since ${dateAndTime(optedOutAt, now())}`
    if (consentAt === null) return "No consent on file"
    const given = props.history.entries.find((entry) => entry.what === "given" && isIt(entry))
    const how = given && (given.source ?? originText(given, nameOf(desk, given.by)))
    return [how, shortDate(consentAt, now())].filter(Boolean).join(" · ")
  }
  const optedOut = () => (number()?.optedOutAt ?? null) !== null
  const hasConsent = () => (number()?.consentAt ?? null) !== null
  const on = () => `${channelName(props.channel)} ${formatNumber(props.phone)}`
  return (
    <div class={styles.row}>
      <ChannelMark channel={props.channel} size={18} decorative />
      <div class={styles.words}>
        <p class={styles.channel}>{channelName(props.channel)}</p>
        <p class={styles.state}>{state()}</p>
      </div>
      <div class={styles.side}>
        <Show when={optedOut()}>
          <Tag tone="danger">Opted out</Tag>
        </Show>
        <Show when={!optedOut() && hasConsent()}>
          <Tag tone="success">Opted in</Tag>
        </Show>
        <span class={styles.actions}>
          <Show when={!optedOut() && !hasConsent()}>
            <Button
              variant="link"
              disabled={!desk.online()}
              aria-label={`Record consent: ${on()}`}
              onClick={() => ask("record")}
            >
              Record consent
            </Button>
          </Show>
          <Button
            variant="link"
            disabled={!desk.online()}
            aria-label={`${optedOut() ? "Opt in again" : "Opt out"}: ${on()}`}
            onClick={() => ask(optedOut() ? "optIn" : "optOut")}
          >
            {optedOut() ? "Opt in again" : "Opt out"}
          </Button>
        </span>
      </div>
    </div>
  )
}
