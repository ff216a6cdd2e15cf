import ExternalLink from "lucide-solid/icons/external-link"
import FileText from "lucide-solid/icons/file-text"
import ImageIcon from "lucide-solid/icons/image"
import MapPin from "lucide-solid/icons/map-pin"
import Phone from "lucide-solid/icons/phone"
import Reply from "lucide-solid/icons/reply"
import Copy from "lucide-solid/icons/copy"
import Video from "lucide-solid/icons/video"
import { For, type JSX, Match, Show, Switch } from "solid-js"
import type { Channel } from "../../domain/sender/Sender.ts"
import type { PreviewPiece, TemplatePreview } from "../../domain/template/previewTemplate.ts"
import styles from "./TemplateBubble.module.css"

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
    <For each={props.preview.buttons}>
      {(button) => (
        <span class={styles.button}>
          {buttonIcons[button.kind]()}
          {button.label}
        </span>
      )}
    </For>
  </div>
)

const buttonIcons: Record<TemplatePreview["buttons"][number]["kind"], () => JSX.Element> = {
  quick_reply: () => <Reply aria-hidden="true" />,
  url: () => <ExternalLink aria-hidden="true" />,
  phone: () => <Phone aria-hidden="true" />,
  copy_code: () => <Copy aria-hidden="true" />,
  other: () => null,
}

const Header = (props: { readonly preview: TemplatePreview; readonly named: boolean }) => {
  const format = () => props.preview.header?.format
  return (
    <Switch>
      <Match when={format() === "text"}>
        <p class={styles.title} dir="auto">
          <Pieces pieces={props.preview.headerText} named={props.named} />
        </p>
      </Match>
      <Match when={format() === "image"}>
        <Medium icon={<ImageIcon />} label="Picture" />
      </Match>
      <Match when={format() === "video"}>
        <Medium icon={<Video />} label="Video" />
      </Match>
      <Match when={format() === "document"}>
        <Medium icon={<FileText />} label="File" />
      </Match>
      <Match when={format() === "location"}>
        <Medium icon={<MapPin />} label="Place" />
      </Match>
    </Switch>
  )
}

const Medium = (props: { readonly icon: JSX.Element; readonly label: string }) => (
  <p class={styles.medium}>
    <span aria-hidden="true">{props.icon}</span>
    {props.label}
  </p>
)

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
