import type { JSX } from "solid-js"
import type { Label } from "../../domain/label/Label.ts"
import styles from "./LabelTag.module.css"

export interface LabelTagProps {
  readonly label: Pick<Label, "name" | "colour">
  /** What stands after the name. */
  readonly children?: JSX.Element
}

/** A label: its name, on its colour. */
export const LabelTag = (props: LabelTagProps) => (
  <span class={styles.tag} data-colour={props.label.colour}>
    <span class={styles.name} dir="auto">{props.label.name}</span>
    {props.children}
  </span>
)
