import { Result } from "effect"
import Plus from "lucide-solid/icons/plus"
import RefreshCw from "lucide-solid/icons/refresh-cw"
import { createEffect, createSignal, For, on, onMount, Show } from "solid-js"
import type { Channel } from "../../domain/sender/Sender.ts"
import type { OwnTemplate } from "../../domain/template/OwnTemplate.ts"
import type { TemplateType } from "../../domain/template/Template.ts"
import type { TemplateSyncState } from "../../domain/template/TemplateSyncState.ts"
import { problemText } from "../conversation/problemText.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { PageFrame } from "../inbox/PageFrame.tsx"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { ChannelMark, channelName } from "../ui/ChannelMark.tsx"
import { dateAndTime } from "../ui/DeskTime.ts"
import { SearchBox } from "../ui/SearchBox.tsx"
import { useToast } from "../ui/Toaster.tsx"
import { createTemplateList, type TemplateList } from "./createTemplateList.ts"
import { TemplateDrawer } from "./TemplateDrawer.tsx"
import styles from "./TemplatesPage.module.css"
import { typeNames } from "./TemplateTags.tsx"
import { TemplatesTable } from "./TemplatesTable.tsx"

const types: ReadonlyArray<TemplateType> = ["conversation", "campaign", "notification"]
const channels: ReadonlyArray<Channel> = ["whatsapp", "sms"]

/** The workspace's templates: a table to find them in, and one of them beside it (TMPL-1, TMPL-3). */
export const TemplatesPage = () => {
  const desk = useDesk()
  const screen = useScreen()
  const admin = () => desk.directory().me.role === "admin"
  const list = createTemplateList({
    search: "",
    channel: null,
    type: "conversation",
    senderId: null,
    group: null,
    registeredOnly: false,
  })
  const [copied, setCopied] = createSignal<OwnTemplate | null>(null)
  const open = () => screen.templates()?.open ?? null
  onMount(() => document.getElementById("templates-title")?.focus())
  return (
    <PageFrame
      label="Templates"
      titleId="templates-title"
      class={styles.page}
      beside={
        <>
          <Show when={list.counts()}>{(counts) => <span class={styles.total}>{counts().total}</span>}</Show>
          <div class={styles.actions}>
            <SyncButton list={list} admin={admin()} />
            <Show when={admin()}>
              <Button
                variant="primary"
                disabled={!desk.online()}
                onClick={() => {
                  setCopied(null)
                  screen.goToTemplates("new")
                }}
              >
                <Plus />
                New template
              </Button>
            </Show>
          </div>
        </>
      }
    >
      <div class={styles.body}>
        <div class={styles.main}>
          <Tools list={list} />
          <TemplatesTable list={list} open={open()} />
        </div>
        <Show when={open()} keyed>
          {(which) => (
            <TemplateDrawer
              which={which}
              copied={copied()}
              known={list.templates().find(({ id }) => id === which)}
              onCopy={(own) => {
                setCopied(own)
                screen.goToTemplates("new")
              }}
              onChanged={() => void list.reload()}
            />
          )}
        </Show>
      </div>
    </PageFrame>
  )
}

const Tools = (props: { readonly list: TemplateList }) => {
  const { list } = props
  const filter = list.filter
  return (
    <div class={styles.tools}>
      <SearchBox
        label="Search templates by name or text"
        placeholder="Name or text"
        keyed
        class={styles.search}
        onFind={(search) => void list.find({ search })}
      />
      <div class={styles.segments} role="group" aria-label="Type">
        <For each={types}>
          {(type) => (
            <button
              type="button"
              aria-pressed={filter().type === type}
              onClick={() => void list.find({ type })}
            >
              {typeNames[type]}
            </button>
          )}
        </For>
      </div>
      <div class={styles.chips} role="group" aria-label="Channel">
        <button
          type="button"
          class={styles.chip}
          aria-pressed={filter().channel === null && !filter().registeredOnly}
          onClick={() => void list.find({ channel: null, registeredOnly: false })}
        >
          All
        </button>
        <For each={channels}>
          {(channel) => (
            <button
              type="button"
              class={styles.chip}
              aria-pressed={filter().channel === channel}
              onClick={() => void list.find({ channel: filter().channel === channel ? null : channel })}
            >
              <ChannelMark channel={channel} size={14} decorative />
              {channelName(channel)}
            </button>
          )}
        </For>
        <button
          type="button"
          class={styles.chip}
          aria-pressed={filter().registeredOnly}
          onClick={() => void list.find({ registeredOnly: !filter().registeredOnly })}
        >
          Registered <span>{list.counts()?.registered ?? 0}</span>
        </button>
      </div>
    </div>
  )
}

/** TMPL-3: reads the registered templates anew, and says when that was last done and what went wrong. */
const SyncButton = (props: { readonly list: TemplateList; readonly admin: boolean }) => {
  const desk = useDesk()
  const toast = useToast()
  const [states, setStates] = createSignal<ReadonlyArray<TemplateSyncState>>([])
  const refetch = async () => {
    const answer = await desk.link.ask((client) => client["Template.syncs"]())
    if (Result.isSuccess(answer)) setStates(answer.success)
  }
  // The list is told of every beginning and end, too.
  createEffect(on(props.list.status, (status) => status === "ready" && void refetch(), { defer: true }))
  const all = states
  const running = () => all().some((state) => state.running)
  const problems = () => all().flatMap(({ problem }) => problem ?? [])
  const lastAt = () => {
    const times = all().flatMap(({ endedAt }) => endedAt ?? [])
    return times.length === 0 ? null : Math.min(...times)
  }
  const sync = async () => {
    const answer = await desk.link.ask((client) => client["Template.sync"]())
    if (Result.isSuccess(answer)) setStates(answer.success)
    else toast({ title: "Not synchronised", text: problemText(answer.failure), error: true })
  }
  return (
    <Show when={all().length > 0}>
      <p class={styles.synced} role="status" data-failed={problems().length > 0}>
        {problems()[0] ??
          (lastAt() === null
            ? "Not synchronised yet"
            : `Synchronised ${dateAndTime(lastAt() ?? 0, desk.clock.now())}`)}
      </p>
      <Show when={props.admin}>
        <Button
          disabled={!desk.online()}
          busy={running() ? "Synchronising" : undefined}
          onClick={() => void sync()}
        >
          <RefreshCw />
          Sync from WhatsApp
        </Button>
      </Show>
    </Show>
  )
}
