import * as Dialog from "@kobalte/core/dialog"
import ChevronLeft from "lucide-solid/icons/chevron-left"
import ChevronRight from "lucide-solid/icons/chevron-right"
import Download from "lucide-solid/icons/download"
import X from "lucide-solid/icons/x"
import { createSignal, Show } from "solid-js"
import { createFocusReturn } from "../ui/createFocusReturn.ts"
import styles from "./MediaViewer.module.css"

export interface MediaViewerProps {
  /** The picture that was chosen. */
  readonly first: string
  readonly name: string
  readonly onClose: () => void
}

/** The pictures of the messages that are on the screen, in their order. */
const picturesShown = (): ReadonlyArray<string> => [
  ...new Set(
    [...document.querySelectorAll<HTMLImageElement>('[role="log"] img[src^="/media/"]')].map((image) =>
      image.getAttribute("src")?.split("?", 1).join("") ?? ""
    ),
  ),
]

/** One picture as large as it fits; the arrow keys go to its neighbours, Escape closes (UI 4.4). */
export const MediaViewer = (props: MediaViewerProps) => {
  createFocusReturn()
  const [url, setUrl] = createSignal(props.first)
  const neighbour = (step: number): string | undefined => {
    const all = picturesShown()
    return all[all.indexOf(url()) + step]
  }
  const go = (step: number) => {
    const next = neighbour(step)
    if (next !== undefined) setUrl(next)
  }
  return (
    <Dialog.Root open onOpenChange={(open) => open || props.onClose()}>
      <Dialog.Portal>
        <Dialog.Content
          class={styles.viewer}
          aria-label={props.name}
          onKeyDown={(event: KeyboardEvent) => {
            if (event.key === "ArrowLeft") go(-1)
            if (event.key === "ArrowRight") go(1)
          }}
          onCloseAutoFocus={(event) => event.preventDefault()}
        >
          <img src={url()} alt={url() === props.first ? props.name : "Picture"} />
          <div class={styles.bar}>
            <Dialog.Title>{url() === props.first ? props.name : "Picture"}</Dialog.Title>
            <div class={styles.tools}>
              <Show when={neighbour(-1)}>
                <button type="button" aria-label="Picture before" onClick={() => go(-1)}>
                  <ChevronLeft aria-hidden="true" />
                </button>
              </Show>
              <Show when={neighbour(1)}>
                <button type="button" aria-label="Next picture" onClick={() => go(1)}>
                  <ChevronRight aria-hidden="true" />
                </button>
              </Show>
              <a href={`${url()}?download`} download="" aria-label="Download">
                <Download aria-hidden="true" />
              </a>
              <button type="button" aria-label="Close" onClick={() => props.onClose()}>
                <X aria-hidden="true" />
              </button>
            </div>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
