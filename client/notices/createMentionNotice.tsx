import AtSign from "lucide-solid/icons/at-sign"
import { onCleanup } from "solid-js"
import { contactName } from "../contact/contactName.ts"
import { useDesk } from "../sync/createDesk.ts"
import { useAnnounce } from "../ui/Announcer.tsx"
import { useToast } from "../ui/Toaster.tsx"
import { useScreen } from "../inbox/createScreen.ts"
import { deskPath } from "../inbox/deskPath.ts"
import { showSystemNotice } from "./systemNotices.ts"

const excerptMax = 80

/**
 * Tells who is mentioned in a note (NOTE-1), as assignments are told; also of what came while the desk was offline, as the
 * feed brings it. `onNotice` gets the words for the tab's title.
 */
export const createMentionNotice = (onNotice: (title: string) => void): void => {
  const desk = useDesk()
  const screen = useScreen()
  const announce = useAnnounce()
  const toast = useToast()

  onCleanup(desk.onArrival((row, item) => {
    const me = desk.directory().me.id
    if (item._tag !== "Note" || item.author === me || !item.mentions.includes(me)) return
    const title = `${desk.user(item.author)?.name ?? "Someone"} mentioned you`
    const said = item.text ?? ""
    const excerpt = said.length > excerptMax ? `${said.slice(0, excerptMax)}…` : said
    const text = `${contactName(row)}: ${excerpt}`
    const open = () => screen.openMessage({ id: row.id, seq: item.seq, words: "" })
    toast({ title, text, icon: () => <AtSign aria-hidden="true" />, action: { label: "Open", run: open } })
    announce(title)
    const path = deskPath({ _tag: "Mine" }, row.id)
    void showSystemNotice({ tag: item.id, title, text, onClick: open, path })
    onNotice(title)
  }))
}
