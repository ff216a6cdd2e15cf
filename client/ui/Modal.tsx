// By their own names: the object `Dialog` of the package is also its `AlertDialog`, whichever is loaded last.
import * as Dialog from "@kobalte/core/dialog"
import X from "lucide-solid/icons/x"
import { type JSX, Show } from "solid-js"
import { createFocusReturn } from "./createFocusReturn.ts"
import { IconButton } from "./IconButton.tsx"
import styles from "./Modal.module.css"

export interface ModalProps {
  readonly title: string
  /** 420, 480, 580 or 860 px; on a phone it fills the screen. */
  readonly width: 420 | 480 | 580 | 860
  readonly onClose: () => void
  readonly children: JSX.Element
  readonly footer?: JSX.Element
}

/** A dialog that is open as long as it is rendered; what has `autofocus` in it is focused, or else its first field. Import it lazily: it brings Kobalte with it. */
export const Modal = (props: ModalProps) => {
  let body: HTMLDivElement | undefined
  createFocusReturn()
  return (
    <Dialog.Root open onOpenChange={(open) => open || props.onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay class={styles.scrim} />
        <div class={styles.centre}>
          <Dialog.Content
            class={styles.dialog}
            style={{ "--width": `${props.width}px` }}
            onOpenAutoFocus={(event) => {
              const field = body?.querySelector<HTMLElement>("[autofocus]") ??
                body?.querySelector<HTMLElement>("input, select, textarea")
              if (!field) return
              event.preventDefault()
              field.focus()
            }}
            onCloseAutoFocus={(event) => event.preventDefault()}
          >
            <header class={styles.header}>
              <Dialog.Title class={styles.title}>{props.title}</Dialog.Title>
              <IconButton label="Close" shortcut="Esc" onClick={() => props.onClose()}>
                <X />
              </IconButton>
            </header>
            <div ref={body} class={styles.body}>{props.children}</div>
            <Show when={props.footer}>
              <footer class={styles.footer}>{props.footer}</footer>
            </Show>
          </Dialog.Content>
        </div>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
