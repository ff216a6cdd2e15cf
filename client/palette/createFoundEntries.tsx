import { useNavigate } from "@solidjs/router"
import type { Contact } from "../../domain/contact/Contact.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { matchesOfPart } from "../../domain/search/TextMatch.ts"
import { contactName } from "../contact/contactName.ts"
import { contactsPath } from "../contact/contactsPath.ts"
import { formatNumber } from "../contact/formatNumber.ts"
import { asideName } from "../conversation/asideName.ts"
import { showConversation, viewOf } from "../conversation/showConversation.ts"
import { deskPath } from "../inbox/deskPath.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Avatar } from "../ui/Avatar.tsx"
import { channelName } from "../ui/ChannelMark.tsx"
import { listTime } from "../ui/DeskTime.ts"
import type { PaletteEntry } from "./PaletteEntry.ts"

/** What the palette says of conversations and contacts that a search found. */
export const createFoundEntries = () => {
  const desk = useDesk()
  const screen = useScreen()
  const navigate = useNavigate()
  return {
    conversation: (row: InboxRow, text: string): PaletteEntry => {
      const name = contactName(row)
      const marks = matchesOfPart(name, text)
      const details = [
        marks.length === 0 && text !== "" && row.contact ? formatNumber(row.address) : null,
        channelName(row.channel),
        desk.sender(row.senderId)?.label,
        listTime(row.lastActivityAt, desk.clock.now()),
        row.aside && asideName[row.aside.how],
      ]
      return {
        id: row.id,
        icon: () => <Avatar name={row.contact?.name ?? null} hueKey={row.id} size={24} />,
        label: name,
        marks,
        details: details.filter((part) => part).join(" · "),
        href: deskPath(viewOf(desk, screen, row), row.id),
        run: () => showConversation(desk, screen, row, true),
      }
    },
    contact: (contact: Contact, text: string): PaletteEntry => ({
      id: contact.id,
      icon: () => <Avatar name={contact.name} hueKey={contact.id} size={24} />,
      label: contact.name,
      marks: matchesOfPart(contact.name, text),
      details: contact.phones.map(formatNumber).join(", "),
      href: contactsPath(contact.id),
      run: () => navigate(contactsPath(contact.id)),
    }),
  }
}
