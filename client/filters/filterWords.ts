import type { Label } from "../../domain/label/Label.ts"
import { asideName } from "../conversation/asideName.ts"
import type { Filters } from "../inbox/Filters.ts"
import { channelName } from "../ui/ChannelMark.tsx"

/** What a list is narrowed down to, but for a search, as the chips above it say it: `Unread`, `WhatsApp`, `VIP`. */
export const filterWords = (
  { aside, channel, label, pinnedOnly, unreadOnly }: Filters,
  labels: ReadonlyArray<Label>,
): ReadonlyArray<string> =>
  [
    unreadOnly && "Unread",
    channel !== null && channelName(channel),
    pinnedOnly && "Pinned",
    aside !== null && asideName[aside],
    labels.find(({ id }) => id === label)?.name,
  ].filter((word) => typeof word === "string")
