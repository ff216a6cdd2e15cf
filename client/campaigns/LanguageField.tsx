import { For, Show } from "solid-js"
import { whyNotInCampaign } from "../../domain/campaign/campaignVariants.ts"
import type { Template } from "../../domain/template/Template.ts"
import { languageName } from "../templates/languageName.ts"
import { Field } from "../ui/Field.tsx"
import { Select, type SelectOption } from "../ui/Select.tsx"
import styles from "./CampaignComposer.module.css"
import type { Variants } from "./createVariants.ts"

export interface LanguageFieldProps {
  readonly template: Template
  readonly variants: Variants
  readonly inTheirLanguage: boolean
  /** Of the file, which says it; null where only the contacts do. */
  readonly column: string | null
  readonly onChoose: (template: Template, inTheirLanguage: boolean) => void
}

/** In which language: one for everybody, or each contact's where the template is registered in it, else one. */
export const LanguageField = (props: LanguageFieldProps) => {
  const usable = () => props.variants.known().filter((variant) => whyNotInCampaign(variant) === null)
  const offered = () => props.variants.others().filter(({ problem }) => problem === null)
  const refused = () => props.variants.others().filter(({ problem }) => problem !== null)
  const optionOf = (variant: Template, theirs: boolean) => `${theirs ? "theirs" : "one"} ${variant.id}`
  const chosen = () => optionOf(props.template, props.inTheirLanguage)
  const choose = (option: string) => {
    const theirs = option.startsWith("theirs ")
    const variant = props.variants.known().find((one) => optionOf(one, theirs) === option)
    if (variant) props.onChoose(variant, theirs)
  }
  const options = (): ReadonlyArray<SelectOption> => [
    ...props.variants.known().map((variant) => {
      const problem = whyNotInCampaign(variant)
      const name = languageName(variant.language)
      return {
        value: optionOf(variant, false),
        label: problem === null ? name : `${name}: ${problem}`,
        disabled: problem !== null,
      }
    }),
    ...(usable().length > 1 || props.inTheirLanguage ? usable() : []).map((variant) => ({
      value: optionOf(variant, true),
      label: `Contact’s language, else ${languageName(variant.language)}`,
    })),
  ]
  const names = () => offered().map(({ variant }) => languageName(variant.language)).join(", ")
  const hint = () =>
    props.inTheirLanguage
      ? offered().length === 0
        ? "There is no other language that can be sent now."
        : `Also in ${names()}, to ${
          props.column === null
            ? "contacts who read that."
            : `those who read that: by the column “${props.column}”, else by their contact.`
        }`
      : undefined
  return (
    <div>
      <Field label="Language" hint={hint()}>
        {(control) => (
          <Select
            id={control.id}
            describedBy={control.describedBy}
            options={options()}
            value={chosen()}
            onChoose={choose}
          />
        )}
      </Field>
      <Show when={props.inTheirLanguage && refused().length > 0}>
        <ul class={styles.unoffered} aria-label="Languages that nobody gets">
          <For each={refused()}>
            {({ problem, variant }) => (
              <li>
                Not in {languageName(variant.language)}. {problem}
              </li>
            )}
          </For>
        </ul>
      </Show>
    </div>
  )
}
