import { type JSX, Match, Show, Switch } from "solid-js"
import type { TemplateUse } from "../../domain/conversation/MessageContent.ts"
import { Place } from "../conversation/RichContent.tsx"
import styles from "./FilledTemplate.module.css"
import { TemplateMedium } from "./TemplateMedium.tsx"

export interface FilledTemplateProps {
  readonly use: TemplateUse
  /** Whether the file of a media header is the message's own, and shown as such; else the provider holds it. */
  readonly hasFile: boolean
  /** The filled body. */
  readonly children: JSX.Element
}

/** What a template said, as the customer got it: header, body, footer. Its buttons stand below the bubble. */
export const FilledTemplate = (props: FilledTemplateProps) => (
  <>
    <Show when={props.use.header}>{(header) => <Header header={header()} hasFile={props.hasFile} />}</Show>
    {props.children}
    <Show when={props.use.footer}>
      {(footer) => <span class={styles.footer} dir="auto">{footer()}</span>}
    </Show>
  </>
)

interface HeaderProps {
  readonly header: NonNullable<TemplateUse["header"]>
  readonly hasFile: boolean
}

const Header = (props: HeaderProps) => {
  const text = () => props.header.format === "text" ? props.header.text : null
  const location = () => props.header.format === "location" ? props.header.location : null
  const medium = () =>
    props.header.format === "text" || props.header.format === "location" || props.hasFile
      ? null
      : props.header.format
  return (
    <Switch>
      <Match when={text()}>{(words) => <strong class={styles.title} dir="auto">{words()}</strong>}</Match>
      <Match when={location()}>{(place) => <Place location={place()} />}</Match>
      <Match when={medium()}>{(format) => <TemplateMedium format={format()} />}</Match>
    </Switch>
  )
}
