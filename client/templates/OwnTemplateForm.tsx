import { Result } from "effect"
import { createSignal, For, type JSX, Show } from "solid-js"
import { createStore } from "solid-js/store"
import { Channel } from "../../domain/sender/Sender.ts"
import type { OwnTemplate } from "../../domain/template/OwnTemplate.ts"
import { ownTemplateProblems } from "../../domain/template/ownTemplateProblems.ts"
import { previewTemplate } from "../../domain/template/previewTemplate.ts"
import { type Template, TemplateId, TemplateType } from "../../domain/template/Template.ts"
import { problemText } from "../conversation/problemText.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { channelName } from "../ui/ChannelMark.tsx"
import { Field } from "../ui/Field.tsx"
import input from "../ui/Input.module.css"
import { useToast } from "../ui/Toaster.tsx"
import { languageName } from "./languageName.ts"
import { TemplateBubble } from "./TemplateBubble.tsx"
import styles from "./TemplateDrawer.module.css"
import { typeNames } from "./TemplateTags.tsx"

const languages = ["en", "es", "fr", "de", "pt", "it", "nl", "hi", "ar", "zh", "ja", "th"]

const blank: OwnTemplate = { channel: "sms", type: "conversation", name: "", language: "en", body: "" }

const previewId = TemplateId.make("00000000-0000-4000-8000-000000000000")

const asTemplate = (own: OwnTemplate): Template => ({
  ...own,
  id: previewId,
  version: 1,
  header: null,
  footer: null,
  buttons: [],
  registered: null,
  fields: {},
  archived: false,
  updatedAt: 0,
})

export interface OwnTemplateFormProps {
  /** Null for a new one, which begins with `start`. */
  readonly template: Template | null
  readonly start: OwnTemplate | null
  readonly onSaved: (template: Template) => void
  readonly onClose: () => void
  readonly children?: JSX.Element
}

const ownOf = ({ body, channel, language, name, type }: Template): OwnTemplate => ({
  body,
  channel,
  language,
  name,
  type,
})

/** A saved text of the desk, to write or to change (TMPL-1). */
export const OwnTemplateForm = (props: OwnTemplateFormProps) => {
  const desk = useDesk()
  const toast = useToast()
  const first = props.template
  const [own, setOwn] = createStore<{ -readonly [Key in keyof OwnTemplate]: OwnTemplate[Key] }>({
    ...(first ? ownOf(first) : props.start ?? blank),
  })
  const [edition, setEdition] = createSignal(first && { id: first.id, version: first.version })
  const [checked, setChecked] = createSignal(false)
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<string | null>(null)
  const errorAt = (field: "name" | "body") =>
    checked() ? ownTemplateProblems(own).find((one) => one.field === field)?.message ?? null : null

  const save = async () => {
    setChecked(true)
    setProblem(null)
    if (ownTemplateProblems(own).length > 0 || busy()) return
    setBusy(true)
    const answer = await desk.link.ask((client) =>
      client["Template.save"]({ edition: edition(), template: { ...own } })
    )
    setBusy(false)
    if (Result.isFailure(answer)) return void setProblem(problemText(answer.failure))
    const { _tag, template } = answer.success
    switch (_tag) {
      case "Saved":
        setEdition({ id: template.id, version: template.version })
        toast({ title: "Template saved", text: template.name })
        return props.onSaved(template)
      case "NameTaken":
        return void setProblem(
          `There is a template with this name for ${channelName(template.channel)} in ${
            languageName(template.language)
          } already. Choose another name.`,
        )
      case "Changed":
        setEdition({ id: template.id, version: template.version })
        return void setProblem("Someone else changed it meanwhile. Save again to write over their change.")
    }
  }
  return (
    <>
      <form
        id="template-form"
        class={styles.body}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <Field label="Name" error={errorAt("name")}>
          {(control) => (
            <input
              id={control.id}
              class={input.input}
              type="text"
              autocomplete="off"
              maxLength={200}
              value={own.name}
              onInput={(event) => setOwn("name", event.currentTarget.value)}
              aria-invalid={control.invalid}
              aria-describedby={control.describedBy}
            />
          )}
        </Field>
        <div class={styles.row}>
          <Field label="Channel">
            {(control) => (
              <select
                id={control.id}
                class={input.input}
                onChange={(event) =>
                  setOwn("channel", Channel.literals[event.currentTarget.selectedIndex] ?? "sms")}
              >
                <For each={Channel.literals}>
                  {(channel) => <option selected={own.channel === channel}>{channelName(channel)}</option>}
                </For>
              </select>
            )}
          </Field>
          <Field label="Type">
            {(control) => (
              <select
                id={control.id}
                class={input.input}
                onChange={(event) =>
                  setOwn("type", TemplateType.literals[event.currentTarget.selectedIndex] ?? "conversation")}
              >
                <For each={TemplateType.literals}>
                  {(type) => <option selected={own.type === type}>{typeNames[type]}</option>}
                </For>
              </select>
            )}
          </Field>
        </div>
        <Field label="Language">
          {(control) => (
            <select
              id={control.id}
              class={input.input}
              value={own.language}
              onChange={(event) => setOwn("language", event.currentTarget.value)}
            >
              <For each={[...new Set([own.language, ...languages])]}>
                {(code) => <option value={code} selected={own.language === code}>{languageName(code)}
                </option>}
              </For>
            </select>
          )}
        </Field>
        <Field
          label="Text"
          error={errorAt("body")}
          hint="Fields are written {{contact.first_name}}, {{user.name}} or by any name, such as {{order}}."
        >
          {(control) => (
            <textarea
              id={control.id}
              class={input.input}
              rows={6}
              dir="auto"
              value={own.body}
              onInput={(event) => setOwn("body", event.currentTarget.value)}
              aria-invalid={control.invalid}
              aria-describedby={control.describedBy}
            />
          )}
        </Field>
        <section class={styles.section}>
          <h3>Preview</h3>
          <TemplateBubble preview={previewTemplate(asTemplate({ ...own }), {})} channel={own.channel} />
        </section>
        <Show when={problem()}>
          {(text) => (
            <p class={styles.problem} role="alert">
              <strong>Not saved.</strong> {text()}
            </p>
          )}
        </Show>
      </form>
      <footer class={styles.footer}>
        {props.children}
        <span class={styles.space} />
        <Button onClick={() => props.onClose()}>Cancel</Button>
        <Button
          variant="primary"
          type="submit"
          form="template-form"
          disabled={!desk.online()}
          busy={busy() ? "Saving" : undefined}
        >
          Save
        </Button>
      </footer>
    </>
  )
}
