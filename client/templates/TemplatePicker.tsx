import { Result } from "effect"
import Send from "lucide-solid/icons/send"
import X from "lucide-solid/icons/x"
import { createSignal, Show } from "solid-js"
import type { MessageId } from "../../domain/conversation/MessageId.ts"
import type { MediaUploadId } from "../../domain/media/Upload.ts"
import type { Sender } from "../../domain/sender/Sender.ts"
import type { TemplateValues } from "../../domain/template/fillTemplate.ts"
import type { TemplatePeople } from "../../domain/template/prefillTemplate.ts"
import { type Template, type TemplateId, templateTitle } from "../../domain/template/Template.ts"
import { problemText } from "../conversation/problemText.ts"
import { useDesk } from "../sync/createDesk.ts"
import type { AskError } from "../rpc/DeskLink.ts"
import { Button } from "../ui/Button.tsx"
import { channelName } from "../ui/ChannelMark.tsx"
import { createFocusReturn } from "../ui/createFocusReturn.ts"
import { IconButton } from "../ui/IconButton.tsx"
import { Kbd } from "../ui/Kbd.tsx"
import { Tag } from "../ui/Tag.tsx"
import { createTemplateChoice } from "./createTemplateChoice.ts"
import { createTemplateList } from "./createTemplateList.ts"
import { TemplateBubble } from "./TemplateBubble.tsx"
import { TemplateFieldsForm } from "./TemplateFieldsForm.tsx"
import { TemplateOptions } from "./TemplateOptions.tsx"
import styles from "./TemplatePicker.module.css"
import { categoryNames, StatusTag } from "./TemplateTags.tsx"

/** What was chosen and filled in. */
export interface ChosenTemplate {
  readonly templateId: TemplateId
  readonly values: TemplateValues
  readonly messageId: MessageId
  /** The file of a media header. */
  readonly upload?: MediaUploadId
}

export interface TemplatePickerProps {
  readonly sender: Pick<Sender, "id" | "label" | "channel">
  /** The template that was chosen before. */
  readonly preselected?: Template | null
  /** Null on a channel without a window. */
  readonly windowOpen: boolean | null
  readonly people: TemplatePeople
  /** Sends it; the picker closes when that succeeds, and says why it did not. */
  readonly send: (chosen: ChosenTemplate) => Promise<Result.Result<unknown, AskError>>
  readonly onSent: () => void
  readonly onClose: () => void
}

/** Docked above conversation and panel, beside the list: choose a template, fill it in, see it, send it. Not modal. */
export const TemplatePicker = (props: TemplatePickerProps) => {
  const desk = useDesk()
  let element: HTMLElement | undefined
  createFocusReturn()
  const list = createTemplateList({
    // Of thousands it would not be on the first page.
    search: props.preselected ? templateTitle(props.preselected) : "",
    channel: null,
    type: "conversation",
    senderId: props.sender.id,
    group: null,
    registeredOnly: false,
  })
  const choice = createTemplateChoice({
    templates: list.templates,
    people: () => props.people,
    windowOpen: () => props.windowOpen,
    preselected: props.preselected ?? null,
  })
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<string | null>(null)

  const focusField = () => {
    const fields = [...element?.querySelectorAll<HTMLInputElement>("[data-template-field]") ?? []]
    const next = fields.find((field) => field.value.trim() === "") ?? fields[0]
    next?.focus()
  }
  const send = async () => {
    const template = choice.template()
    const file = choice.file()
    if (!template || !choice.ready() || busy() || !desk.online()) return
    setBusy(true)
    setProblem(null)
    const answer = await props.send({
      templateId: template.id,
      values: choice.values(),
      messageId: choice.messageId(),
      ...(file ? { upload: file.id } : {}),
    })
    setBusy(false)
    if (Result.isFailure(answer)) setProblem(problemText(answer.failure))
    else props.onSent()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return
    if (event.key === "Escape") props.onClose()
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void send()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const title = () => props.windowOpen === false ? "Choose a registered template" : "Choose a template"
  return (
    <div class={styles.scrim}>
      <section
        ref={element}
        class={styles.picker}
        role="dialog"
        aria-label={title()}
        onKeyDown={onKeyDown}
      >
        <header class={styles.header}>
          <h2>{title()}</h2>
          <p>{channelName(props.sender.channel)} · {props.sender.label}</p>
          <IconButton label="Close" shortcut="Esc" class={styles.close} onClick={() => props.onClose()}>
            <X />
          </IconButton>
        </header>
        <div class={styles.columns}>
          <TemplateOptions list={list} choice={choice} onEnter={focusField} />
          <TemplateFieldsForm choice={choice} />
          <section class={styles.preview} aria-labelledby="template-preview">
            <h3 id="template-preview">Preview</h3>
            <Show when={choice.preview()}>
              {(preview) => <TemplateBubble preview={preview()} channel={props.sender.channel} />}
            </Show>
            <Show when={choice.template()}>
              {(template) => (
                <p class={styles.tags}>
                  <StatusTag template={template()} />
                  <Show when={template().registered}>
                    {(registered) => <Tag tone="neutral">{categoryNames[registered().category]}</Tag>}
                  </Show>
                </p>
              )}
            </Show>
          </section>
        </div>
        <footer class={styles.footer}>
          <Show when={problem()} fallback={<Keys />}>
            {(text) => (
              <p class={styles.problem} role="alert">
                <strong>Not sent.</strong> {text()}
              </p>
            )}
          </Show>
          <Button onClick={() => props.onClose()}>Cancel</Button>
          <Button
            variant="primary"
            disabled={!choice.ready() || !desk.online()}
            busy={busy() ? "Sending" : undefined}
            onClick={() => void send()}
          >
            <Send />
            Send template
          </Button>
        </footer>
      </section>
    </div>
  )
}

const Keys = () => (
  <p class={styles.keys} aria-hidden="true">
    <Kbd>Up</Kbd>
    <Kbd>Down</Kbd> choose <Kbd>Tab</Kbd> next field <Kbd>Ctrl</Kbd>
    <Kbd>Enter</Kbd> send
  </p>
)
