import ChevronDown from "lucide-solid/icons/chevron-down"
import { createMemo, createSignal, For, lazy, Show, Suspense } from "solid-js"
import type { CampaignField, CampaignSource } from "../../domain/campaign/Campaign.ts"
import { FieldSource, type Template, templateTitle } from "../../domain/template/Template.ts"
import { type TemplateVariable, templateVariables } from "../../domain/template/templateVariables.ts"
import { StatusTag } from "../templates/TemplateTags.tsx"
import { Field } from "../ui/Field.tsx"
import input from "../ui/Input.module.css"
import { Select, type SelectOption } from "../ui/Select.tsx"
import styles from "./CampaignComposer.module.css"
import type { Composer } from "./createComposer.ts"
import type { Variants } from "./createVariants.ts"
import { LanguageField } from "./LanguageField.tsx"

const TemplateDialog = lazy(() =>
  import("./TemplateDialog.tsx").then((it) => ({ default: it.TemplateDialog }))
)

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

export interface MessageFieldsProps {
  readonly composer: Composer
  readonly variants: Variants
}

/** Which template, in which language, and what each of its variables is filled from. */
export const MessageFields = (props: MessageFieldsProps) => {
  const draft = () => props.composer.draft()
  const languageColumn = () => {
    const { audience } = draft()
    return audience?._tag === "File" ? audience.language : null
  }
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
  const template = () => props.variants.template()
  const variables = createMemo(
    () => {
      const chosen = template()
      return chosen === null ? [] : templateVariables(chosen)
      // The field that one types in stays, whatever the server says meanwhile.
    },
    [],
    { equals: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  )
  const sources = createMemo((): ReadonlyArray<SelectOption> => [
    { value: "text", label: "The same text for everybody" },
    ...columns().map((column) => ({ value: `column ${column}`, label: `Column · ${column}` })),
    ...FieldSource.literals.map((source) => ({ value: `known ${source}`, label: sourceNames[source] })),
  ])
  const [choosing, setChoosing] = createSignal(false)
  /** The text by SMS that nobody wrote is the template's. */
  const fallbackWith = (chosen: Template) => {
    const { fallback } = draft()
    const own = fallback !== null && !["", template()?.body.trim()].includes(fallback.text.trim())
    return own || fallback === null ? fallback : { ...fallback, text: chosen.body }
  }
  const choose = (chosen: Template, inTheirLanguage: boolean) =>
    props.composer.change({
      templateId: chosen.id,
      inTheirLanguage,
      fields: Object.fromEntries(
        templateVariables(chosen).map((variable) => [variable.key, fieldOf(variable)]),
      ),
      fallback: fallbackWith(chosen),
    })
  const title = () => {
    const chosen = template()
    return chosen === null ? "Choose a template" : templateTitle(chosen)
  }
  return (
    <>
      <div class={styles.pair}>
        <Field label="Template">
          {(control) => (
            <button
              type="button"
              id={control.id}
              class={`${input.input} ${styles.chosen}`}
              aria-label={`Template: ${title()}`}
              aria-haspopup="dialog"
              onClick={() => setChoosing(true)}
            >
              <span class={styles.chosenName}>{title()}</span>
              <Show when={template()}>{(chosen) => <StatusTag template={chosen()} />}</Show>
              <ChevronDown aria-hidden="true" />
            </button>
          )}
        </Field>
        <Show when={template()}>
          {(chosen) => (
            <LanguageField
              template={chosen()}
              variants={props.variants}
              inTheirLanguage={draft().inTheirLanguage}
              column={languageColumn()}
              onChoose={choose}
            />
          )}
        </Show>
      </div>
      <Suspense>
        <Show when={choosing()}>
          <TemplateDialog
            senderId={draft().senderId}
            chosen={template()}
            onChoose={(chosen) => {
              setChoosing(false)
              choose(chosen, draft().inTheirLanguage)
            }}
            onClose={() => setChoosing(false)}
          />
        </Show>
      </Suspense>
      <Show when={variables().length > 0}>
        <table class={styles.variables}>
          <thead>
            <tr>
              <th scope="col">Variable</th>
              <th scope="col">Filled from</th>
              <th scope="col">If empty</th>
            </tr>
          </thead>
          <tbody>
            <For each={variables()}>
              {(variable, index) => (
                <tr>
                  <th scope="row">{index() + 1} · {variable.label}</th>
                  <td>
                    <Select
                      label={`${variable.label}: filled from`}
                      options={sources()}
                      value={optionOf(fieldOf(variable).source)}
                      onChoose={(option) => setField(variable, { source: sourceOf(option) })}
                    />
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
      </Show>
    </>
  )
}
