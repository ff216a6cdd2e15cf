import X from "lucide-solid/icons/x"
import { Result } from "effect"
import { createSignal, For, lazy, Show, Suspense } from "solid-js"
import type { EmailNotifications } from "../../../domain/notification/NotificationSettings.ts"
import type { SenderId } from "../../../domain/sender/Sender.ts"
import { problemText } from "../../conversation/problemText.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Button } from "../../ui/Button.tsx"
import { ChannelMark } from "../../ui/ChannelMark.tsx"
import { Switch } from "../../ui/Switch.tsx"
import { useToast } from "../../ui/Toaster.tsx"
import card from "../SettingsCard.module.css"
import { useUnsaved } from "../UnsavedContext.ts"
import styles from "./EmailCard.module.css"
import { SenderSelect } from "./SenderSelect.tsx"

const MailPreview = lazy(() => import("./MailPreview.tsx").then((it) => ({ default: it.MailPreview })))

const sameSenders = (one: EmailNotifications["senders"], other: EmailNotifications["senders"]): boolean =>
  one === other ||
  (one !== null && other !== null && one.length === other.length && one.every((id) => other.includes(id)))

/** The settings while they are changed, and how they are saved and taken back. */
const createEmailForm = (initial: EmailNotifications) => {
  const desk = useDesk()
  const toast = useToast()
  const [saved, setSaved] = createSignal(initial)
  const [draft, setDraft] = createSignal(initial)
  const [saving, setSaving] = createSignal(false)
  const [refused, setRefused] = createSignal<string | null>(null)
  const all = () => desk.directory().senders.map(({ id }) => id)
  const chosen = (): ReadonlyArray<SenderId> => {
    const { senders } = draft()
    return senders === null ? all() : all().filter((id) => senders.includes(id))
  }
  const changed = () => saved().on !== draft().on || !sameSenders(saved().senders, draft().senders)
  const blocked = () => draft().on && chosen().length === 0

  const put = async (next: EmailNotifications, said: string | undefined) => {
    const before = saved()
    setSaving(true)
    const answer = await desk.link.ask((client) => client["Notification.saveEmail"](next))
    setSaving(false)
    if (Result.isFailure(answer)) return void setRefused(problemText(answer.failure))
    setRefused(null)
    setSaved(next)
    setDraft(next)
    toast({
      title: "Notification settings saved",
      text: said,
      action: said === undefined ? undefined : { label: "Undo", run: () => void put(before, undefined) },
    })
  }
  const said = () => {
    const count = chosen().length
    if (!draft().on) return "You’ll get no email about messages."
    if (draft().senders === null) return "You’ll get email for all Sender IDs."
    return `You’ll get email for ${count} Sender ${count === 1 ? "ID" : "IDs"}.`
  }
  const save = () => {
    if (!saving() && !blocked()) void put(draft(), said())
  }
  useUnsaved({
    changes: () => changed() ? ["You changed which messages you get email about."] : [],
    saving,
    save,
    discard: () => setDraft(saved()),
  })
  return {
    draft,
    chosen,
    blocked,
    saving,
    refused,
    save,
    switchTo: (on: boolean) => setDraft((before) => ({ ...before, on })),
    choose: (ids: ReadonlyArray<SenderId>) =>
      setDraft((before) => ({
        ...before,
        senders: ids.length === all().length ? null : all().filter((id) => ids.includes(id)),
      })),
  }
}

/** Whether, and of which Sender IDs, one gets mail (NOTIFY-3). */
export const EmailCard = (props: { readonly saved: EmailNotifications }) => {
  const desk = useDesk()
  const form = createEmailForm(props.saved)
  const [preview, setPreview] = createSignal(false)
  const off = () => !form.draft().on
  const hint = () => form.blocked() ? "Choose at least one, or turn email off." : null
  return (
    <section class={card.card} aria-label="Email">
      <div class={`${card.part} ${styles.switch}`}>
        <Switch
          label="Email me about inbound messages"
          hint="You get an email each time a customer writes in a conversation you own, and when conversations are assigned to you. No email is sent while a bot is active."
          checked={form.draft().on}
          onChange={form.switchTo}
        />
      </div>
      <div class={`${card.part} ${styles.choice}`} data-off={off()}>
        <SenderSelect
          senders={desk.directory().senders}
          chosen={form.chosen()}
          disabled={off()}
          problem={hint()}
          onChange={form.choose}
        />
        <div class={styles.chosenLine}>
          <p id="chosen-senders" class={styles.caption}>Selected</p>
          <Show when={form.chosen().length > 0}>
            <Button variant="link" disabled={off()} onClick={() => form.choose([])}>Clear all</Button>
          </Show>
        </div>
        <ul class={styles.chips} aria-labelledby="chosen-senders">
          <For
            each={desk.directory().senders.filter(({ id }) => form.chosen().includes(id))}
            fallback={<li class={styles.none}>None</li>}
          >
            {(sender) => (
              <li class={styles.chip}>
                <ChannelMark channel={sender.channel} size={16} />
                {sender.label}
                <button
                  type="button"
                  class={styles.remove}
                  aria-label={`Remove ${sender.label}`}
                  disabled={off()}
                  onClick={() => form.choose(form.chosen().filter((id) => id !== sender.id))}
                >
                  <X aria-hidden="true" />
                </button>
              </li>
            )}
          </For>
        </ul>
        <Show when={form.refused()}>
          {(text) => <p class={styles.problem} role="alert">Not saved. {text()}</p>}
        </Show>
      </div>
      <div class={`${card.part} ${styles.foot}`}>
        <span class={styles.address}>Email goes to {desk.directory().me.email}</span>
        <Button variant="ghost" onClick={() => setPreview(true)}>Preview email</Button>
        <Button
          variant="primary"
          disabled={form.blocked() || !desk.online()}
          busy={form.saving() ? "Saving" : undefined}
          onClick={() => form.save()}
        >
          Save
        </Button>
      </div>
      <Suspense>
        <Show when={preview()}>
          <MailPreview onClose={() => setPreview(false)} />
        </Show>
      </Suspense>
    </section>
  )
}
