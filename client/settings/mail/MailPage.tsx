import { Result } from "effect"
import { createSignal, For, lazy, onMount, Show, Suspense } from "solid-js"
import type { MailId, MailStatus, MailSummary } from "../../../domain/mail/Mail.ts"
import { problemText } from "../../conversation/problemText.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Button } from "../../ui/Button.tsx"
import { listTime } from "../../ui/DeskTime.ts"
import { Tag, type TagProps } from "../../ui/Tag.tsx"
import card from "../SettingsCard.module.css"
import { SettingsIntro } from "../SettingsIntro.tsx"
import styles from "./MailPage.module.css"

const MailDialog = lazy(() => import("./MailDialog.tsx").then((it) => ({ default: it.MailDialog })))

const pageSize = 50

const statusText: Readonly<Record<MailStatus, string>> = {
  waiting: "Waiting",
  sent: "Sent",
  failed: "Not sent",
  kept: "Kept here",
}
const statusTone: Readonly<Record<MailStatus, TagProps["tone"]>> = {
  waiting: "warn",
  sent: "success",
  failed: "danger",
  kept: "neutral",
}

/** What the desk wrote by e-mail, and what became of it. */
export const MailPage = () => {
  const desk = useDesk()
  const [mails, setMails] = createSignal<ReadonlyArray<MailSummary>>([])
  const [cursor, setCursor] = createSignal<string | null>(null)
  const [delivered, setDelivered] = createSignal<boolean | null>(null)
  const [problem, setProblem] = createSignal<string | null>(null)
  const [open, setOpen] = createSignal<MailId | null>(null)
  const load = async (from: string | null) => {
    const result = await desk.link.ask((client) => client["Mail.list"]({ limit: pageSize, cursor: from }))
    if (Result.isFailure(result)) return void setProblem(problemText(result.failure))
    const page = result.success
    setProblem(null)
    setMails((before) => from === null ? page.mails : [...before, ...page.mails])
    setCursor(page.cursor)
    setDelivered(page.delivered)
  }
  onMount(() => void load(null))
  const meta = (mail: MailSummary) =>
    [mail.to, listTime(mail.createdAt, desk.clock.now()), mail.status === "sent" ? null : mail.problem]
      .filter((part) => part !== null).join(" · ")
  return (
    <div>
      <SettingsIntro
        title="Mail"
        text={delivered() === false
          ? "No mail server is set up: mails are not sent, but kept here for 30 days."
          : "What the desk wrote by e-mail in the last 30 days."}
      >
        <Button disabled={!desk.online()} onClick={() => void load(null)}>Refresh</Button>
      </SettingsIntro>
      <section class={card.card} aria-label="Mails">
        <Show when={problem()}>
          {(text) => (
            <div class={card.part} role="alert">
              <p>The mails did not load. {text()}</p>
              <Button disabled={!desk.online()} onClick={() => void load(null)}>Try again</Button>
            </div>
          )}
        </Show>
        <ul class={styles.rows}>
          <For
            each={mails()}
            fallback={
              <Show when={delivered() !== null}>
                <li class={card.part}>No mails yet.</li>
              </Show>
            }
          >
            {(mail) => (
              <li>
                <button type="button" class={styles.row} onClick={() => setOpen(mail.id)}>
                  <span class={styles.words}>
                    <span class={styles.subject}>{mail.subject}</span>
                    <span class={styles.meta}>{meta(mail)}</span>
                  </span>
                  <Tag tone={statusTone[mail.status]}>{statusText[mail.status]}</Tag>
                </button>
              </li>
            )}
          </For>
        </ul>
        <Show when={cursor()}>
          {(from) => (
            <div class={styles.more}>
              <Button disabled={!desk.online()} onClick={() => void load(from())}>Show more</Button>
            </div>
          )}
        </Show>
      </section>
      <Suspense>
        <Show when={open()} keyed>{(id) => <MailDialog id={id} onClose={() => setOpen(null)} />}</Show>
      </Suspense>
    </div>
  )
}
