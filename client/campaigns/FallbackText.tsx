import FileText from "lucide-solid/icons/file-text"
import { createSignal, lazy, Show, Suspense } from "solid-js"
import { fallbackTextMax, type SmsFallback } from "../../domain/campaign/Campaign.ts"
import { unknownVariables } from "../../domain/campaign/fallbackTemplate.ts"
import type { Template } from "../../domain/template/Template.ts"
import { templateVariables } from "../../domain/template/templateVariables.ts"
import { Button } from "../ui/Button.tsx"
import { Field } from "../ui/Field.tsx"
import input from "../ui/Input.module.css"
import styles from "./CampaignComposer.module.css"

const TemplateDialog = lazy(() =>
  import("./TemplateDialog.tsx").then((it) => ({ default: it.TemplateDialog }))
)

export interface FallbackTextProps {
  readonly fallback: SmsFallback
  readonly template: Template | null
  readonly onChange: (text: string) => void
}

/** What those read whom WhatsApp does not reach, with the variables of the template. */
export const FallbackText = (props: FallbackTextProps) => {
  const [choosing, setChoosing] = createSignal(false)
  const unknown = () => props.template === null ? [] : unknownVariables(props.template, props.fallback.text)
  const problem = () => {
    if (props.template === null) return null
    if (props.fallback.text.trim() === "") return "Write the text that goes by SMS."
    const [first] = unknown()
    return first === undefined ? null : `The template has no {{${first}}}. Take it out.`
  }
  const known = () =>
    props.template === null ? "" : templateVariables(props.template).map(({ key }) => `{{${key}}}`).join(", ")
  return (
    <>
      <Field
        label="Text by SMS"
        error={problem()}
        hint={known() === "" ? undefined : `It is filled like the template: ${known()}.`}
      >
        {(control) => (
          <textarea
            id={control.id}
            class={input.input}
            rows={4}
            maxLength={fallbackTextMax}
            aria-describedby={control.describedBy}
            aria-invalid={control.invalid}
            value={props.fallback.text}
            onInput={(event) => props.onChange(event.currentTarget.value)}
          />
        )}
      </Field>
      <Button class={styles.saved} size="small" onClick={() => setChoosing(true)}>
        <FileText />Use a saved text
      </Button>
      <Suspense>
        <Show when={choosing()}>
          <TemplateDialog
            senderId={props.fallback.senderId}
            chosen={null}
            onChoose={({ body }) => {
              setChoosing(false)
              props.onChange(body)
            }}
            onClose={() => setChoosing(false)}
          />
        </Show>
      </Suspense>
    </>
  )
}
