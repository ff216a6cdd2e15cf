import ListFilter from "lucide-solid/icons/list-filter"
import Inbox from "lucide-solid/icons/inbox"
import Send from "lucide-solid/icons/send"
import type { JSX } from "solid-js"
import { Dynamic } from "solid-js/web"
import type { Directory } from "../../domain/inbox/DeskChange.ts"
import type { InboxView } from "../../domain/inbox/InboxView.ts"
import { savedFilterPath } from "../filters/savedFilterPath.ts"
import { deskPath } from "../inbox/deskPath.ts"
import { pagesOf, teamOf } from "../inbox/deskPages.ts"
import { settingsPagesFor } from "../settings/settingsPages.ts"
import { settingsPath } from "../settings/settingsPath.ts"
import { Avatar } from "../ui/Avatar.tsx"
import { ChannelMark, channelName } from "../ui/ChannelMark.tsx"
import { marksIn } from "./marksIn.ts"
import type { PaletteEntry } from "./PaletteEntry.ts"

interface Page {
  readonly href: string
  readonly label: string
  readonly icon: () => JSX.Element
  readonly details?: string
}

const pathOf = (view: InboxView) => deskPath(view)

/** Every place of the desk that has an address, as the rail and the settings have them. */
const placesOf = (directory: Directory): ReadonlyArray<Page> => {
  const { me, savedFilters, senders } = directory
  return [
    { href: pathOf({ _tag: "Mine" }), label: "My Inbox", icon: () => <Inbox /> },
    { href: pathOf({ _tag: "Sent" }), label: "Sent Messages", icon: () => <Send /> },
    ...(senders.length > 1 ? senders : []).map((sender) => ({
      href: pathOf({ _tag: "Sender", senderId: sender.id }),
      label: sender.label,
      icon: () => <ChannelMark channel={sender.channel} size={16} decorative />,
      details: `${channelName(sender.channel)} inbox`,
    })),
    ...teamOf(directory).map((user) => ({
      href: pathOf({ _tag: "Team", userId: user.id }),
      label: user.name,
      icon: () => <Avatar name={user.name} hueKey={user.id} size={18} />,
      details: "Team Inbox",
    })),
    ...savedFilters.map((saved) => ({
      href: savedFilterPath(saved),
      label: saved.name,
      icon: () => <ListFilter />,
      details: "Saved filter",
    })),
    ...pagesOf(directory).map(({ href, icon, label }) => ({
      href,
      label,
      icon: () => <Dynamic component={icon} />,
    })),
    ...settingsPagesFor(me.role).map(({ icon, id, title }) => ({
      href: settingsPath(id),
      label: title,
      icon: () => <Dynamic component={icon} />,
      details: "Settings",
    })),
  ]
}

/** The pages whose names have what was typed in them. */
export const pageEntries = (
  directory: Directory,
  text: string,
  go: (href: string) => void,
): ReadonlyArray<PaletteEntry> =>
  placesOf(directory).flatMap((page) => {
    const marks = marksIn(page.label, text)
    return marks.length === 0 ? [] : [{
      ...page,
      id: encodeURIComponent(`page ${page.href} ${page.label}`),
      marks,
      run: () => go(page.href),
    }]
  })
