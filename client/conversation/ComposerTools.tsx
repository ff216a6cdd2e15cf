import CalendarClock from "lucide-solid/icons/calendar-clock"
import Plus from "lucide-solid/icons/plus"
import { Show } from "solid-js"
import { EmojiButton, type EmojiButtonProps } from "../emoji/EmojiButton.tsx"
import { useScreen } from "../inbox/createScreen.ts"
import { AttachButton } from "../media/AttachButton.tsx"
import { IconButton } from "../ui/IconButton.tsx"
import styles from "./Composer.module.css"
import { TemplateButton } from "./TemplateButton.tsx"
import { WriteSwitch } from "./WriteSwitch.tsx"

export interface ComposerToolsProps extends EmojiButtonProps {
  /** Whether they are shown where they are behind a button: on a phone (`14b`). */
  readonly open: boolean
  readonly onOpen: (open: boolean) => void
  /** On touch the text keeps the focus, and the keyboard stays. */
  readonly onPointerDown: (event: PointerEvent) => void
  readonly onFiles: (files: Iterable<File>) => void
  /** Null while there is nothing to schedule. */
  readonly onSchedule: (() => void) | null
}

/** What goes with a message or stands in its place. */
export const ComposerTools = (props: ComposerToolsProps) => {
  const screen = useScreen()
  const hidden = () => screen.narrow() && !props.open
  return (
    <>
      <Show when={screen.narrow()}>
        <IconButton
          label="Files, emoji, templates and more"
          class={styles.plus}
          aria-expanded={props.open}
          aria-controls="composer-tools"
          onPointerDown={(event) => props.onPointerDown(event)}
          onClick={() => props.onOpen(!props.open)}
        >
          <Plus />
        </IconButton>
      </Show>
      <div id="composer-tools" class={styles.tools} role="group" aria-label="Add" hidden={hidden()}>
        <AttachButton onFiles={props.onFiles} />
        <EmojiButton field={props.field} beside={props.beside} />
        <TemplateButton />
        <IconButton
          label="Schedule for later"
          disabled={props.onSchedule === null}
          onClick={() => props.onSchedule?.()}
        >
          <CalendarClock />
        </IconButton>
      </div>
      <Show when={!hidden()}>
        <WriteSwitch />
      </Show>
    </>
  )
}
