import X from "lucide-solid/icons/x"
import { For, Show } from "solid-js"
import type { Channel } from "../../domain/sender/Sender.ts"
import { asideName } from "../conversation/asideName.ts"
import { useDesk } from "../sync/createDesk.ts"
import { ChannelMark, channelName } from "../ui/ChannelMark.tsx"
import { useScreen } from "./createScreen.ts"
import styles from "./FilterChips.module.css"
import { type Filters, isFiltered, noFilters } from "./Filters.ts"
import { unreadOfView } from "./viewTitle.ts"

const channels: ReadonlyArray<Channel> = ["whatsapp", "sms"]

/** What a list is narrowed down to; what `MoreFilters` chose is here while it holds, and taken off again. */
export const FilterChips = (props: { readonly covered: boolean }) => {
  const desk = useDesk()
  const screen = useScreen()
  const filters = () => screen.filters()
  const unread = () => unreadOfView(screen.view(), desk.counts())
  const more = (): ReadonlyArray<readonly [string, Partial<Filters>]> => {
    const { aside, label, pinnedOnly } = filters()
    const labelName = desk.directory().labels.find(({ id }) => id === label)?.name
    return [
      ...(pinnedOnly ? [["Pinned", { pinnedOnly: false }] as const] : []),
      ...(aside === null ? [] : [[asideName[aside], { aside: null }] as const]),
      ...(labelName === undefined ? [] : [[labelName, { label: null }] as const]),
    ]
  }
  return (
    <div class={styles.chips} role="group" aria-label="Filter" inert={props.covered}>
      <button
        type="button"
        class={styles.chip}
        aria-pressed={!isFiltered(filters())}
        onClick={() => screen.setFilters({ ...noFilters, search: filters().search })}
      >
        All
      </button>
      <button
        type="button"
        class={styles.chip}
        aria-pressed={filters().unreadOnly}
        onClick={() => screen.setFilters({ unreadOnly: !filters().unreadOnly, aside: null })}
      >
        Unread
        <Show when={unread()}>{(count) => <span class={styles.chipCount}>{count()}</span>}</Show>
      </button>
      <For each={channels}>
        {(channel) => (
          <button
            type="button"
            class={styles.chip}
            aria-pressed={filters().channel === channel}
            onClick={() => screen.setFilters({ channel: filters().channel === channel ? null : channel })}
          >
            <ChannelMark channel={channel} size={14} decorative />
            {channelName(channel)}
          </button>
        )}
      </For>
      <For each={more()}>
        {([name, off]) => (
          <button
            type="button"
            class={styles.chip}
            aria-pressed="true"
            onClick={() => screen.setFilters(off)}
          >
            {name}
            <X aria-hidden="true" />
          </button>
        )}
      </For>
      <Show when={isFiltered(filters())}>
        <button
          type="button"
          class={styles.chip}
          aria-haspopup="dialog"
          disabled={!desk.online()}
          onClick={() => screen.setDialog("saveFilter")}
        >
          Save filter
        </button>
      </Show>
    </div>
  )
}
