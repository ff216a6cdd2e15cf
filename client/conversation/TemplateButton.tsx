import LayoutTemplate from "lucide-solid/icons/layout-template"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import { IconButton } from "../ui/IconButton.tsx"

/** Opens the templates that can be sent here. */
export const TemplateButton = () => {
  const desk = useDesk()
  const screen = useScreen()
  return (
    <IconButton
      label="Template"
      shortcut="/"
      disabled={!desk.online()}
      onClick={() => screen.setDialog("template")}
    >
      <LayoutTemplate />
    </IconButton>
  )
}
