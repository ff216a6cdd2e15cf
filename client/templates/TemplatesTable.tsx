import LayoutTemplate from "lucide-solid/icons/layout-template"
import CloudAlert from "lucide-solid/icons/cloud-alert"
import { For, Match, Show, Switch } from "solid-js"
import { templateKey, templateTitle } from "../../domain/template/Template.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { ChannelMark, channelName } from "../ui/ChannelMark.tsx"
import { EmptyState } from "../ui/EmptyState.tsx"
import { Tag } from "../ui/Tag.tsx"
import { entriesOf, type TemplateEntry } from "./createTemplateChoice.ts"
import type { TemplateList } from "./createTemplateList.ts"
import type { TemplatesPlace } from "./templatesPath.ts"
import { categoryNames, StatusTag, typeNames } from "./TemplateTags.tsx"
import styles from "./TemplatesTable.module.css"

const runwayPixels = 600

export interface TemplatesTableProps {
  readonly list: TemplateList
  readonly open: TemplatesPlace["open"]
}

/** One row for each name, in all its languages; cards on a phone. */
export const TemplatesTable = (props: TemplatesTableProps) => {
  const entries = () => entriesOf(props.list.templates())
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0
    if (step === 0 || !(event.currentTarget instanceof HTMLElement)) return
    const links = [...event.currentTarget.querySelectorAll("a")]
    const at = links.findIndex((link) => link === document.activeElement)
    if (at < 0) return
    event.preventDefault()
    links[Math.min(links.length - 1, Math.max(0, at + step))]?.focus()
  }
  return (
    <>
      <div
        class={styles.scroller}
        role="table"
        aria-label="Templates"
        aria-busy={props.list.status() === "loading"}
        onKeyDown={onKeyDown}
        onScroll={(event) => {
          const { clientHeight, scrollHeight, scrollTop } = event.currentTarget
          if (props.list.status() !== "ready" || props.list.complete()) return
          if (scrollHeight - scrollTop - clientHeight < runwayPixels) void props.list.loadMore()
        }}
      >
        <div class={styles.head} role="row">
          <span role="columnheader">Name</span>
          <span role="columnheader">Channel</span>
          <span role="columnheader" data-wide>Category</span>
          <span role="columnheader">Status</span>
          <span role="columnheader" data-wide>Languages</span>
        </div>
        <State {...props} />
        <div role="rowgroup">
          <For each={entries()}>{(entry) => <Row entry={entry} open={props.open} />}</For>
        </div>
      </div>
      <footer class={styles.foot}>
        <Show when={props.list.counts()}>
          {(counts) => (
            <p>
              {props.list.templates().length.toLocaleString("en-US")} of{" "}
              {counts().total.toLocaleString("en-US")}
            </p>
          )}
        </Show>
      </footer>
    </>
  )
}

const Row = (props: { readonly entry: TemplateEntry; readonly open: TemplatesPlace["open"] }) => {
  const screen = useScreen()
  const first = () => props.entry.variants[0]
  const isOpen = () => props.entry.variants.some(({ id }) => id === props.open)
  return (
    <Show when={first()}>
      {(template) => (
        <div
          class={styles.row}
          role="row"
          data-open={isOpen()}
          onClick={(event) => {
            if (event.target instanceof HTMLElement && event.target.closest("a")) return
            screen.goToTemplates(template().id)
          }}
        >
          <span role="cell" class={styles.name}>
            <a href={`/templates/${template().id}`} aria-current={isOpen() ? "true" : undefined}>
              {templateTitle(template())}
            </a>
            <code>{template().registered ? template().name : templateKey(template().name)}</code>
          </span>
          <span role="cell">
            <Tag tone={template().channel}>
              <ChannelMark channel={template().channel} size={12} decorative />
              {channelName(template().channel)}
            </Tag>
          </span>
          <span role="cell" data-wide>
            <Show when={template().registered} fallback={typeNames[template().type]}>
              {(registered) => categoryNames[registered().category]}
            </Show>
          </span>
          <span role="cell">
            <StatusTag template={template()} />
          </span>
          <span role="cell" data-wide>{props.entry.variants.map(({ language }) => language).join(", ")}</span>
        </div>
      )}
    </Show>
  )
}

const State = (props: TemplatesTableProps) => {
  const desk = useDesk()
  const isEmpty = () => props.list.templates().length === 0
  return (
    <Switch>
      <Match when={isEmpty() && props.list.status() === "failed"}>
        <EmptyState icon={<CloudAlert />} tone="danger" title="The templates did not load">
          <Button disabled={!desk.online()} onClick={() => void props.list.reload()}>Try again</Button>
        </EmptyState>
      </Match>
      <Match when={isEmpty() && props.list.status() === "ready"}>
        <EmptyState
          icon={<LayoutTemplate />}
          tone="neutral"
          title={props.list.filter().search === ""
            ? "No templates here yet"
            : `No template with “${props.list.filter().search}”`}
          text="Templates are texts to send again and again, with fields that fill themselves."
        />
      </Match>
    </Switch>
  )
}
