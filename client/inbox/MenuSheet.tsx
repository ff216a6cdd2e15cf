import { Modal } from "../ui/Modal.tsx"
import { JumpButton, RailFoot } from "./Rail.tsx"
import { RailNav } from "./RailNav.tsx"

/** The rail's content on a phone: all inboxes and what belongs to the user. */
export const MenuSheet = (props: { readonly onClose: () => void }) => (
  <Modal
    title="Converse Desk"
    width={420}
    onClose={() => props.onClose()}
    footer={<RailFoot />}
  >
    <JumpButton compact={false} />
    <RailNav compact={false} />
  </Modal>
)
