import AlarmClock from "lucide-solid/icons/alarm-clock"
import CircleCheck from "lucide-solid/icons/circle-check"
import ListFilter from "lucide-solid/icons/list-filter"
import Pin from "lucide-solid/icons/pin"
import Tag from "lucide-solid/icons/tag"
import { Show } from "solid-js"
import type { AsideHow } from "../../domain/conversation/Aside.ts"
import { hasPins } from "../../domain/inbox/InboxView.ts"
import { asideName } from "../conversation/asideName.ts"
import { useDesk } from "../sync/createDesk.ts"
import { MenuButton, MenuItem } from "../ui/MenuButton.tsx"
import { useScreen } from "./createScreen.ts"

/** The filters that are wanted less often than those in the row of chips, which has room for no more. */
export const MoreFilters = () => {
  const desk = useDesk()
  const screen = useScreen()
  const showAside = (aside: AsideHow) => screen.setFilters({ aside, unreadOnly: false, pinnedOnly: false })
  const hasAside = () => screen.view()._tag !== "Sent"
  const hasLabels = () => desk.directory().labels.length > 0
  return (
    <Show when={hasAside() || hasLabels()}>
      <MenuButton label="More filters" icon={<ListFilter />}>
        <Show when={hasPins(screen.view())}>
          <MenuItem icon={<Pin />} onChoose={() => screen.setFilters({ pinnedOnly: true, aside: null })}>
            Pinned
          </MenuItem>
        </Show>
        <Show when={hasAside()}>
          <MenuItem icon={<CircleCheck />} onChoose={() => showAside("done")}>{asideName.done}</MenuItem>
          <MenuItem icon={<AlarmClock />} onChoose={() => showAside("snoozed")}>{asideName.snoozed}</MenuItem>
        </Show>
        <Show when={hasLabels()}>
          <MenuItem icon={<Tag />} onChoose={() => screen.setDialog("filterLabel")}>Label</MenuItem>
        </Show>
      </MenuButton>
    </Show>
  )
}
