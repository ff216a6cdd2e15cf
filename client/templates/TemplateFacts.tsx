import { Result } from "effect"
import { createSignal, For, Show } from "solid-js"
import { createStore } from "solid-js/store"
import { previewTemplate } from "../../domain/template/previewTemplate.ts"
import {
  FieldSource,
  type Template,
  type TemplateFields,
  whyNotSendable,
} from "../../domain/template/Template.ts"
import { templateVariables } from "../../domain/template/templateVariables.ts"
import { problemText } from "../conversation/problemText.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { ChannelMark, channelName } from "../ui/ChannelMark.tsx"
import input from "../ui/Input.module.css"
import { Tag } from "../ui/Tag.tsx"
import { useToast } from "../ui/Toaster.tsx"
import { TemplateBubble } from "./TemplateBubble.tsx"
import { categoryNames, StatusTag } from "./TemplateTags.tsx"
import styles from "./TemplateDrawer.module.css"

const sourceNames: Record<FieldSource, string> = {
  "contact.name": "Contact’s name",
  "contact.first_name": "Contact’s first name",
  "contact.phone": "Contact’s number",
  "contact.email": "Contact’s email",
  "user.name": "Agent’s name",
  "user.first_name": "Agent’s first name",
  "user.email": "Agent’s email",
  "workspace.name": "Business name",
}

/** What a template that is not the desk's own to edit says, and what its variables are. */
export const TemplateFacts = (props: { readonly template: Template; readonly onSaved: () => void }) => {
  const template = () => props.template
  const preview = () => previewTemplate(template(), template().registered?.examples ?? {})
  const use = () => {
    const reason = whyNotSendable(template(), true)
    if (reason !== null) return `${reason} It cannot be sent.`
    return template().registered
      ? "New conversations, replies, and after the 24-hour window has closed. The customer needs WhatsApp consent."
      : template().channel === "whatsapp"
      ? "Replies, while the 24-hour window is open."
      : "New conversations and replies."
  }
  return (
    <div class={styles.body}>
      <p class={styles.tags}>
        <Tag tone={template().channel}>
          <ChannelMark channel={template().channel} size={12} decorative />
          {channelName(template().channel)}
        </Tag>
        <StatusTag template={template()} />
        <Show when={template().registered}>
          {(registered) => <Tag tone="neutral">{categoryNames[registered().category]}</Tag>}
        </Show>
      </p>
      <TemplateBubble preview={preview()} channel={template().channel} named />
      <Show when={template().registered?.rejection}>
        {(rejection) => <p class={styles.problem}>WhatsApp’s reason: {rejection()}</p>}
      </Show>
      <Show when={templateVariables(template()).length > 0 && `${template().id} ${template().version}`} keyed>
        <Variables template={template()} onSaved={props.onSaved} />
      </Show>
      <section class={styles.section}>
        <h3>Where it can be used</h3>
        <p>{use()}</p>
      </section>
    </div>
  )
}

/** How people call each variable and what it is filled from: admins say it, since a number says nothing. */
const Variables = (props: { readonly template: Template; readonly onSaved: () => void }) => {
  const desk = useDesk()
  const toast = useToast()
  const admin = () => desk.directory().me.role === "admin"
  const variables = templateVariables(props.template)
  const [fields, setFields] = createStore<Record<string, { label: string; source: FieldSource | null }>>(
    Object.fromEntries(variables.map(({ key, label, source }) => [key, { label, source }])),
  )
  const [edited, setEdited] = createSignal(false)
  const [busy, setBusy] = createSignal(false)
  const save = async () => {
    const { id, type, version } = props.template
    const given: TemplateFields = Object.fromEntries(
      variables.map(({ key }) => {
        const { label = "", source = null } = fields[key] ?? {}
        return [key, { label: label.trim() || null, source }]
      }),
    )
    setBusy(true)
    const answer = await desk.link.ask((client) =>
      client["Template.describe"]({ edition: { id, version }, type, fields: given })
    )
    setBusy(false)
    if (Result.isSuccess(answer) && answer.success._tag === "Saved") {
      toast({ title: "Variables saved" })
      return props.onSaved()
    }
    toast({
      title: "Not saved",
      text: Result.isFailure(answer) ? problemText(answer.failure) : "Someone else changed it meanwhile.",
      error: true,
    })
  }
  return (
    <section class={styles.section}>
      <h3>Variables</h3>
      <For each={variables}>
        {(variable) => (
          <div class={styles.variable}>
            <code>{`{{${variable.name}}}`}</code>
            <Show when={admin()} fallback={<span>{variable.label}</span>}>
              <input
                class={input.input}
                aria-label={`Name of {{${variable.name}}}`}
                maxLength={60}
                value={fields[variable.key]?.label ?? ""}
                onInput={(event) => {
                  setEdited(true)
                  setFields(variable.key, "label", event.currentTarget.value)
                }}
              />
              <select
                class={input.input}
                aria-label={`What {{${variable.name}}} is filled from`}
                onChange={(event) => {
                  setEdited(true)
                  setFields(
                    variable.key,
                    "source",
                    FieldSource.literals[event.currentTarget.selectedIndex - 1] ?? null,
                  )
                }}
              >
                <option selected={fields[variable.key]?.source === null}>By hand</option>
                <For each={FieldSource.literals}>
                  {(source) => (
                    <option selected={fields[variable.key]?.source === source}>{sourceNames[source]}</option>
                  )}
                </For>
              </select>
            </Show>
          </div>
        )}
      </For>
      <Show when={edited()}>
        <div>
          <Button
            size="small"
            disabled={!desk.online()}
            busy={busy() ? "Saving" : undefined}
            onClick={() => void save()}
          >
            Save variables
          </Button>
        </div>
      </Show>
    </section>
  )
}
