import Clock from "lucide-solid/icons/clock"
import Send from "lucide-solid/icons/send"
import { For, onCleanup, Show } from "solid-js"
import { textLengthMax } from "../../domain/conversation/MessageContent.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import type { SendVerdict } from "../../domain/sending/SendPolicy.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { NameField } from "../contact/NameField.tsx"
import { EmojiButton } from "../emoji/EmojiButton.tsx"
import { AttachButton } from "../media/AttachButton.tsx"
import { AttachmentTray } from "../media/AttachmentTray.tsx"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { channelName } from "../ui/ChannelMark.tsx"
import { Field } from "../ui/Field.tsx"
import input from "../ui/Input.module.css"
import { Modal } from "../ui/Modal.tsx"
import { TextField } from "../ui/TextField.tsx"
import { ChosenTemplateCard } from "./ChosenTemplateCard.tsx"
import { countries, isCountry } from "./countries.ts"
import { createNewConversation } from "./createNewConversation.ts"
import { filesText } from "./filesText.ts"
import styles from "./NewConversationDialog.module.css"
import { ProspectNotice } from "./ProspectNotice.tsx"
import { segmentText } from "./segmentText.ts"
import { showConversation } from "./showConversation.ts"

/** Why Send is off, beside it. */
const footerHints: Partial<Record<SendVerdict["_tag"], string>> = {
  NoConsent: "Fix the consent problem to send.",
  OptedOut: "They opted out.",
  WindowClosed: "Begin with a registered template.",
}

export const NewConversationDialog = (props: { readonly onClose: () => void }) => {
  const desk = useDesk()
  const screen = useScreen()
  const form = createNewConversation((row) => {
    props.onClose()
    showConversation(desk, screen, row)
  })
  onCleanup(form.keep)
  let element: HTMLFormElement | undefined
  let text: HTMLTextAreaElement | undefined

  const focusInvalid = () =>
    queueMicrotask(() => element?.querySelector<HTMLElement>("[aria-invalid='true']")?.focus())
  const chooseTemplate = () => {
    if (form.isAddressed()) screen.setDialog("newTemplate")
    else focusInvalid()
  }
  const submit = async (event?: Event) => {
    event?.preventDefault()
    if (form.fields.template) return chooseTemplate()
    await form.send()
    focusInvalid()
  }
  const isWhatsApp = () => form.sender()?.channel === "whatsapp"
  const waits = () => form.verdict()?._tag === "Wait"
  const open = (row: InboxRow) => {
    desk.rows.put(row)
    props.onClose()
    showConversation(desk, screen, row)
  }

  const Message = () => (
    <>
      <Field
        label="Message"
        error={form.textError()}
        aside={
          <Button
            variant="link"
            disabled={!desk.online()}
            onClick={chooseTemplate}
          >
            Choose a template
          </Button>
        }
      >
        {(control) => (
          <textarea
            ref={text}
            id={control.id}
            class={input.input}
            rows={4}
            maxLength={textLengthMax}
            value={form.fields.text}
            onInput={(event) => form.setFields("text", event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void submit(event)
            }}
            aria-invalid={control.invalid}
            aria-describedby={control.describedBy}
          />
        )}
      </Field>
      <div class={styles.tools}>
        <AttachButton onFiles={form.uploads.add} />
        <EmojiButton field={() => text} />
        <Show when={!isWhatsApp()}>
          <p class={styles.count}>
            {form.uploads.files().length > 0
              ? filesText(form.uploads.files())
              : segmentText(form.fields.text)}
          </p>
        </Show>
      </div>
      <Show when={form.uploads.files().length > 0}>
        <AttachmentTray uploads={form.uploads} />
      </Show>
    </>
  )
  return (
    <Modal
      title="New conversation"
      width={580}
      onClose={() => props.onClose()}
      footer={
        <>
          <p class={styles.hint}>{footerHints[form.verdict()?._tag ?? "Go"]}</p>
          <Button onClick={() => props.onClose()}>Cancel</Button>
          <Button
            variant="primary"
            disabled={!form.mayGo() || !desk.online()}
            busy={form.busy() ? "Sending" : undefined}
            onClick={() => void submit()}
          >
            <Show when={waits()} fallback={<Send />}>
              <Clock />
            </Show>
            {form.fields.template ? "Fill in and send" : waits() ? "Queue" : "Send"}
          </Button>
        </>
      }
    >
      <form ref={element} class={styles.form} onSubmit={(event) => void submit(event)} noValidate>
        <Field label="Full name" optional>
          {(control) => (
            <NameField
              control={control}
              value={form.fields.name}
              onInput={(value) => form.setFields("name", value)}
              onPick={form.pick}
            />
          )}
        </Field>
        <div class={styles.number}>
          <Field label="Country code">
            {(control) => (
              <select
                id={control.id}
                class={input.input}
                value={form.fields.country}
                onChange={(event) =>
                  isCountry(event.currentTarget.value) &&
                  form.setFields("country", event.currentTarget.value)}
              >
                <For each={countries}>
                  {(country) => (
                    <option value={country.code}>{`${country.name} +${country.callingCode}`}</option>
                  )}
                </For>
              </select>
            )}
          </Field>
          <TextField
            label="Mobile number"
            error={form.numberError()}
            type="tel"
            autocomplete="off"
            maxLength={64}
            value={form.fields.number}
            onInput={(text) => form.typeNumber(text)}
          />
        </div>
        <Field
          label="Sender ID"
          hint={
            <Show when={isWhatsApp()}>
              WhatsApp carries free text only within 24 hours of the customer’s last message.
            </Show>
          }
        >
          {(control) => (
            <select
              id={control.id}
              class={input.input}
              value={form.fields.senderId ?? ""}
              aria-describedby={control.describedBy}
              onChange={(event) => form.setSender(form.senders()[event.currentTarget.selectedIndex])}
            >
              <For
                each={form.senders()}
                fallback={<option value="">No Sender ID is shared with you yet</option>}
              >
                {(sender) => (
                  <option value={sender.id}>{`${sender.label} · ${channelName(sender.channel)}`}</option>
                )}
              </For>
            </select>
          )}
        </Field>
        <Show when={form.prospect()}>
          {(prospect) => (
            <ProspectNotice
              prospect={prospect()}
              verdict={form.verdict() ?? { _tag: "Go" }}
              smsSender={form.senders().find(({ channel }) => channel === "sms")}
              onSms={(sender) => {
                form.setSender(sender)
                text?.focus()
              }}
              onOpen={open}
              onConsent={form.askAgain}
            />
          )}
        </Show>
        <Show when={form.fields.template} fallback={<Message />}>
          {(template) => (
            <ChosenTemplateCard
              template={template()}
              onChange={() => {
                form.setFields("template", null)
                chooseTemplate()
              }}
              onRemove={() => {
                form.setFields("template", null)
                text?.focus()
              }}
            />
          )}
        </Show>
        <Show when={form.problem()}>
          {(text) => (
            <p class={styles.problem} role="alert">
              <strong>Not sent.</strong> {text()}
            </p>
          )}
        </Show>
        <button type="submit" hidden />
      </form>
    </Modal>
  )
}
