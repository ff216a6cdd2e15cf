import Copy from "lucide-solid/icons/copy"
import ExternalLink from "lucide-solid/icons/external-link"
import Phone from "lucide-solid/icons/phone"
import Reply from "lucide-solid/icons/reply"
import { For, type JSX, Show } from "solid-js"
import type { TemplateButton } from "../../domain/template/Template.ts"
import styles from "./TemplateButtons.module.css"

export interface TemplateButtonsProps {
  readonly buttons: ReadonlyArray<Pick<TemplateButton, "kind" | "label">>
  /** Only on the customer's phone can quick replies be pressed. */
  readonly onReply?: (label: string) => void
}

/** A template's buttons below its bubble, as WhatsApp shows them. */
export const TemplateButtons = (props: TemplateButtonsProps) => (
  <For each={props.buttons}>
    {(button) => (
      <Show
        when={button.kind === "quick_reply" && props.onReply}
        fallback={<span class={styles.button}>{face(button)}</span>}
      >
        {(onReply) => (
          <button type="button" class={styles.button} onClick={() => onReply()(button.label)}>
            {face(button)}
          </button>
        )}
      </Show>
    )}
  </For>
)

type Face = TemplateButtonsProps["buttons"][number]

const face = (button: Face): JSX.Element => (
  <>
    {icons[button.kind]()}
    <span dir="auto">{button.label}</span>
  </>
)

const icons: Record<Face["kind"], () => JSX.Element> = {
  quick_reply: () => <Reply aria-hidden="true" />,
  url: () => <ExternalLink aria-hidden="true" />,
  phone: () => <Phone aria-hidden="true" />,
  copy_code: () => <Copy aria-hidden="true" />,
  other: () => null,
}
