import { useScreen } from "../inbox/createScreen.ts"
import { Modal } from "../ui/Modal.tsx"
import { LabelPicker } from "./LabelPicker.tsx"

/** Shows only what has a label (LIFE-3). */
export const LabelFilterDialog = (props: { readonly onClose: () => void }) => {
  const screen = useScreen()
  return (
    <Modal title="Filter by label" width={420} onClose={() => props.onClose()}>
      <LabelPicker
        has={(label) => screen.filters().label === label ? "all" : "none"}
        onPick={({ id }) => {
          props.onClose()
          screen.setFilters({ label: id })
        }}
      />
    </Modal>
  )
}
