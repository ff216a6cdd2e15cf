import { Result } from "effect"
import {
  createEffect,
  createResource,
  createSignal,
  For,
  lazy,
  on,
  onCleanup,
  Show,
  Suspense,
} from "solid-js"
import { createStore } from "solid-js/store"
import {
  mailFields,
  mailTemplateNames,
  mailTextProblem,
  standardMailText,
} from "../../../domain/notification/mailTemplate.ts"
import type { MailText } from "../../../domain/rpc/NotificationRpcs.ts"
import { problemText } from "../../conversation/problemText.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Button } from "../../ui/Button.tsx"
import { Field } from "../../ui/Field.tsx"
import input from "../../ui/Input.module.css"
import { Modal } from "../../ui/Modal.tsx"
import { MailFrame } from "../mail/MailFrame.tsx"
import { FormChoice, type MailChoice } from "./FormChoice.tsx"
import styles from "./MailTexts.module.css"

const ConfirmDialog = lazy(() =>
  import("../../ui/ConfirmDialog.tsx").then((it) => ({ default: it.ConfirmDialog }))
)

/** So long after the last key the preview is drawn. */
const previewAfterMillis = 400

/** The text of one of the mails while it is written, with what it looks like. */
const createMailText = () => {
  const desk = useDesk()
  /** In the dialog: a toast would be behind it for screen readers. */
  const [said, setSaid] = createSignal("")
  const [choice, setChoice] = createSignal<MailChoice>({ channel: "whatsapp", form: "text" })
  const [texts, { refetch }] = createResource(() =>
    desk.link.ask((client) => client["Notification.mailTexts"]())
  )
  /** What was typed for each of the mails and is not saved. */
  const [typed, setTyped] = createStore<Record<string, string | undefined>>({})
  const [html, setHtml] = createSignal("")
  const [busy, setBusy] = createSignal<"Saving" | "Sending" | null>(null)
  const [refused, setRefused] = createSignal<string | null>(null)
  const saved = (): MailText | null => {
    const found = texts.latest
    if (!found || Result.isFailure(found)) return null
    return found.success.find(({ channel, form }) =>
      channel === choice().channel && form === choice().form
    ) ?? null
  }
  createEffect(on(saved, () => setRefused(null)))
  const key = ({ channel, form }: MailChoice) => `${channel} ${form}`
  const body = () => typed[key(choice())] ?? saved()?.body ?? ""
  const setBody = (text: string) => setTyped(key(choice()), text === saved()?.body ? undefined : text)
  const sample = () => ({ ...choice(), body: body() })
  createEffect(on(sample, (asked) => {
    if (mailTextProblem(asked.body) !== null) return
    let shown = true
    const timer = setTimeout(async () => {
      const answer = await desk.link.ask((client) => client["Notification.preview"](asked))
      if (Result.isSuccess(answer) && shown) setHtml(answer.success.html)
    }, html() === "" ? 0 : previewAfterMillis)
    onCleanup(() => {
      shown = false
      clearTimeout(timer)
    })
  }))
  /** Says what went wrong, and whether nothing did. */
  const ended = (answer: Result.Result<unknown, Parameters<typeof problemText>[0]>): boolean => {
    setBusy(null)
    setSaid("")
    setRefused(Result.isFailure(answer) ? problemText(answer.failure) : null)
    return Result.isSuccess(answer)
  }
  const done = async (of: MailChoice, words: string) => {
    await refetch()
    setTyped(key(of), undefined)
    setSaid(words)
  }
  const save = async () => {
    const of = choice()
    setBusy("Saving")
    const template = {
      channel: of.channel,
      type: "notification" as const,
      name: mailTemplateNames[of.form],
      language: "en",
      body: body(),
    }
    const answer = await desk.link.ask((client) =>
      client["Template.save"]({ edition: saved()?.edition ?? null, template })
    )
    if (!ended(answer) || Result.isFailure(answer)) return
    if (answer.success._tag === "Saved") return done(of, "Text of the emails saved.")
    setRefused(
      "Somebody else changed this text a moment ago. Close this, look at it, and make your change again.",
    )
  }
  const reset = async () => {
    const of = choice()
    const edition = saved()?.edition
    if (!edition) return void setBody(standardMailText[of.form])
    setBusy("Saving")
    const answer = await desk.link.ask((client) => client["Template.archive"]({ edition, archived: true }))
    if (ended(answer)) await done(of, "The standard text is back.")
  }
  const sendTest = async () => {
    setBusy("Sending")
    const answer = await desk.link.ask((client) => client["Notification.sendTest"](sample()))
    if (ended(answer)) setSaid(`Test email sent to ${desk.directory().me.email}.`)
  }
  return {
    choice,
    setChoice,
    body,
    setBody,
    html,
    busy,
    problem: () => saved() === null ? null : mailTextProblem(body()) ?? refused(),
    changed: () => typed[key(choice())] !== undefined,
    unsaved: () => Object.values(typed).some((text) => text !== undefined),
    said,
    standard: () => body() === standardMailText[choice().form],
    save,
    reset,
    sendTest,
  }
}

/** The words of the mails, with fields to put in, and what they look like. */
export const MailTextDialog = (props: { readonly onClose: () => void }) => {
  const text = createMailText()
  const [leaving, setLeaving] = createSignal(false)
  const close = () => text.unsaved() ? setLeaving(true) : props.onClose()
  let area: HTMLTextAreaElement | undefined
  const insert = (name: string) => {
    if (!area) return
    area.focus()
    area.setRangeText(`{{${name}}}`, area.selectionStart, area.selectionEnd, "end")
    text.setBody(area.value)
  }
  return (
    <Modal
      title="Text of the emails"
      width={860}
      onClose={close}
      footer={
        <div class={styles.foot}>
          <span class={styles.said} role="status">{text.said()}</span>
          <Button variant="ghost" disabled={text.standard()} onClick={() => void text.reset()}>
            Use the standard text
          </Button>
          <Button
            disabled={text.problem() !== null}
            busy={text.busy() === "Sending" ? "Sending" : undefined}
            onClick={() => void text.sendTest()}
          >
            Send test email
          </Button>
          <Button
            variant="primary"
            disabled={text.problem() !== null || !text.changed()}
            busy={text.busy() === "Saving" ? "Saving" : undefined}
            onClick={() => void text.save()}
          >
            Save text
          </Button>
        </div>
      }
    >
      <FormChoice channel={text.choice().channel} form={text.choice().form} onChange={text.setChoice} />
      <Field
        label="Text"
        hint="The first line is the heading. The message, the button and the note have a line of their own."
        error={text.problem()}
      >
        {(control) => (
          <textarea
            ref={area}
            id={control.id}
            class={`${input.input} ${styles.text}`}
            rows={7}
            aria-describedby={control.describedBy}
            aria-invalid={control.invalid}
            value={text.body()}
            onInput={(event) => text.setBody(event.currentTarget.value)}
          />
        )}
      </Field>
      <div class={styles.fields} role="group" aria-label="Put in a field">
        <For each={Object.entries(mailFields)}>
          {([name, label]) => (
            <button
              type="button"
              class={styles.field}
              title={label}
              onClick={() => insert(name)}
            >
              {`{{${name}}}`}
            </button>
          )}
        </For>
      </div>
      <Show when={text.html()}>
        <MailFrame html={text.html()} />
      </Show>
      <Suspense>
        <Show when={leaving()}>
          <ConfirmDialog
            title="Leave without saving?"
            text="You changed the text of the emails. This is not saved yet."
            action="Leave without saving"
            danger
            onConfirm={() => props.onClose()}
            onClose={() => setLeaving(false)}
          />
        </Show>
      </Suspense>
    </Modal>
  )
}
