import Smile from "lucide-solid/icons/face-slightly-smiling"
import { createSignal, lazy, Show, Suspense } from "solid-js"
import { IconButton } from "../ui/IconButton.tsx"
import { insertAtCaret } from "./insertAtCaret.ts"

const EmojiPicker = lazy(() => import("./EmojiPicker.tsx").then((it) => ({ default: it.EmojiPicker })))

export interface EmojiButtonProps {
  /** Where the emoji goes. */
  readonly field: () => HTMLTextAreaElement | undefined
  /** What the picker does not cover; without it the field. */
  readonly beside?: (() => HTMLElement | undefined) | undefined
}

/** Opens the emoji and puts the chosen one where the caret is. */
export const EmojiButton = (props: EmojiButtonProps) => {
  let button: HTMLButtonElement | undefined
  const [open, setOpen] = createSignal(false)
  const close = () => {
    setOpen(false)
    props.field()?.focus()
  }
  return (
    <>
      <IconButton
        ref={button}
        label="Emoji"
        aria-expanded={open()}
        aria-haspopup="dialog"
        onClick={() => open() ? close() : setOpen(true)}
      >
        <Smile />
      </IconButton>
      <Suspense>
        <Show when={open() && button}>
          {(anchor) => (
            <EmojiPicker
              anchor={anchor()}
              beside={props.beside?.() ?? props.field()}
              onPick={(unicode, more) => {
                insertAtCaret(props.field(), unicode)
                if (!more) close()
              }}
              onClose={close}
            />
          )}
        </Show>
      </Suspense>
    </>
  )
}
