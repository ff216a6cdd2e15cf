import LayoutTemplate from "lucide-solid/icons/layout-template"
import { type Template, templateTitle } from "../../domain/template/Template.ts"
import { StatusTag } from "../templates/TemplateTags.tsx"
import { Button } from "../ui/Button.tsx"
import styles from "./ChosenTemplateCard.module.css"

export interface ChosenTemplateCardProps {
  readonly template: Template
  readonly onChange: () => void
  readonly onRemove: () => void
}

/** The template that a new conversation will begin with, in the place of its text. */
export const ChosenTemplateCard = (props: ChosenTemplateCardProps) => (
  <section class={styles.card} aria-label="Chosen template">
    <header class={styles.header}>
      <LayoutTemplate aria-hidden="true" />
      <strong>{templateTitle(props.template)}</strong>
      <StatusTag template={props.template} />
      <span class={styles.actions}>
        <Button
          variant="link"
          onClick={() =>
            props.onChange()}
        >
          Change
        </Button>
        <Button
          variant="link"
          onClick={() =>
            props.onRemove()}
        >
          Write a text instead
        </Button>
      </span>
    </header>
    <p class={styles.body} dir="auto">{props.template.body}</p>
  </section>
)
