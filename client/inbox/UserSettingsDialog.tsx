import { createSignal } from "solid-js"
import { Modal } from "../ui/Modal.tsx"
import { Switch } from "../ui/Switch.tsx"
import { areSystemNoticesOn, noticePermission, setSystemNotices } from "./systemNotices.ts"

/** What belongs to the user in this browser: whether the system tells of assignments. */
export const UserSettingsDialog = (props: { readonly onClose: () => void }) => {
  const [on, setOn] = createSignal(areSystemNoticesOn())
  const [permission, setPermission] = createSignal(noticePermission())
  const change = async (wanted: boolean) => {
    setOn(wanted)
    setOn(await setSystemNotices(wanted))
    setPermission(noticePermission())
  }
  const hint = () =>
    permission() === "missing"
      ? "This browser cannot show them."
      : permission() === "denied"
      ? "The browser does not allow them for this page. Change that in its settings for this site."
      : "When a conversation is assigned to you and another window is in front. In this browser only."
  return (
    <Modal title="Your settings" width={420} onClose={() => props.onClose()}>
      <Switch
        label="System notifications"
        hint={hint()}
        checked={on()}
        onChange={(wanted) => void change(wanted)}
      />
    </Modal>
  )
}
