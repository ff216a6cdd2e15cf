import SearchIcon from "lucide-solid/icons/search"
import X from "lucide-solid/icons/x"
import { createEffect, createSignal, For, on, onCleanup, onMount, Show } from "solid-js"
import type { TemplateCounts, TemplateGroup } from "../../domain/rpc/TemplateRpcs.ts"
import { templateTitle } from "../../domain/template/Template.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { IconButton } from "../ui/IconButton.tsx"
import { Tag } from "../ui/Tag.tsx"
import type { TemplateChoice, TemplateEntry } from "./createTemplateChoice.ts"
import type { TemplateList } from "./createTemplateList.ts"
import styles from "./TemplatePicker.module.css"
import { categoryNames } from "./TemplateTags.tsx"

/** After the last key a search waits so long. */
const searchDelayMillis = 150
/** The next page is asked for so far above the end. */
const runwayPixels = 400

const groupNames: Record<TemplateGroup, string> = { ...categoryNames, own: "Desk texts" }

const groups: ReadonlyArray<TemplateGroup> = ["utility", "marketing", "authentication", "own"]

export interface TemplateOptionsProps {
  readonly list: TemplateList
  readonly choice: TemplateChoice
  /** Enter in the search goes on to the first field. */
  readonly onEnter: () => void
}

/** The templates to choose from: by words and category, those that cannot be sent last, with the reason. */
export const TemplateOptions = (props: TemplateOptionsProps) => {
  let listbox: HTMLDivElement | undefined
  const entries = () => props.choice.entries()
  const sendable = () => entries().filter(props.choice.sendable)
  const others = () => entries().filter((entry) => !props.choice.sendable(entry))
  const move = (step: number) => {
    const all = sendable()
    const at = all.findIndex(({ key }) => key === props.choice.entry()?.key)
    const next = all[Math.min(all.length - 1, Math.max(0, at + step))]
    if (next) props.choice.choose(next.key)
  }
  createEffect(on(() => props.choice.entry()?.key, (key) => {
    if (key !== undefined) document.getElementById(optionId(key))?.scrollIntoView({ block: "nearest" })
  }))
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return
    if (event.key === "ArrowDown") move(1)
    else if (event.key === "ArrowUp") move(-1)
    else if (event.key === "Enter") props.onEnter()
    else return
    event.preventDefault()
  }
  return (
    <div class={styles.options} onKeyDown={onKeyDown}>
      <Search list={props.list} active={props.choice.entry()} />
      <Groups list={props.list} />
      <div
        ref={listbox}
        id="template-options"
        class={styles.listbox}
        role="listbox"
        aria-label="Templates"
        aria-busy={props.list.status() === "loading"}
        onScroll={(event) => {
          const { clientHeight, scrollHeight, scrollTop } = event.currentTarget
          if (props.list.status() !== "ready" || props.list.complete()) return
          if (scrollHeight - scrollTop - clientHeight < runwayPixels) void props.list.loadMore()
        }}
      >
        <For each={sendable()}>{(entry) => <Option entry={entry} choice={props.choice} />}</For>
        <Show when={others().length > 0}>
          <p class={styles.caption} role="presentation">
            {others().some(({ variants }) => variants[0]?.registered === null)
              ? "Not registered on WhatsApp"
              : "Cannot be sent now"}
          </p>
        </Show>
        <For each={others()}>{(entry) => <Option entry={entry} choice={props.choice} />}</For>
      </div>
      <ListState list={props.list} empty={entries().length === 0} />
    </div>
  )
}

const ListState = (props: { readonly list: TemplateList; readonly empty: boolean }) => {
  const desk = useDesk()
  return (
    <>
      <Show when={props.list.status() === "failed"}>
        <div class={styles.state} role="alert">
          <p>The templates did not load.</p>
          <Button size="small" disabled={!desk.online()} onClick={() => void props.list.reload()}>
            Try again
          </Button>
        </div>
      </Show>
      <Show when={props.empty && props.list.status() === "ready"}>
        <p class={styles.state} role="status">
          {props.list.filter().search === ""
            ? "No templates yet. An admin can add them on the Templates page."
            : `No template with “${props.list.filter().search}”.`}
        </p>
      </Show>
    </>
  )
}

const optionId = (key: string): string => `template-option-${key.replaceAll(/[^\w-]/g, "_")}`

const Option = (props: { readonly entry: TemplateEntry; readonly choice: TemplateChoice }) => {
  const first = () => props.choice.firstOf(props.entry)
  const reason = () => {
    const template = first()
    return template && !props.choice.sendable(props.entry) ? props.choice.reasonFor(template) : null
  }
  const category = () => {
    const registered = first()?.registered
    return registered ? categoryNames[registered.category] : reason() === null ? "Desk text" : "Draft"
  }
  return (
    <Show when={first()}>
      {(template) => (
        <div
          id={optionId(props.entry.key)}
          class={styles.option}
          role="option"
          aria-selected={props.choice.entry()?.key === props.entry.key && reason() === null}
          aria-disabled={reason() !== null}
          onClick={() => reason() === null && props.choice.choose(props.entry.key)}
        >
          <span class={styles.optionHead}>
            <span class={styles.optionName}>{templateTitle(template())}</span>
            <Tag tone="neutral">{category()}</Tag>
          </span>
          <span class={styles.optionText}>{reason() ?? template().body}</span>
        </div>
      )}
    </Show>
  )
}

const Search = (props: { readonly list: TemplateList; readonly active: TemplateEntry | null }) => {
  const [text, setText] = createSignal("")
  let input: HTMLInputElement | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(timer))
  // After a dialog that closed has given the focus back.
  onMount(() => setTimeout(() => input?.focus()))
  const find = (typed: string, delay: number) => {
    setText(typed)
    clearTimeout(timer)
    timer = setTimeout(() => void props.list.find({ search: typed.trim() }), delay)
  }
  return (
    <div class={styles.search}>
      <SearchIcon aria-hidden="true" />
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label="Search templates by name or text"
        aria-expanded="true"
        aria-controls="template-options"
        aria-activedescendant={props.active ? optionId(props.active.key) : undefined}
        placeholder="Name or text"
        autocomplete="off"
        maxLength={100}
        value={text()}
        onInput={(event) => find(event.currentTarget.value, searchDelayMillis)}
      />
      <Show when={text() !== ""}>
        <IconButton
          label="Clear"
          onClick={() => {
            find("", 0)
            input?.focus()
          }}
        >
          <X />
        </IconButton>
      </Show>
    </div>
  )
}

const Groups = (props: { readonly list: TemplateList }) => {
  const chosen = () => props.list.filter().group
  const count = (counts: TemplateCounts, group: TemplateGroup) => counts.groups[group]
  return (
    <Show when={props.list.counts()}>
      {(counts) => (
        <div class={styles.groups} role="group" aria-label="Category">
          <button
            type="button"
            class={styles.chip}
            aria-pressed={chosen() === null}
            onClick={() => void props.list.find({ group: null })}
          >
            All <span>{counts().total}</span>
          </button>
          <For each={groups.filter((group) => count(counts(), group) > 0 || chosen() === group)}>
            {(group) => (
              <button
                type="button"
                class={styles.chip}
                aria-pressed={chosen() === group}
                onClick={() => void props.list.find({ group })}
              >
                {groupNames[group]} <span>{count(counts(), group)}</span>
              </button>
            )}
          </For>
        </div>
      )}
    </Show>
  )
}
