import { onCleanup } from "solid-js"

/** When its owner goes, the focus returns to where it was when the owner came, if that is still there. */
export const createFocusReturn = (): void => {
  const opener = document.activeElement
  onCleanup(() =>
    // After the dialog has left the page, and with it the focus.
    setTimeout(() => opener instanceof HTMLElement && opener.isConnected && opener.focus())
  )
}
