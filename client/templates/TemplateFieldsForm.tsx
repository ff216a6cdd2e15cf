import UserRound from "lucide-solid/icons/user-round"
import { createSignal, For, Show } from "solid-js"
import { languageName } from "./languageName.ts"
import type { TemplateChoice } from "./createTemplateChoice.ts"
import { wantedFile } from "../../domain/template/fillTemplate.ts"
import { AttachButton } from "../media/AttachButton.tsx"
import { AttachmentTray } from "../media/AttachmentTray.tsx"
import { Field } from "../ui/Field.tsx"
import input from "../ui/Input.module.css"
import { Tag } from "../ui/Tag.tsx"
import styles from "./TemplatePicker.module.css"

const origins = { contact: "Contact", user: "You", workspace: "Business" } as const

/** The values of the chosen template: what is known is there already, what is missing is to be filled in (TMPL-2). */
export const TemplateFieldsForm = (props: { readonly choice: TemplateChoice }) => {
  const [left, setLeft] = createSignal<ReadonlySet<string>>(new Set())
  const { choice } = props
  const wanted = () => choice.variables().filter(({ optional }) => !optional)
  const done = () => wanted().filter(({ key }) => (choice.values()[key] ?? "").trim() !== "").length
  const problemAt = (key: string) => choice.problems().find((problem) => problem.key === key)
  const errorAt = (key: string) => {
    const problem = problemAt(key)
    return problem && (problem.problem !== "missing" || left().has(key)) ? problem.message : null
  }
  const origin = (key: string) => choice.isTyped(key) ? undefined : choice.prefilled()[key]?.from
  return (
    <section class={styles.fields} aria-labelledby="template-fields">
      <div class={styles.fieldsHead}>
        <h3 id="template-fields">Fill in the details</h3>
        <Show when={wanted().length > 0}>
          <span role="status">{done()} of {wanted().length}</span>
        </Show>
      </div>
      <Show when={choice.template()}>
        {(template) => (
          <>
            <Show when={wantedFile(template())}>
              {(format) => (
                <div role="group" aria-label="File of the template">
                  <p class={styles.hint}>
                    <AttachButton
                      onFiles={(files) => {
                        for (const { id } of choice.uploads.files()) choice.uploads.remove(id)
                        choice.uploads.add([...files].slice(0, 1))
                      }}
                    />
                    This template begins with a {format() === "document" ? "file" : format()}.
                  </p>
                  <AttachmentTray uploads={choice.uploads} />
                  <Show when={choice.file() !== null && problemAt("header")}>
                    {(problem) => <p class={styles.hint} role="alert">{problem().message}</p>}
                  </Show>
                </div>
              )}
            </Show>
            <For each={choice.variables()}>
              {(variable, index) => (
                <Field
                  label={`${index() + 1} · ${variable.label}`}
                  optional={variable.optional}
                  error={errorAt(variable.key)}
                  hint={problemAt(variable.key)?.problem === "missing"
                    ? "Fill this in to send the template."
                    : undefined}
                >
                  {(control) => (
                    <span class={styles.value}>
                      <input
                        id={control.id}
                        class={input.input}
                        data-template-field
                        type="text"
                        autocomplete="off"
                        dir="auto"
                        maxLength={variable.lengthMax}
                        placeholder={variable.example === null ? "" : `e.g. ${variable.example}`}
                        value={choice.values()[variable.key] ?? ""}
                        onInput={(event) => choice.type(variable.key, event.currentTarget.value)}
                        onBlur={() => setLeft((before) => new Set([...before, variable.key]))}
                        aria-invalid={control.invalid}
                        aria-describedby={control.describedBy}
                      />
                      <Show when={origin(variable.key)}>
                        {(from) => (
                          <span class={styles.origin}>
                            <Tag tone="neutral">
                              <UserRound aria-hidden="true" />
                              {origins[from()]}
                            </Tag>
                          </span>
                        )}
                      </Show>
                    </span>
                  )}
                </Field>
              )}
            </For>
            <Field label="Language">
              {(control) => (
                <select
                  id={control.id}
                  class={input.input}
                  value={template().language}
                  disabled={(choice.entry()?.variants.length ?? 0) < 2}
                  onChange={(event) => choice.setLanguage(event.currentTarget.value)}
                >
                  <For each={choice.entry()?.variants ?? []}>
                    {(variant) => (
                      <option
                        value={variant.language}
                        disabled={choice.reasonFor(variant) !== null}
                        selected={variant.language === template().language}
                      >
                        {languageName(variant.language)}
                      </option>
                    )}
                  </For>
                </select>
              )}
            </Field>
          </>
        )}
      </Show>
    </section>
  )
}
