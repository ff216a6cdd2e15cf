import { For, Match, Show, Switch } from "solid-js"
import type { Channel } from "../../domain/sender/Sender.ts"
import type { PreviewPiece, TemplatePreview } from "../../domain/template/previewTemplate.ts"
import styles from "./TemplateBubble.module.css"
import { TemplateButtons } from "./TemplateButtons.tsx"
import { TemplateMedium } from "./TemplateMedium.tsx"

export interface TemplateBubbleProps {
  readonly preview: TemplatePreview
  readonly channel: Channel
  /** Whether each variable's name stands before its value, as in the drawer of the Templates page. */
  readonly named?: boolean
}

/** What the customer will see; what is not filled in stands out (TMPL-4). */
export const TemplateBubble = (props: TemplateBubbleProps) => (
  <div class={styles.frame}>
    <div class={styles.bubble} data-channel={props.channel}>
      <Header preview={props.preview} named={props.named === true} />
      <p class={styles.body} dir="auto">
        <Pieces pieces={props.preview.body} named={props.named === true} />
      </p>
      <Show when={props.preview.footer}>{(footer) => <p class={styles.footer}>{footer()}</p>}</Show>
      <span class={styles.now}>now</span>
    </div>
    <TemplateButtons buttons={props.preview.buttons} />
  </div>
)

const Header = (props: { readonly preview: TemplatePreview; readonly named: boolean }) => {
  const medium = () => {
    const format = props.preview.header?.format ?? "text"
    return format === "text" ? null : format
  }
  return (
    <Switch>
      <Match when={props.preview.header?.format === "text"}>
        <p class={styles.title} dir="auto">
          <Pieces pieces={props.preview.headerText} named={props.named} />
        </p>
      </Match>
      <Match when={medium()}>{(format) => <TemplateMedium format={format()} />}</Match>
    </Switch>
  )
}

const Pieces = (props: { readonly pieces: ReadonlyArray<PreviewPiece>; readonly named: boolean }) => (
  <For each={props.pieces}>
    {(piece) =>
      "text" in piece ? piece.text : (
        <span class={styles.variable} data-empty={piece.value === null}>
          {props.named
            ? `{{${piece.variable.name}}} ${piece.value ?? ""}`.trim()
            : piece.value ?? piece.variable.label}
        </span>
      )}
  </For>
)
