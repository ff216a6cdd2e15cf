import { For, Show } from "solid-js"
import type { CampaignField, CampaignSource } from "../../domain/campaign/Campaign.ts"
import { wantedFile } from "../../domain/template/fillTemplate.ts"
import { FieldSource, type Template, templateTitle, whyNotSendable } from "../../domain/template/Template.ts"
import { type TemplateVariable, templateVariables } from "../../domain/template/templateVariables.ts"
import { Field } from "../ui/Field.tsx"
import input from "../ui/Input.module.css"
import styles from "./CampaignComposer.module.css"
import type { Composer } from "./createComposer.ts"

const sourceNames: Record<FieldSource, string> = {
  "contact.name": "Contact · Full name",
  "contact.first_name": "Contact · First name",
  "contact.phone": "Contact · Phone number",
  "contact.email": "Contact · Email",
  "user.name": "You · Name",
  "user.first_name": "You · First name",
  "user.email": "You · Email",
  "workspace.name": "Business name",
}

/** As the value of an option: what it is from, and which. */
const optionOf = (source: CampaignSource): string =>
  source.from === "known"
    ? `known ${source.source}`
    : source.from === "column"
    ? `column ${source.column}`
    : "text"

const isSource = (text: string): text is FieldSource => FieldSource.literals.some((one) => one === text)

const sourceOf = (option: string): CampaignSource => {
  const which = option.slice(option.indexOf(" ") + 1)
  if (option.startsWith("column ")) return { from: "column", column: which }
  return option.startsWith("known ") && isSource(which) ? { from: "known", source: which } : { from: "text" }
}

const unusable = (template: Template): string | null =>
  wantedFile(template) !== null
    ? "It begins with a file."
    : whyNotSendable(template, template.channel === "whatsapp" ? false : null)

export interface MessageFieldsProps {
  readonly composer: Composer
  readonly templates: ReadonlyArray<Template>
  readonly template: Template | null
}

/** Which template, and what each of its variables is filled from. */
export const MessageFields = (props: MessageFieldsProps) => {
  const draft = () => props.composer.draft()
  const columns = () => {
    const { audience } = draft()
    return audience?._tag === "File" ? audience.columns : []
  }
  /** Before somebody says otherwise: what the template says, or the column of the same name. */
  const fieldOf = ({ key, label, name, source }: TemplateVariable): CampaignField => {
    const said = draft().fields[key]
    if (said) return said
    const same = columns().find((column) =>
      [name, label].some((word) => word.toLowerCase() === column.toLowerCase())
    )
    if (same !== undefined) return { source: { from: "column", column: same }, ifEmpty: "" }
    return { source: source === null ? { from: "text" } : { from: "known", source }, ifEmpty: "" }
  }
  const setField = (variable: TemplateVariable, part: Partial<CampaignField>) =>
    props.composer.change({
      fields: { ...draft().fields, [variable.key]: { ...fieldOf(variable), ...part } },
    })
  const choose = (id: string) => {
    const template = props.templates.find((one) => one.id === id)
    const fields = template
      ? Object.fromEntries(templateVariables(template).map((variable) => [variable.key, fieldOf(variable)]))
      : {}
    props.composer.change({ templateId: template?.id ?? null, fields })
  }
  return (
    <>
      <Field
        label="Template"
        hint={props.templates.length === 0
          ? "There is no template of type Campaign for this Sender ID."
          : undefined}
      >
        {(control) => (
          <select
            id={control.id}
            class={input.input}
            aria-describedby={control.describedBy}
            value={draft().templateId ?? ""}
            onChange={(event) => choose(event.currentTarget.value)}
          >
            <option value="">Choose a template</option>
            <For each={props.templates}>
              {(template) => (
                <option
                  value={template.id}
                  selected={template.id === draft().templateId}
                  disabled={unusable(template) !== null}
                >
                  {templateTitle(template)}
                  {template.registered === null ? "" : ` · Registered · ${template.language}`}
                  {unusable(template) === null ? "" : `: ${unusable(template)}`}
                </option>
              )}
            </For>
          </select>
        )}
      </Field>
      <Show when={props.template && templateVariables(props.template).length > 0 && props.template}>
        {(template) => (
          <table class={styles.variables}>
            <thead>
              <tr>
                <th scope="col">Variable</th>
                <th scope="col">Filled from</th>
                <th scope="col">If empty</th>
              </tr>
            </thead>
            <tbody>
              <For each={templateVariables(template())}>
                {(variable, index) => (
                  <tr>
                    <th scope="row">{index() + 1} · {variable.label}</th>
                    <td>
                      <select
                        class={input.input}
                        aria-label={`${variable.label}: filled from`}
                        value={optionOf(fieldOf(variable).source)}
                        onChange={(event) =>
                          setField(variable, { source: sourceOf(event.currentTarget.value) })}
                      >
                        <option value="text">The same text for everybody</option>
                        <For each={columns()}>
                          {(column) => (
                            <option
                              value={`column ${column}`}
                              selected={optionOf(fieldOf(variable).source) === `column ${column}`}
                            >
                              Column · {column}
                            </option>
                          )}
                        </For>
                        <For each={FieldSource.literals}>
                          {(source) => (
                            <option
                              value={`known ${source}`}
                              selected={optionOf(fieldOf(variable).source) === `known ${source}`}
                            >
                              {sourceNames[source]}
                            </option>
                          )}
                        </For>
                      </select>
                    </td>
                    <td>
                      <input
                        class={input.input}
                        aria-label={`${variable.label}: if empty`}
                        placeholder={fieldOf(variable).source.from === "text"
                          ? "The text"
                          : "Skip the recipient"}
                        maxLength={1_024}
                        value={fieldOf(variable).ifEmpty}
                        onInput={(event) => setField(variable, { ifEmpty: event.currentTarget.value })}
                      />
                    </td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        )}
      </Show>
    </>
  )
}
